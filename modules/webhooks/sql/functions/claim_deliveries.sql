-- Takes due deliveries under a lease, up to p_each of an endpoint, and what their worker died over. Endpoints in
-- p_busy have enough under way. `attempts` is the fence: what an older attempt says later changes nothing.
create or replace function webhooks.claim_deliveries(
  p_tenant bigint, p_at timestamptz, p_lease_until timestamptz, p_busy uuid[], p_each int4, p_limit int4
) returns table (
  id uuid, endpoint_id uuid, attempts int2, tries int2, url text, ordering text, signature text, api_version text,
  secret_number int4, is_failing boolean, seq int8, event_id uuid, type text, object_id text, sequence int8,
  previous_id uuid, created_at timestamptz, event_version text, correlation_id text, data text
) language plpgsql security definer set search_path = pg_catalog, pg_temp
  set enable_nestloop = off set enable_seqscan = off as $$
declare
  v_ids uuid[];
  v_seqs int8[];
begin
  select array_agg(c.id), array_agg(c.event_seq) into v_ids, v_seqs from (
    select w.id, w.event_seq from webhooks.endpoint e
      cross join lateral (
        select d.id, d.event_seq, d.due_at from webhooks.delivery d
          where d.tenant_id = p_tenant and d.endpoint_id = e.id and d.state in (1, 2) and d.due_at <= p_at
          order by d.due_at limit p_each for update skip locked) w
      where e.tenant_id = p_tenant and not (e.id = any (p_busy))
      order by w.due_at limit p_limit) c;
  if v_ids is null then
    return;
  end if;
  update webhooks.delivery d
    set state = 2, came_from = d.state, event = 2, attempts = d.attempts + 1, tries = d.tries + 1, due_at = p_lease_until
    where d.tenant_id = p_tenant and d.id = any (v_ids);
  -- Found by = any and joined by hash: a plan made while the tables were small would read them whole for ever.
  return query select d.id, d.endpoint_id, d.attempts, d.tries, e.url, e.ordering, e.signature, e.api_version,
      e.secret_number, e.failing_since is not null, v.seq, v.id, v.type, v.object_id, v.sequence, v.previous_id,
      v.created_at, v.api_version, v.correlation_id, webhooks.told_text(p_tenant, v.seq, v.data, v.correlation_id)
    from webhooks.delivery d
    join webhooks.event v on v.tenant_id = p_tenant and v.seq = d.event_seq and v.seq = any (v_seqs)
    join webhooks.endpoint e on e.tenant_id = p_tenant and e.id = d.endpoint_id
    where d.tenant_id = p_tenant and d.id = any (v_ids);
end $$;
comment on function webhooks.claim_deliveries is 'scale:tenant — due deliveries of one tenant, under a lease';
