-- Deliveries of events that an endpoint was never told of: it did not exist then, or asked for others. Held or over at
-- once, as `webhooks.requeue` takes them. Those that exist stay; returns how many were made.
create or replace function webhooks.add_deliveries(
  p_tenant bigint, p_at timestamptz, p_endpoint uuid, p_ids uuid[], p_seqs int8[]
) returns int4 language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int4;
begin
  perform 1 from webhooks.endpoint e
    where e.tenant_id = p_tenant and e.id = p_endpoint and e.state <> 2 for no key update;
  if not found then
    return 0;
  end if;
  insert into webhooks.delivery (tenant_id, id, endpoint_id, event_seq, lane, state, created_at)
    select p_tenant, u.id, p_endpoint, u.seq, case e.ordering when 'by_object' then v.object_id end, 5, p_at
      from unnest(p_ids, p_seqs) as u (id, seq)
      join webhooks.event v on v.tenant_id = p_tenant and v.seq = u.seq
      join webhooks.endpoint e on e.tenant_id = p_tenant and e.id = p_endpoint
      where not exists (select from webhooks.delivery d
        where d.tenant_id = p_tenant and d.endpoint_id = p_endpoint and d.event_seq = u.seq);
  get diagnostics v_count = row_count;
  return v_count;
end $$;
comment on function webhooks.add_deliveries is 'scale:tenant — deliveries of events that came before';
