-- The last version of an account recorded at or before p_at; 0 before its first entry, null for no such account.
-- Times never go back from one version to the next, so a binary search finds it: 20 index probes for a million
-- entries. Measured: see docs/decisions/0012-reading-the-past.md.
create or replace function ledger.version_at(p_tenant bigint, p_account uuid, p_at timestamptz)
returns int8 language plpgsql stable as $$
declare
  v_low int8 := 0;
  v_high int8;
  v_middle int8;
  v_at timestamptz;
begin
  select b.version, b.updated_at into v_high, v_at from ledger.balance b
    where b.tenant_id = p_tenant and b.account_id = p_account;
  if v_at <= p_at then
    return v_high;
  end if;
  while v_low < v_high loop
    v_middle := v_low + (v_high - v_low + 1) / 2;
    select t.posted_at into v_at from ledger.transfer t
      where t.tenant_id = p_tenant and t.debit_account = p_account and t.debit_version = v_middle;
    if not found then
      select t.posted_at into v_at from ledger.transfer t
        where t.tenant_id = p_tenant and t.credit_account = p_account and t.credit_version = v_middle;
    end if;
    if v_at <= p_at then
      v_low := v_middle;
    else
      v_high := v_middle - 1;
    end if;
  end loop;
  return v_high;
end $$;
comment on function ledger.version_at is 'scale:tenant — which version an account had at a time';

-- The last version recorded on p_day (UTC) or before.
create or replace function ledger.version_on(p_tenant bigint, p_account uuid, p_day date)
returns int8 language sql stable as $$
  select ledger.version_at(p_tenant, p_account,
    (p_day + 1)::timestamp at time zone 'UTC' - interval '1 microsecond')
$$;
comment on function ledger.version_on is 'scale:tenant — which version an account had at the end of a day';

-- The balances that the entry with this version left, and when; zeros for version 0 and for one that is not there.
-- Two index probes, whatever the planner thinks of the table: joined to the view, it may read all of it.
create or replace function ledger.leg_at(
  p_tenant bigint, p_account uuid, p_version int8,
  out net int8, out debits_pending int8, out credits_pending int8, out posted_at timestamptz
) language plpgsql stable as $$
begin
  select t.debit_balance, t.debit_debits_pending, t.debit_credits_pending, t.posted_at
    into net, debits_pending, credits_pending, posted_at
    from ledger.transfer t
    where t.tenant_id = p_tenant and t.debit_account = p_account and t.debit_version = p_version;
  if not found then
    select t.credit_balance, t.credit_debits_pending, t.credit_credits_pending, t.posted_at
      into net, debits_pending, credits_pending, posted_at
      from ledger.transfer t
      where t.tenant_id = p_tenant and t.credit_account = p_account and t.credit_version = p_version;
  end if;
  if not found then
    net := 0; debits_pending := 0; credits_pending := 0;
  end if;
end $$;
comment on function ledger.leg_at is 'scale:tenant — balances of an account after one of its entries';

-- credits - debits that have taken effect by the end of p_day, among the entries up to version p_through:
-- what was recorded by then, corrected by the few entries dated to the other side of that day.
create or replace function ledger.effective_net(p_tenant bigint, p_account uuid, p_day date, p_through int8)
returns numeric language sql stable as $$
  select (ledger.leg_at(p_tenant, p_account, least(p_through, ledger.version_on(p_tenant, p_account, p_day)))).net
    + coalesce((select sum(r.net) from ledger.redated r where r.tenant_id = p_tenant and r.account_id = p_account
      and r.effective_on <= p_day and r.recorded_on > p_day and r.version <= p_through), 0)
    - coalesce((select sum(r.net) from ledger.redated r where r.tenant_id = p_tenant and r.account_id = p_account
      and r.effective_on > p_day and r.recorded_on <= p_day and r.version <= p_through), 0)
$$;
comment on function ledger.effective_net is 'scale:tenant — an account on the effective axis';
