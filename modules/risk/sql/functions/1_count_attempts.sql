-- Adds attempts. A bucket that is over becomes the one before, one that is over for longer is dropped. A count that comes
-- with an earlier time than the row has seen goes into the newest bucket: it stays longer than it should, never shorter.
-- Counters stand still at 10^9. The caller holds the tenant's head, so nobody inserts a missing key meanwhile.
create or replace function risk.count_attempts(p_tenant bigint, p_at timestamptz, p_keys uuid[], p_counts int4[]) returns void
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
  update risk.velocity v set minute = greatest(v.minute, v_minute),
    attempts_10m = case when v.minute >= s_10m then least(v.attempts_10m + u.n, 1000000000) else u.n end,
    attempts_10m_prior = case when v.minute >= s_10m then v.attempts_10m_prior when v.minute >= s_10m - 10 then v.attempts_10m else 0 end,
    attempts_1h = case when v.minute >= s_1h then least(v.attempts_1h + u.n, 1000000000) else u.n end,
    attempts_1h_prior = case when v.minute >= s_1h then v.attempts_1h_prior when v.minute >= s_1h - 60 then v.attempts_1h else 0 end,
    attempts_24h = case when v.minute >= s_24h then least(v.attempts_24h + u.n, 1000000000) else u.n end,
    attempts_24h_prior = case when v.minute >= s_24h then v.attempts_24h_prior when v.minute >= s_24h - 1440 then v.attempts_24h else 0 end,
    attempts_7d = case when v.minute >= s_7d then least(v.attempts_7d + u.n, 1000000000) else u.n end,
    attempts_7d_prior = case when v.minute >= s_7d then v.attempts_7d_prior when v.minute >= s_7d - 10080 then v.attempts_7d else 0 end,
    attempts_30d = case when v.minute >= s_30d then least(v.attempts_30d + u.n, 1000000000) else u.n end,
    attempts_30d_prior = case when v.minute >= s_30d then v.attempts_30d_prior when v.minute >= s_30d - 43200 then v.attempts_30d else 0 end
    from unnest(p_keys, p_counts) as u (key, n)
    where v.tenant_id = p_tenant and v.key = u.key;
  get diagnostics v_updated = row_count;
  if v_updated = cardinality(p_keys) then
    return;
  end if;
  insert into risk.velocity (tenant_id, key, minute, attempts_10m, attempts_1h, attempts_24h, attempts_7d, attempts_30d)
    select p_tenant, u.key, v_minute, u.n, u.n, u.n, u.n, u.n
    from unnest(p_keys, p_counts) as u (key, n)
    where not exists (select from risk.velocity v where v.tenant_id = p_tenant and v.key = u.key);
end $$;
comment on function risk.count_attempts is 'scale:tenant — adds attempts to their keys';
