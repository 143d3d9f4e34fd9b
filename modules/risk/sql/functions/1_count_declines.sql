-- Adds declines, as count_attempts does attempts.
create or replace function risk.count_declines(p_tenant bigint, p_at timestamptz, p_keys uuid[], p_counts int4[]) returns void
language plpgsql
  -- One plan for ever: each row by its key, however many rows there were when the plan was made.
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off
  set enable_material = off set random_page_cost = 0.1
  set plan_cache_mode = force_generic_plan as $$
declare
  v_minute int4 := floor(extract(epoch from p_at) / 60)::int4;
  s_10m int4 := v_minute - v_minute % 10;
  s_1h int4 := v_minute - v_minute % 60;
  s_24h int4 := v_minute - v_minute % 1440;
  s_7d int4 := v_minute - v_minute % 10080;
  s_30d int4 := v_minute - v_minute % 43200;
  v_updated int;
begin
  update risk.velocity v set declined_minute = greatest(v.declined_minute, v_minute),
    declines_10m = case when v.declined_minute >= s_10m then least(v.declines_10m + u.n, 1000000000) else u.n end,
    declines_10m_prior = case when v.declined_minute >= s_10m then v.declines_10m_prior when v.declined_minute >= s_10m - 10 then v.declines_10m else 0 end,
    declines_1h = case when v.declined_minute >= s_1h then least(v.declines_1h + u.n, 1000000000) else u.n end,
    declines_1h_prior = case when v.declined_minute >= s_1h then v.declines_1h_prior when v.declined_minute >= s_1h - 60 then v.declines_1h else 0 end,
    declines_24h = case when v.declined_minute >= s_24h then least(v.declines_24h + u.n, 1000000000) else u.n end,
    declines_24h_prior = case when v.declined_minute >= s_24h then v.declines_24h_prior when v.declined_minute >= s_24h - 1440 then v.declines_24h else 0 end,
    declines_7d = case when v.declined_minute >= s_7d then least(v.declines_7d + u.n, 1000000000) else u.n end,
    declines_7d_prior = case when v.declined_minute >= s_7d then v.declines_7d_prior when v.declined_minute >= s_7d - 10080 then v.declines_7d else 0 end,
    declines_30d = case when v.declined_minute >= s_30d then least(v.declines_30d + u.n, 1000000000) else u.n end,
    declines_30d_prior = case when v.declined_minute >= s_30d then v.declines_30d_prior when v.declined_minute >= s_30d - 43200 then v.declines_30d else 0 end
    from unnest(p_keys, p_counts) as u (key, n)
    where v.tenant_id = p_tenant and v.key = u.key;
  get diagnostics v_updated = row_count;
  if v_updated = cardinality(p_keys) then
    return;
  end if;
  insert into risk.velocity (tenant_id, key, declined_minute, declines_10m, declines_1h, declines_24h, declines_7d, declines_30d)
    select p_tenant, u.key, v_minute, u.n, u.n, u.n, u.n, u.n
    from unnest(p_keys, p_counts) as u (key, n)
    where not exists (select from risk.velocity v where v.tenant_id = p_tenant and v.key = u.key);
end $$;
comment on function risk.count_declines is 'scale:tenant — adds declines to their keys';
