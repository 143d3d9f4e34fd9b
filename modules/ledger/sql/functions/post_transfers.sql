-- The fast path: posts a whole batch or raises FL100 and changes nothing. Sound in any order of the batch,
-- because inflows of the batch are not counted against its outflows. Node adds up the deltas per account
-- (a_*, sorted by id) and says, per leg, how far the leg's balance lies from the account's final one, and which transfer
-- of the batch its account moved with before: 0 for none, then it is the last one that the account had.
-- Measured at 1,000 a batch: see docs/decisions/0003-posting.md.
create or replace function ledger.post_transfers(
  p_tenant bigint, p_at timestamptz, p_batch uuid, p_by text,
  a_ids uuid[], a_currencies int2[], a_debits int8[], a_credits int8[], a_debits_pending int8[],
  a_credits_pending int8[], a_legs int4[], a_last uuid[],
  t_ids uuid[], t_kinds int2[], t_amounts int8[], t_currencies int2[], t_codes text[], t_effective date[],
  t_expires timestamptz[],
  d_account int4[], d_version int4[], d_prior int4[], d_balance int8[], d_debits_pending int8[], d_credits_pending int8[],
  c_account int4[], c_version int4[], c_prior int4[], c_balance int8[], c_debits_pending int8[], c_credits_pending int8[],
  n_ids uuid[], n_descriptions text[], n_metadata text[],
  k_hashes uuid[], k_fingerprints uuid[], k_keys text[], k_routes text[], k_fields text[], k_requests text[],
  k_first int4[], k_count int4[],
  out versions int8[], out balances int8[], out debits_pending int8[], out credits_pending int8[],
  out normal_sides int2[], out recorded_at timestamptz
) language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  -- One plan for ever, so one that never depends on how large a table was when it was made: each row by its key. Without
  -- the last three, a plan made on an empty ledger reads all of the tenant's transfers for each one asked for.
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off
  set enable_material = off set random_page_cost = 0.1
  set plan_cache_mode = force_generic_plan as $$
declare
  v_count int;
  v_monitored boolean;
  v_today date;
  v_first date;
  v_seq int8;
  priors uuid[];
begin
  -- Items of various widths are found by walking, unless the array is expanded, which an assignment does.
  t_codes := t_codes; t_effective := t_effective; t_expires := t_expires;
  select count(*), array_agg(m.version), array_agg(m.net), array_agg(m.debits_pending), array_agg(m.credits_pending),
      array_agg(m.normal_side), max(m.updated_at), bool_or(m.is_monitored), array_agg(m.prior)
    into v_count, versions, balances, debits_pending, credits_pending, normal_sides, recorded_at, v_monitored, priors
    from (select * from ledger.move_balances(p_tenant, p_at, a_ids, a_currencies, a_debits, a_credits,
      a_debits_pending, a_credits_pending, a_legs, a_last) order by rank) m;
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
      credit_version, credit_balance, credit_debits_pending, credit_credits_pending, debit_prior, credit_prior,
      effective_on, kind, currency, code, expires_at)
    select p_tenant, t_ids[i], a_ids[d_account[i]], a_ids[c_account[i]], t_amounts[i], recorded_at,
      versions[d_account[i]] + d_version[i], balances[d_account[i]] + d_balance[i],
      debits_pending[d_account[i]] + coalesce(d_debits_pending[i], 0), credits_pending[d_account[i]] + coalesce(d_credits_pending[i], 0),
      versions[c_account[i]] + c_version[i], balances[c_account[i]] + c_balance[i],
      debits_pending[c_account[i]] + coalesce(c_debits_pending[i], 0), credits_pending[c_account[i]] + coalesce(c_credits_pending[i], 0),
      case when d_prior[i] = 0 then priors[d_account[i]] else t_ids[d_prior[i]] end,
      case when c_prior[i] = 0 then priors[c_account[i]] else t_ids[c_prior[i]] end,
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
  v_first := v_today;
  if cardinality(t_effective) > 0 then
    select least(v_today, min(e)) into v_first from unnest(t_effective) as e;
  end if;
  v_seq := ledger.record_batch(p_tenant, recorded_at, p_batch, p_by, t_ids, t_ids,
    v_first, cardinality(t_effective) > 0, n_ids, n_descriptions, n_metadata,
    k_hashes, k_fingerprints, k_keys, k_routes, k_fields, k_requests, k_first, k_count, null, null,
    case when v_monitored then a_ids end);
end $$;
comment on function ledger.post_transfers is 'scale:tenant — posts a batch in which nothing is refused';
