-- Writes public facts down as events, numbered per object, and what each endpoint is to be told of them. One consumer
-- brings a tenant's facts in order and moves its place in the same transaction, so numbers have no gaps. p_data is null
-- where an event says what the fact's body says: `webhooks.told_text` finds it.
--
-- Endpoints are locked for share: one that is enabled, disabled or freed for its next delivery at the same time waits,
-- and neither sees half of the other. p_at is the wall clock's; events have the tenant's.
create or replace function webhooks.project_events(
  p_tenant bigint, p_at timestamptz, p_api_version text, p_seqs int8[], p_ids uuid[], p_types text[], p_objects text[],
  p_created_ats timestamptz[], p_correlations text[], p_data text[],
  d_ids uuid[], d_endpoints uuid[], d_seqs int8[], d_objects text[]
) returns int4 language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int4;
begin
  insert into webhooks.event (tenant_id, seq, id, type, object_id, sequence, previous_id, created_at, api_version,
      correlation_id, data)
    select p_tenant, u.seq, u.id, u.type, u.object_id,
        coalesce(h.sequence, 0) + row_number() over of_object,
        coalesce(lag(u.id) over of_object, h.id),
        u.created_at, p_api_version, u.correlation_id, u.data
      from unnest(p_seqs, p_ids, p_types, p_objects, p_created_ats, p_correlations, p_data)
        as u (seq, id, type, object_id, created_at, correlation_id, data)
      left join lateral (
        select e.sequence, e.id from webhooks.event e
          where e.tenant_id = p_tenant and e.object_id = u.object_id
          order by e.sequence desc limit 1) h on true
      window of_object as (partition by u.object_id order by u.seq);
  if cardinality(d_ids) = 0 then
    return 0;
  end if;
  perform 1 from webhooks.endpoint e
    where e.tenant_id = p_tenant and e.id = any (d_endpoints) order by e.id for share;
  insert into webhooks.delivery (tenant_id, id, endpoint_id, event_seq, lane, state, due_at, created_at)
    select p_tenant, u.id, e.id, u.seq,
        case e.ordering when 'by_object' then u.object_id end,
        case when e.state = 1 then 5 when e.ordering = 'by_object' then 0 else 1 end,
        case when e.state = 0 and e.ordering = 'none' then p_at end,
        p_at
      from unnest(d_ids, d_endpoints, d_seqs, d_objects) as u (id, endpoint_id, seq, object_id)
      join webhooks.endpoint e on e.tenant_id = p_tenant and e.id = u.endpoint_id
      where e.state in (0, 1);
  get diagnostics v_count = row_count;
  perform webhooks.release_lanes(p_tenant, p_at, array_agg(u.endpoint_id), array_agg(u.object_id))
    from unnest(d_endpoints, d_objects) as u (endpoint_id, object_id)
    join webhooks.endpoint e on e.tenant_id = p_tenant and e.id = u.endpoint_id
    where e.ordering = 'by_object' and e.state = 0
    having count(*) > 0;
  return v_count;
end $$;
comment on function webhooks.project_events is 'scale:tenant — public facts become events and deliveries';
