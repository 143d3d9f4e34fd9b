-- What the attempts of a batch say about their endpoints: a success ends a failure, a failure begins one, and one that
-- began before p_failing_before, or a receiver that is gone, disables. Returns those that are disabled by this.
create or replace function webhooks.judge_endpoints(
  p_tenant bigint, p_at timestamptz, p_endpoints uuid[], p_outcomes int2[], p_touched uuid[], p_failing_before timestamptz
) returns uuid[] language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_disabled uuid[];
begin
  update webhooks.endpoint e
    set failing_since = case when u.has_success then null else coalesce(e.failing_since, p_at) end
    from (select x.endpoint_id, bool_or(x.outcome = 0) as has_success
          from unnest(p_endpoints, p_outcomes) as x (endpoint_id, outcome) group by x.endpoint_id) u
    where e.tenant_id = p_tenant and e.id = any (p_touched) and e.id = u.endpoint_id
      and (e.failing_since is null) <> u.has_success;
  select coalesce(array_agg(distinct e.id), '{}') into v_disabled
    from webhooks.endpoint e
    join unnest(p_endpoints, p_outcomes) as x (endpoint_id, outcome) on x.endpoint_id = e.id
    where e.tenant_id = p_tenant and e.id = any (p_touched) and e.state = 0
      and (x.outcome = 2 or e.failing_since <= p_failing_before);
  if cardinality(v_disabled) > 0 then
    update webhooks.endpoint e
      set state = 1, came_from = 0, event = 1, updated_at = p_at, disabled_because = case
        when exists (select from unnest(p_endpoints, p_outcomes) as x (endpoint_id, outcome)
          where x.endpoint_id = e.id and x.outcome = 2) then 'gone' else 'failing' end
      where e.tenant_id = p_tenant and e.id = any (v_disabled);
    perform webhooks.hold_deliveries(p_tenant, v_disabled);
  end if;
  return v_disabled;
end $$;
comment on function webhooks.judge_endpoints is 'scale:tenant — which endpoints fail, recovered, or are disabled';
