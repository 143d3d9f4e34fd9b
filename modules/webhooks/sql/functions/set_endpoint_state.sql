-- Enables, disables or deletes an endpoint, and its deliveries with it: disabling holds them, enabling lets them go with
-- their schedule begun anew, deleting cancels them. False when there is none; a repeat changes nothing.
create or replace function webhooks.set_endpoint_state(p_tenant bigint, p_at timestamptz, p_id uuid, p_state int2)
returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_from int2;
begin
  select e.state into v_from from webhooks.endpoint e
    where e.tenant_id = p_tenant and e.id = p_id and e.state <> 2 for no key update;
  if v_from is null or v_from = p_state then
    return v_from is not null;
  end if;
  update webhooks.endpoint e
    set state = p_state, came_from = e.state, event = (array[2, 1, 3])[p_state + 1], updated_at = p_at,
      failing_since = null, disabled_because = case p_state when 1 then 'asked' end
    where e.tenant_id = p_tenant and e.id = p_id;
  if p_state = 1 then
    perform webhooks.hold_deliveries(p_tenant, array[p_id]);
  elsif p_state = 2 then
    update webhooks.delivery d set state = 6, came_from = d.state, event = 10, due_at = null, finished_at = p_at
      where d.tenant_id = p_tenant and d.endpoint_id = p_id and d.state in (0, 1, 5);
  else
    perform webhooks.requeue(p_tenant, p_at, p_id, array_agg(d.id)) from webhooks.delivery d
      where d.tenant_id = p_tenant and d.endpoint_id = p_id and d.state = 5
      having count(*) > 0;
  end if;
  return true;
end $$;
comment on function webhooks.set_endpoint_state is 'scale:tenant — enables, disables or deletes an endpoint';
