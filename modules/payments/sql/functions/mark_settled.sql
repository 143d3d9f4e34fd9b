-- Adds what a settlement report named to its payments, and its day to them and to the refunds among its lines, in the
-- transaction that books the report. Rows are locked in the order of their ids, payments first, so that two of them, or one
-- and a batch of outcomes, do not wait for each other.
create or replace function payments.mark_settled(
  p_tenant bigint, p_payments uuid[], p_amounts int8[], p_operations uuid[], p_settled_on date
) returns int4 language plpgsql security definer set search_path = pg_catalog, pg_temp
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off
  set enable_material = off set random_page_cost = 0.1 set plan_cache_mode = force_generic_plan as $$
declare
  v_count int4; v_refunds uuid[];
begin
  perform 1 from (select distinct u.id from unnest(p_payments) as u (id) order by u.id) n
    -- Behind `offset 0` each row is found by its key, whatever the table held when this was planned.
    cross join lateral (select from payments.payment p where p.tenant_id = p_tenant and p.id = n.id offset 0 for update) p;
  update payments.payment p set amount_settled = p.amount_settled + u.amount,
      settled_on = greatest(p.settled_on, p_settled_on)
    from (select n.id, sum(n.amount)::int8 as amount from unnest(p_payments, p_amounts) as n (id, amount) group by n.id) u
    where p.tenant_id = p_tenant and p.id = u.id;
  get diagnostics v_count = row_count;
  select array_agg(y.refund_id) into v_refunds from payments.operation y
    where y.tenant_id = p_tenant and y.id = any (p_operations) and y.refund_id is not null;
  if v_refunds is not null then
    perform from payments.refund r where r.tenant_id = p_tenant and r.id = any (v_refunds) order by r.id for update;
    update payments.refund r set settled_on = greatest(r.settled_on, p_settled_on)
      where r.tenant_id = p_tenant and r.id = any (v_refunds);
  end if;
  return v_count;
end $$;
comment on function payments.mark_settled is 'scale:tenant — which payments were settled, and how much of each';
revoke execute on function payments.mark_settled from public;
grant execute on function payments.mark_settled to florin_app;
