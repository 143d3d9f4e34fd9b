-- T1 of a batch of new payments: keys, what was asked, how it stands, the attempts about to be sent, and what risk counts.
-- Raises unique_violation when a key or an id is known; the caller then looks which, and begins the others again.
-- n_ids names the authentication that comes first, where one does; a_accounts then is whose directory server is asked, and
-- j_* the jobs that go on with it when this process dies.
-- a_ids is null where nothing is sent yet; such a payment tells a fact, whose place in f_* is t_places (0 is none).
create or replace function payments.begin_payments(
  p_tenant bigint, p_at timestamptz, p_lease timestamptz,
  k_hashes uuid[], k_fingerprints uuid[], k_keys text[], k_routes text[], k_fields text[], k_requests text[], k_first int4[],
  k_count int4[],
  o_ids uuid[], o_merchants uuid[], o_customers uuid[], o_methods uuid[], o_tokens uuid[], o_references text[], o_asked text[],
  o_ats timestamptz[],
  p_steps int4[], p_currencies text[], p_amounts int8[], p_manual boolean[],
  a_ids uuid[], a_accounts uuid[], a_decisions text[], a_requests text[],
  n_ids uuid[], n_causes text[], j_ids uuid[], j_kinds text[], j_keys text[], j_run_ats timestamptz[], j_bodies text[],
  t_places int4[], f_ids uuid[], f_types text[], f_objects text[], f_bodies text[],
  r_keys uuid[], r_counts int4[], r_amount_keys uuid[], r_amounts int8[], r_unproven_counts int4[], r_unproven_amounts int8[],
  r_proven boolean[]
) returns int4 language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_keys int4; v_seq int8;
begin
  if cardinality(k_hashes) > 0 then
    v_keys := platform.record_keys(p_tenant, p_at, k_hashes, k_fingerprints, k_keys, k_routes, k_fields, k_requests,
      array_fill(202, array[cardinality(k_hashes)]), null, o_ids, k_first, k_count, null);
  end if;
  -- From here on the tenant's operations are looked through.
  insert into payments.sweep (tenant_id, seen_id) values (p_tenant, '00000000-0000-0000-0000-000000000000')
    on conflict (tenant_id) do nothing;
  insert into payments.payment (tenant_id, id, step, currency, attempts, is_manual, amount, attempt_id, open_operation, authentication_id, updated_at)
    select p_tenant, p.id, p.step, p.currency, case when p.attempt is null then 0 else 1 end, p.is_manual, p.amount, p.attempt, p.attempt,
      p.authentication, p.at
    from unnest(o_ids, p_steps, p_currencies, p_amounts, p_manual, a_ids, n_ids, o_ats)
      as p (id, step, currency, amount, is_manual, attempt, authentication, at);
  if cardinality(j_ids) > 0 then
    insert into payments.authentication (tenant_id, id, payment_id, account_id, token_id, cause, step, created_at, updated_at)
      select p_tenant, n.id, n.payment, n.account, n.token, n.cause, 1, n.at, n.at
      from unnest(n_ids, o_ids, a_accounts, o_tokens, n_causes, o_ats) as n (id, payment, account, token, cause, at)
      where n.id is not null;
    perform platform.schedule_jobs(p_tenant, p_at, j_ids, j_kinds, j_keys, j_run_ats, j_bodies);
  end if;
  insert into payments.operation (tenant_id, id, payment_id, kind, number, account_id, amount, decision, request_id, lease_until, created_at)
    select p_tenant, a.id, a.payment, 'authorize', 1, a.account, a.amount, a.decision, a.request, p_lease, a.at
    from unnest(a_ids, o_ids, a_accounts, p_amounts, a_decisions, a_requests, o_ats)
      as a (id, payment, account, amount, decision, request, at)
    where a.id is not null;
  if cardinality(r_keys) > 0 then
    perform risk.record_attempts(p_tenant, p_at, r_keys, r_counts, r_amount_keys, r_amounts, r_unproven_counts,
      r_unproven_amounts, r_proven);
  end if;
  if cardinality(f_ids) > 0 then
    v_seq := platform.append_facts(p_tenant, p_at, f_ids, f_types, f_objects, f_bodies);
  end if;
  insert into payments.payment_order (tenant_id, id, merchant_id, customer_id, method_id, token_id, reference, asked, decision, told_seq, created_at)
    select p_tenant, o.id, o.merchant, o.customer, o.method, o.token, o.reference, o.asked, case when o.attempt is null then o.decision end,
      case when o.told > 0 then v_seq + o.told - 1 end, o.at
    from unnest(o_ids, o_merchants, o_customers, o_methods, o_tokens, o_references, o_asked, t_places, o_ats, a_ids, a_decisions)
      as o (id, merchant, customer, method, token, reference, asked, told, at, attempt, decision);
  return cardinality(o_ids);
end $$;
comment on function payments.begin_payments is 'scale:tenant — first transaction of new payments, set-based';
revoke execute on function payments.begin_payments from public;
grant execute on function payments.begin_payments to florin_app;
