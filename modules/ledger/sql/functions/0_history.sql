-- The past of an account is a chain: its balance names the transfer of its newest entry, each entry the one before.
-- Every 64th entry is indexed, so no walk to a version is longer than that. Measured:
-- docs/decisions/0013-history-as-a-chain.md.

-- Entries of an account after p_after up to p_through, newest first. A chain that was cut is followed to the cut.
create or replace function ledger.legs_between(p_tenant bigint, p_account uuid, p_after int8, p_through int8)
returns setof ledger.leg language plpgsql stable rows 100 as $$
declare
  t ledger.transfer;
  v_id uuid;
  v_version int8;
  v_mark int8 := (p_through + 63) & ~63::int8;
  v_is_debit boolean;
begin
  select b.version, b.last_transfer into v_version, v_id from ledger.balance b
    where b.tenant_id = p_tenant and b.account_id = p_account;
  if v_version > v_mark then
    v_version := v_mark;
    select x.id into v_id from ledger.transfer x
      where x.tenant_id = p_tenant and x.debit_account = p_account and x.debit_version = v_mark and x.debit_version & 63 = 0;
    if not found then
      select x.id into v_id from ledger.transfer x
        where x.tenant_id = p_tenant and x.credit_account = p_account and x.credit_version = v_mark
          and x.credit_version & 63 = 0;
    end if;
  end if;
  while v_version > greatest(p_after, 0) loop
    select * into t from ledger.transfer x where x.tenant_id = p_tenant and x.id = v_id;
    exit when not found;
    v_is_debit := t.debit_account = p_account;
    if v_version <= p_through then
      if v_is_debit then
        return next (p_tenant, p_account, t.debit_version, 'debit', t.credit_account, t.id, t.kind, t.amount, t.released,
          t.currency, t.code, t.posted_at, t.effective_on, t.debit_balance, t.debit_debits_pending,
          t.debit_credits_pending, t.pending_id, t.expires_at, t.reversal_of, t.debit_prior)::ledger.leg;
      else
        return next (p_tenant, p_account, t.credit_version, 'credit', t.debit_account, t.id, t.kind, t.amount, t.released,
          t.currency, t.code, t.posted_at, t.effective_on, t.credit_balance, t.credit_debits_pending,
          t.credit_credits_pending, t.pending_id, t.expires_at, t.reversal_of, t.credit_prior)::ledger.leg;
      end if;
    end if;
    v_id := case when v_is_debit then t.debit_prior else t.credit_prior end;
    v_version := v_version - 1;
  end loop;
end $$;
comment on function ledger.legs_between is 'scale:tenant — entries of an account by their versions';

-- The balances that the entry with this version left, and when; zeros for version 0 and for one that is not there.
create or replace function ledger.leg_at(
  p_tenant bigint, p_account uuid, p_version int8,
  out net int8, out debits_pending int8, out credits_pending int8, out posted_at timestamptz
) language plpgsql stable as $$
begin
  select l.net, l.debits_pending, l.credits_pending, l.posted_at into net, debits_pending, credits_pending, posted_at
    from ledger.legs_between(p_tenant, p_account, p_version - 1, p_version) l;
  if not found then
    net := 0; debits_pending := 0; credits_pending := 0;
  end if;
end $$;
comment on function ledger.leg_at is 'scale:tenant — balances of an account after one of its entries';

-- The last version of an account recorded at or before p_at; 0 before its first entry, null for no such account.
-- Times never go back from one version to the next, so a binary search over the marks finds the 64 entries it is among.
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
  if v_at <= p_at or v_high is null then
    return v_high;
  end if;
  -- In marks from here: the mark v_low is not after p_at, what is behind the mark v_high is.
  v_high := v_high / 64;
  while v_low < v_high loop
    v_middle := v_low + (v_high - v_low + 1) / 2;
    if (ledger.leg_at(p_tenant, p_account, v_middle * 64)).posted_at <= p_at then
      v_low := v_middle;
    else
      v_high := v_middle - 1;
    end if;
  end loop;
  return coalesce((select max(l.version) from ledger.legs_between(p_tenant, p_account, v_low * 64, v_low * 64 + 64) l
    where l.posted_at <= p_at), v_low * 64);
end $$;
comment on function ledger.version_at is 'scale:tenant — which version an account had at a time';

-- The last version recorded on p_day (UTC) or before.
create or replace function ledger.version_on(p_tenant bigint, p_account uuid, p_day date)
returns int8 language sql stable as $$
  select ledger.version_at(p_tenant, p_account,
    (p_day + 1)::timestamp at time zone 'UTC' - interval '1 microsecond')
$$;
comment on function ledger.version_on is 'scale:tenant — which version an account had at the end of a day';

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
