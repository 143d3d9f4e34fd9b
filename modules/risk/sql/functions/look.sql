-- What is known of a batch's keys before it happens: windows, amounts, and what stands on lists, in one round trip. Items of
-- lists are looked for only when the tenant has a list. `offset 0` keeps the order: from each key to its row. Places count
-- from 1; a key that was never seen has no place. `list_places` is null only when the tenant has no list at all.
create or replace function risk.look(
  p_tenant bigint, p_at timestamptz, p_keys uuid[], p_amount_keys uuid[], p_list_keys uuid[],
  out places int4[], out attempts_10m int4[], out attempts_1h int4[], out attempts_24h int4[], out attempts_7d int4[], out attempts_30d int4[],
  out declines_10m int4[], out declines_1h int4[], out declines_24h int4[], out declines_7d int4[], out declines_30d int4[],
  out amount_places int4[], out amount_10m int8[], out amount_1h int8[], out amount_24h int8[], out amount_7d int8[], out amount_30d int8[],
  out unproven_counts int4[], out unproven_amounts int8[],
  out list_places int4[], out list_ids uuid[], out list_effects text[]
) language plpgsql security definer
  set search_path = pg_catalog, pg_temp
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
begin
  select array_agg(u.place::int4),
      array_agg(case when v.minute >= s_10m then v.attempts_10m + v.attempts_10m_prior when v.minute >= s_10m - 10 then v.attempts_10m else 0 end),
      array_agg(case when v.minute >= s_1h then v.attempts_1h + v.attempts_1h_prior when v.minute >= s_1h - 60 then v.attempts_1h else 0 end),
      array_agg(case when v.minute >= s_24h then v.attempts_24h + v.attempts_24h_prior when v.minute >= s_24h - 1440 then v.attempts_24h else 0 end),
      array_agg(case when v.minute >= s_7d then v.attempts_7d + v.attempts_7d_prior when v.minute >= s_7d - 10080 then v.attempts_7d else 0 end),
      array_agg(case when v.minute >= s_30d then v.attempts_30d + v.attempts_30d_prior when v.minute >= s_30d - 43200 then v.attempts_30d else 0 end),
      array_agg(case when v.declined_minute >= s_10m then v.declines_10m + v.declines_10m_prior when v.declined_minute >= s_10m - 10 then v.declines_10m else 0 end),
      array_agg(case when v.declined_minute >= s_1h then v.declines_1h + v.declines_1h_prior when v.declined_minute >= s_1h - 60 then v.declines_1h else 0 end),
      array_agg(case when v.declined_minute >= s_24h then v.declines_24h + v.declines_24h_prior when v.declined_minute >= s_24h - 1440 then v.declines_24h else 0 end),
      array_agg(case when v.declined_minute >= s_7d then v.declines_7d + v.declines_7d_prior when v.declined_minute >= s_7d - 10080 then v.declines_7d else 0 end),
      array_agg(case when v.declined_minute >= s_30d then v.declines_30d + v.declines_30d_prior when v.declined_minute >= s_30d - 43200 then v.declines_30d else 0 end)
    into places, attempts_10m, attempts_1h, attempts_24h, attempts_7d, attempts_30d, declines_10m, declines_1h, declines_24h, declines_7d, declines_30d
    from unnest(p_keys) with ordinality as u (key, place)
    cross join lateral (select * from risk.velocity w where w.tenant_id = p_tenant and w.key = u.key offset 0) v;
  select array_agg(u.place::int4),
      array_agg(case when v.minute >= s_10m then least(v.amount_10m + v.amount_10m_prior, 9007199254740991) when v.minute >= s_10m - 10 then v.amount_10m else 0 end),
      array_agg(case when v.minute >= s_1h then least(v.amount_1h + v.amount_1h_prior, 9007199254740991) when v.minute >= s_1h - 60 then v.amount_1h else 0 end),
      array_agg(case when v.minute >= s_24h then least(v.amount_24h + v.amount_24h_prior, 9007199254740991) when v.minute >= s_24h - 1440 then v.amount_24h else 0 end),
      array_agg(case when v.minute >= s_7d then least(v.amount_7d + v.amount_7d_prior, 9007199254740991) when v.minute >= s_7d - 10080 then v.amount_7d else 0 end),
      array_agg(case when v.minute >= s_30d then least(v.amount_30d + v.amount_30d_prior, 9007199254740991) when v.minute >= s_30d - 43200 then v.amount_30d else 0 end),
      array_agg(v.unproven_count), array_agg(v.unproven_amount)
    into amount_places, amount_10m, amount_1h, amount_24h, amount_7d, amount_30d, unproven_counts, unproven_amounts
    from unnest(p_amount_keys) with ordinality as u (key, place)
    cross join lateral (select * from risk.spending w where w.tenant_id = p_tenant and w.key = u.key offset 0) v;
  if exists (select from risk.list l where l.tenant_id = p_tenant) then
    select coalesce(array_agg(u.place::int4), '{}'), array_agg(i.list_id), array_agg(i.effect)
      into list_places, list_ids, list_effects
      from unnest(p_list_keys) with ordinality as u (key, place)
      cross join lateral (select w.list_id, w.effect from risk.list_item w where w.tenant_id = p_tenant and w.key = u.key
        and (w.expires_at is null or w.expires_at > p_at) offset 0) i;
  end if;
end $$;
comment on function risk.look is 'scale:tenant — everything a batch of assessments reads';
