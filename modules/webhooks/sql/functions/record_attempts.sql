-- Writes down what came of attempts, in sets. A delivery that was claimed again since has another number of attempts:
-- the attempt is recorded all the same, and changes nothing else. A repeat does nothing.
--
-- p_outcomes: 0 succeeded, 1 failed, 2 the receiver says that it is gone. p_retry_ats is null when the schedule is over.
-- p_touched: endpoints of which more than a success is told, or that keep an order; they are locked first, by id.
-- Rows are found by = any and joined by hash: a plan made while the tables were small would read them whole for ever.
-- Returns the endpoints that are disabled by this. f_ids has an id for the fact about each of p_touched.
create or replace function webhooks.record_attempts(
  p_tenant bigint, p_at timestamptz, p_ids uuid[], p_endpoints uuid[], p_numbers int2[], p_signed_ats timestamptz[],
  p_urls text[], p_signatures text[], p_took int4[], p_statuses int4[], p_faults text[], p_headers text[], p_bodies text[],
  p_outcomes int2[], p_retry_ats timestamptz[], p_touched uuid[], p_failing_before timestamptz,
  f_at timestamptz, f_ids uuid[]
) returns setof uuid language plpgsql security definer set search_path = pg_catalog, pg_temp
  set enable_nestloop = off set enable_seqscan = off as $$
declare
  v_disabled uuid[] := '{}';
begin
  if cardinality(p_touched) > 0 then
    perform 1 from webhooks.endpoint e
      where e.tenant_id = p_tenant and e.id = any (p_touched) order by e.id for no key update;
    v_disabled := webhooks.judge_endpoints(p_tenant, p_at, p_endpoints, p_outcomes, p_touched, p_failing_before);
  end if;
  insert into webhooks.delivery_attempt (tenant_id, delivery_id, number, signed_at, url, signature, took_ms, status, fault,
      response_headers, response_body)
    select p_tenant, u.id, u.number, u.signed_at, u.url, u.signature, u.took, u.status, u.fault, u.headers, u.body
      from unnest(p_ids, p_numbers, p_signed_ats, p_urls, p_signatures, p_took, p_statuses, p_faults, p_headers, p_bodies)
        as u (id, number, signed_at, url, signature, took, status, fault, headers, body)
      -- Behind `offset 0` each is looked for by its whole key: earlier attempts of a delivery are not read.
      where not exists (select from webhooks.delivery_attempt a
        where a.tenant_id = p_tenant and a.delivery_id = u.id and a.number = u.number offset 0);
  update webhooks.delivery d
    set state = r.to_state, came_from = 2, event = (array[null, 4, null, 3, 5, 6, 10])[r.to_state + 1],
      due_at = case r.to_state when 1 then r.retry_at end,
      finished_at = case when r.to_state in (3, 4, 6) then p_at end,
      last_status = r.status
    from (
      select u.id, u.number, u.status, u.retry_at,
          case when u.outcome = 0 then 3
            when e.state = 2 then 6
            when e.state = 1 then 5
            when u.retry_at is null then 4
            else 1 end as to_state
        from unnest(p_ids, p_endpoints, p_numbers, p_statuses, p_outcomes, p_retry_ats)
          as u (id, endpoint_id, number, status, outcome, retry_at)
        join webhooks.endpoint e on e.tenant_id = p_tenant and e.id = u.endpoint_id) r
    where d.tenant_id = p_tenant and d.id = any (p_ids) and d.id = r.id and d.attempts = r.number and d.state = 2;
  if cardinality(p_touched) = 0 then
    return;
  end if;
  perform webhooks.release_lanes(p_tenant, p_at, array_agg(d.endpoint_id), array_agg(d.lane))
    from webhooks.delivery d
    where d.tenant_id = p_tenant and d.id = any (p_ids) and d.lane is not null and d.state in (3, 4)
    having count(*) > 0;
  perform webhooks.tell_disabled(p_tenant, f_at, v_disabled, f_ids);
  return query select unnest(v_disabled);
end $$;
comment on function webhooks.record_attempts is 'scale:tenant — results of attempts, set-based, behind the fence';
