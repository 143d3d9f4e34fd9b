-- T1 of operations on payments that exist: the next attempt, a capture, a void, an increment. Each takes its payment if
-- it still stands as it was read (version) and nothing else is open; answers which did, in order.
create or replace function payments.begin_operations(
  p_tenant bigint, p_at timestamptz, p_lease timestamptz, p_payments uuid[], p_versions int4[], p_steps int4[],
  o_ids uuid[], o_kinds text[], o_accounts uuid[], o_amounts int8[], o_finals boolean[],
  o_decisions text[], o_requests text[], o_tokens uuid[]
) returns boolean[] language plpgsql security definer set search_path = pg_catalog, pg_temp
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off
  set enable_material = off set random_page_cost = 0.1 set plan_cache_mode = force_generic_plan as $$
declare
  v_taken uuid[];
begin
  with taken as (
    select p.id, u.operation, u.kind, u.step, u.ord
      from unnest(p_payments, p_versions, o_ids, o_kinds, p_steps) with ordinality as u (payment, version, operation, kind, step, ord)
      join payments.payment p on p.tenant_id = p_tenant and p.id = u.payment and p.version = u.version
        and p.open_operation is null
      order by p.id for update of p
  ) select array_agg(t.operation) into v_taken from taken t;
  update payments.payment p set open_operation = u.operation, version = p.version + 1, updated_at = p_at,
      step = coalesce(u.step, p.step),
      attempts = p.attempts + case when u.kind = 'authorize' then 1 else 0 end,
      attempt_id = case when u.kind = 'authorize' then u.operation else p.attempt_id end
    from unnest(p_payments, o_ids, o_kinds, p_steps) as u (payment, operation, kind, step)
    where p.tenant_id = p_tenant and p.id = u.payment and u.operation = any (v_taken);
  insert into payments.operation (tenant_id, id, payment_id, kind, number, account_id, amount, is_final, decision, request_id, token_id, lease_until, created_at)
    select p_tenant, u.id, u.payment, u.kind, case when u.kind = 'authorize' then p.attempts else 0 end, u.account, u.amount,
      u.is_final, u.decision, u.request, u.token, p_lease, p_at
    from unnest(o_ids, p_payments, o_kinds, o_accounts, o_amounts, o_finals, o_decisions, o_requests, o_tokens)
        as u (id, payment, kind, account, amount, is_final, decision, request, token)
    join payments.payment p on p.tenant_id = p_tenant and p.id = u.payment
    where u.id = any (v_taken);
  return array(select coalesce(u.id = any (v_taken), false) from unnest(o_ids) with ordinality as u (id, ord) order by u.ord);
end $$;
comment on function payments.begin_operations is 'scale:tenant — first transaction of operations on existing payments, set-based';
revoke execute on function payments.begin_operations from public;
grant execute on function payments.begin_operations to florin_app;
