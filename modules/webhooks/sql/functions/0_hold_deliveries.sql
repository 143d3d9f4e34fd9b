-- What waits for an endpoint that is disabled stays, and goes out when it is enabled. What is being sent right now
-- is held by its result. The caller holds the endpoints' rows.
create or replace function webhooks.hold_deliveries(p_tenant bigint, p_endpoints uuid[])
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  update webhooks.delivery d set state = 5, came_from = d.state, event = 6, due_at = null
    where d.tenant_id = p_tenant and d.endpoint_id = any (p_endpoints) and d.state in (0, 1)
$$;
comment on function webhooks.hold_deliveries is 'scale:tenant — keeps what waits for disabled endpoints';
