-- A sandbox whose clock was moved ahead: what waits for its next attempt, and how long endpoints have failed, move with
-- it. What is being sent keeps its lease.
create or replace function webhooks.advance_deliveries(p_tenant bigint, p_by interval)
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  update webhooks.endpoint e set failing_since = e.failing_since - p_by
    where e.tenant_id = p_tenant and e.failing_since is not null;
  update webhooks.delivery d set due_at = d.due_at - p_by
    where d.tenant_id = p_tenant and d.state = 1
$$;
comment on function webhooks.advance_deliveries is 'scale:tenant — the schedule of a sandbox whose clock was moved';
