-- T2, first step: payments as the outcomes leave them. Each must stand as it was read; FL201, and nothing changed, when
-- one does not: somebody else was told the same, or something newer, before. Answers p_at for the step that follows.
create or replace function payments.finish_operations(
  p_tenant bigint, p_at timestamptz, p_payments uuid[], p_versions int4[], p_steps int4[], p_open uuid[],
  p_authorized int8[], p_captured int8[], p_refunded int8[], p_refunding int8[], p_disputed int8[], p_capture_before timestamptz[], p_ats timestamptz[], p_holds uuid[],
  p_attempts int4[], p_attempt_ids uuid[], r_ids uuid[], r_versions int4[], r_steps int4[]
) returns timestamptz language plpgsql security definer set search_path = pg_catalog, pg_temp
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off
  set enable_material = off set random_page_cost = 0.1 set plan_cache_mode = force_generic_plan as $$
declare
  v_count int;
begin
  -- In the order of the ids, so that two batches do not wait for each other.
  perform 1 from (select u.id from unnest(p_payments) as u (id) order by u.id) n
    -- Behind `offset 0` each row is found by its key, whatever the table held when this was planned.
    cross join lateral (select from payments.payment p where p.tenant_id = p_tenant and p.id = n.id offset 0 for update) p;
  update payments.payment p set step = coalesce(u.step, p.step), version = p.version + 1, open_operation = u.open,
      amount_authorized = u.authorized, amount_captured = u.captured, amount_refunded = u.refunded,
      amount_refunding = u.refunding, amount_disputed = u.disputed, capture_before = u.capture_before, updated_at = u.at, hold_id = u.hold,
      attempts = u.attempts, attempt_id = u.attempt
    from unnest(p_payments, p_versions, p_steps, p_open, p_authorized, p_captured, p_refunded, p_refunding, p_disputed,
      p_capture_before, p_ats, p_holds, p_attempts, p_attempt_ids) as u (id, version, step, open, authorized, captured, refunded, refunding, disputed, capture_before, at, hold, attempts, attempt)
    where p.tenant_id = p_tenant and p.id = u.id and p.version = u.version;
  get diagnostics v_count = row_count;
  if v_count <> cardinality(p_payments) then
    raise exception 'a payment has changed' using errcode = 'FL201';
  end if;
  if cardinality(r_ids) > 0 then
    update payments.refund r set step = u.step, version = r.version + 1, updated_at = p_at
      from unnest(r_ids, r_versions, r_steps) as u (id, version, step)
      where r.tenant_id = p_tenant and r.id = u.id and r.version = u.version;
    get diagnostics v_count = row_count;
    if v_count <> cardinality(r_ids) then
      raise exception 'a refund has changed' using errcode = 'FL201';
    end if;
  end if;
  return p_at;
end $$;
comment on function payments.finish_operations is 'scale:tenant — second transaction of operations: the payments';
revoke execute on function payments.finish_operations from public;
grant execute on function payments.finish_operations to florin_app;
