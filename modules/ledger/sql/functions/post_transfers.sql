-- The fast path: posts a whole batch or raises FL100 and changes nothing. Sound in any order of the batch,
-- because inflows of the batch are not counted against its outflows. Node adds up the deltas per account
-- (a_*, sorted by id) and says, per leg, how far the leg's balance lies from the account's final one.
-- Measured at 1,000 a batch: see docs/decisions/0003-posting.md.
create or replace function ledger.post_transfers(
  p_tenant bigint, p_at timestamptz, p_batch uuid,
  a_ids uuid[], a_currencies int2[], a_debits int8[], a_credits int8[], a_debits_pending int8[],
  a_credits_pending int8[], a_legs int4[],
  t_ids uuid[], t_kinds int2[], t_amounts int8[], t_currencies int2[], t_codes text[], t_effective date[],
  t_expires timestamptz[],
  d_account int4[], d_version int4[], d_balance int8[], d_debits_pending int8[], d_credits_pending int8[],
  c_account int4[], c_version int4[], c_balance int8[], c_debits_pending int8[], c_credits_pending int8[],
  n_ids uuid[], n_descriptions text[], n_metadata text[],
  k_hashes uuid[], k_fingerprints uuid[], k_keys text[], k_routes text[], k_fields text[], k_requests text[],
  k_first int4[], k_count int4[],
  out versions int8[], out balances int8[], out debits_pending int8[], out credits_pending int8[],
  out normal_sides int2[], out recorded_at timestamptz
) language plpgsql security definer
  set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan as $$
declare
  v_count int;
  v_row record;
  v_monitored boolean;
  v_today date;
begin
  versions := array_fill(0::int8, array[cardinality(a_ids)]);
  balances := versions; debits_pending := versions; credits_pending := versions;
  normal_sides := array_fill(0::int2, array[cardinality(a_ids)]);
  recorded_at := p_at; v_monitored := false; v_count := 0;
  for v_row in
  update ledger.balance a
    set debits_posted = a.debits_posted + u.debits, credits_posted = a.credits_posted + u.credits,
        debits_pending = a.debits_pending + u.debits_pending, credits_pending = a.credits_pending + u.credits_pending,
        version = a.version + u.legs, updated_at = greatest(a.updated_at, p_at)
    from (select i, a_ids[i] as id, a_currencies[i] as currency, a_debits[i] as debits, a_credits[i] as credits,
        a_debits_pending[i] as debits_pending, a_credits_pending[i] as credits_pending, a_legs[i] as legs
      from generate_series(1, cardinality(a_ids)) as i) u
    where a.tenant_id = p_tenant and a.account_id = u.id and a.currency = u.currency
      and (a.state = 0 or (a.state = 1 and u.debits = 0 and u.debits_pending = 0))
      and a.debits_posted + a.debits_pending - a.credits_posted + u.debits + u.debits_pending
        <= a.debit_cap - case when a.normal_side = 1 and u.debits_pending > 0 then a.overdraft else 0 end
      and a.credits_posted + a.credits_pending - a.debits_posted + u.credits + u.credits_pending
        <= a.credit_cap - case when a.normal_side = -1 and u.credits_pending > 0 then a.overdraft else 0 end
      -- Beyond this the exact path answers `overflow`; int8 itself would abort the batch at four times it.
      and greatest(a.debits_posted + u.debits, a.credits_posted + u.credits, a.debits_pending + u.debits_pending,
        a.credits_pending + u.credits_pending) <= 2305843009213693951
    returning u.i, a.version, a.credits_posted - a.debits_posted as net, a.debits_pending as dp, a.credits_pending as cp,
      a.normal_side, a.updated_at, a.is_monitored
  loop
    v_count := v_count + 1;
    versions[v_row.i] := v_row.version; balances[v_row.i] := v_row.net;
    debits_pending[v_row.i] := v_row.dp; credits_pending[v_row.i] := v_row.cp;
    normal_sides[v_row.i] := v_row.normal_side;
    if v_row.updated_at > recorded_at then recorded_at := v_row.updated_at; end if;
    v_monitored := v_monitored or v_row.is_monitored;
  end loop;
  if v_count <> cardinality(a_ids) then
    raise exception 'exact path' using errcode = 'FL100';
  end if;
  -- A node whose clock runs behind must not write an earlier time after a later one on the same account.
  if recorded_at > p_at then
    update ledger.balance a set updated_at = recorded_at
      from unnest(a_ids) as u (id)
      where a.tenant_id = p_tenant and a.account_id = u.id and a.updated_at < recorded_at;
  end if;

  v_today := (recorded_at at time zone 'UTC')::date;
  insert into ledger.transfer (tenant_id, id, debit_account, credit_account, amount, posted_at,
      debit_version, debit_balance, debit_debits_pending, debit_credits_pending,
      credit_version, credit_balance, credit_debits_pending, credit_credits_pending,
      effective_on, kind, currency, code, expires_at)
    select p_tenant, t_ids[i], a_ids[d_account[i]], a_ids[c_account[i]], t_amounts[i], recorded_at,
      versions[d_account[i]] + d_version[i], balances[d_account[i]] + d_balance[i],
      debits_pending[d_account[i]] + coalesce(d_debits_pending[i], 0), credits_pending[d_account[i]] + coalesce(d_credits_pending[i], 0),
      versions[c_account[i]] + c_version[i], balances[c_account[i]] + c_balance[i],
      debits_pending[c_account[i]] + coalesce(c_debits_pending[i], 0), credits_pending[c_account[i]] + coalesce(c_credits_pending[i], 0),
      coalesce(t_effective[i], v_today), t_kinds[i], t_currencies[i], t_codes[i], t_expires[i]
    from generate_series(1, cardinality(t_ids)) as i;
  if 2 = any (t_kinds) then
    if recorded_at >= any (t_expires) then
      raise exception 'exact path' using errcode = 'FL100';
    end if;
    insert into ledger.hold (tenant_id, id, debit_account, credit_account, amount, remaining, expires_at,
        updated_at, currency, state)
      select p_tenant, t.id, a_ids[t.d], a_ids[t.c], t.amount, t.amount, t.expires_at, recorded_at, t.currency, 0
      from unnest(t_ids, t_kinds, t_amounts, t_currencies, t_expires, d_account, c_account)
        as t (id, kind, amount, currency, expires_at, d, c)
      where t.kind = 2;
  end if;
  perform ledger.record_batch(p_tenant, recorded_at, p_batch, t_ids, t_ids,
    least(v_today, (select min(e) from unnest(t_effective) as e)), cardinality(t_effective) > 0, n_ids, n_descriptions, n_metadata,
    k_hashes, k_fingerprints, k_keys, k_routes, k_fields, k_requests, k_first, k_count, null, null,
    case when v_monitored then a_ids end);
end $$;
comment on function ledger.post_transfers is 'scale:tenant — posts a batch in which nothing is refused';
