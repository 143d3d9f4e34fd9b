-- Sends deliveries that are held or over once more, with their schedule begun anew: those of a lane in its order, the
-- others at once, and of a disabled endpoint when it is enabled. Others of p_ids stay as they are; returns how many
-- were put back.
create or replace function webhooks.requeue(p_tenant bigint, p_at timestamptz, p_endpoint uuid, p_ids uuid[])
returns int4 language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_state int2;
  v_count int4;
begin
  select e.state into v_state from webhooks.endpoint e
    where e.tenant_id = p_tenant and e.id = p_endpoint and e.state <> 2 for no key update;
  if v_state is null then
    return 0;
  end if;
  update webhooks.delivery d
    set state = case when v_state = 1 then 5 when d.lane is null then 1 else 0 end, came_from = d.state,
      event = case when v_state = 1 then 6 when d.lane is not null then 9 when d.state = 5 then 7 else 8 end,
      tries = 0, due_at = case when v_state = 0 and d.lane is null then p_at end, finished_at = null
    where d.tenant_id = p_tenant and d.endpoint_id = p_endpoint and d.id = any (p_ids)
      and (d.state in (3, 4) or (d.state = 5 and v_state = 0));
  get diagnostics v_count = row_count;
  if v_state = 0 then
    perform webhooks.release_lanes(p_tenant, p_at, array_agg(d.endpoint_id), array_agg(d.lane))
      from webhooks.delivery d
      where d.tenant_id = p_tenant and d.id = any (p_ids) and d.lane is not null
      having count(*) > 0;
  end if;
  return v_count;
end $$;
comment on function webhooks.requeue is 'scale:tenant — deliveries once more, in the order of their lanes';
