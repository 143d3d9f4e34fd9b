-- Lets the next delivery of each lane go, where none is under way. The caller holds the endpoints' rows, so that
-- nobody puts another one into the lane meanwhile.
create or replace function webhooks.release_lanes(p_tenant bigint, p_at timestamptz, p_endpoints uuid[], p_lanes text[])
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  update webhooks.delivery d
    set state = 1, came_from = 0, event = 1, due_at = p_at
    from (select distinct x.endpoint_id, x.lane from unnest(p_endpoints, p_lanes) as x (endpoint_id, lane)
          where x.lane is not null) u
    cross join lateral (
      select q.id from webhooks.delivery q
        where q.tenant_id = p_tenant and q.endpoint_id = u.endpoint_id and q.lane = u.lane and q.state = 0
          and not exists (select from webhooks.delivery b
            where b.tenant_id = p_tenant and b.endpoint_id = u.endpoint_id and b.lane = u.lane and b.state in (1, 2))
        order by q.event_seq limit 1) n
    where d.tenant_id = p_tenant and d.id = n.id and d.state = 0
$$;
comment on function webhooks.release_lanes is 'scale:tenant — the next of each object''s deliveries, once the one before is over';
