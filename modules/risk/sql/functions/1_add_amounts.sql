-- Adds amounts to their keys, and to what a card did since its holder was last authenticated: `p_proven` says that it happened in
-- this batch, and then counting begins anew with what comes unproven in it. Sums stand still at 2^53 - 1. The caller
-- holds the tenant's head.
create or replace function risk.add_amounts(
  p_tenant bigint, p_at timestamptz, p_keys uuid[], p_amounts int8[], p_unproven_counts int4[], p_unproven_amounts int8[],
  p_proven boolean[]
) returns void
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
  update risk.spending v set minute = greatest(v.minute, v_minute),
    amount_10m = case when v.minute >= s_10m then least(v.amount_10m + u.amount, 9007199254740991) else u.amount end,
    amount_10m_prior = case when v.minute >= s_10m then v.amount_10m_prior when v.minute >= s_10m - 10 then v.amount_10m else 0 end,
    amount_1h = case when v.minute >= s_1h then least(v.amount_1h + u.amount, 9007199254740991) else u.amount end,
    amount_1h_prior = case when v.minute >= s_1h then v.amount_1h_prior when v.minute >= s_1h - 60 then v.amount_1h else 0 end,
    amount_24h = case when v.minute >= s_24h then least(v.amount_24h + u.amount, 9007199254740991) else u.amount end,
    amount_24h_prior = case when v.minute >= s_24h then v.amount_24h_prior when v.minute >= s_24h - 1440 then v.amount_24h else 0 end,
    amount_7d = case when v.minute >= s_7d then least(v.amount_7d + u.amount, 9007199254740991) else u.amount end,
    amount_7d_prior = case when v.minute >= s_7d then v.amount_7d_prior when v.minute >= s_7d - 10080 then v.amount_7d else 0 end,
    amount_30d = case when v.minute >= s_30d then least(v.amount_30d + u.amount, 9007199254740991) else u.amount end,
    amount_30d_prior = case when v.minute >= s_30d then v.amount_30d_prior when v.minute >= s_30d - 43200 then v.amount_30d else 0 end,
    unproven_count = case when u.proven then u.unproven_count
      else least(v.unproven_count + u.unproven_count, 1000000000) end,
    unproven_amount = case when u.proven then u.unproven_amount
      else least(v.unproven_amount + u.unproven_amount, 9007199254740991) end
    from unnest(p_keys, p_amounts, p_unproven_counts, p_unproven_amounts, p_proven)
      as u (key, amount, unproven_count, unproven_amount, proven)
    where v.tenant_id = p_tenant and v.key = u.key;
  get diagnostics v_updated = row_count;
  if v_updated = cardinality(p_keys) then
    return;
  end if;
  insert into risk.spending (tenant_id, key, minute, amount_10m, amount_1h, amount_24h, amount_7d, amount_30d, unproven_count, unproven_amount)
    select p_tenant, u.key, v_minute, u.amount, u.amount, u.amount, u.amount, u.amount, u.unproven_count, u.unproven_amount
    from unnest(p_keys, p_amounts, p_unproven_counts, p_unproven_amounts) as u (key, amount, unproven_count, unproven_amount)
    where not exists (select from risk.spending v where v.tenant_id = p_tenant and v.key = u.key);
end $$;
comment on function risk.add_amounts is 'scale:tenant — adds amounts to their keys and currencies';
