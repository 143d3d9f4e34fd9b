-- Goes on through a tenant's operations from where the last look ended, up to the first that may still be under way, and
-- answers those of which nothing that counts was ever said: their process died. Attempts are looked through by their ids, which grow
-- with the tenant's clock; what follows an authorisation by its lease, because its id follows from a key. Each is
-- committed well before its lease ends. Whether anything was said is looked up by key for each: as a semi-join, the plan made
-- for a small table would read all that was ever said.
create or replace function payments.sweep_operations(
  p_tenant bigint, p_now timestamptz, p_limit int4, out looked int4, out lost uuid[]
) language plpgsql security definer set search_path = pg_catalog, pg_temp
  set enable_seqscan = off as $$
declare
  v_id uuid; v_lease timestamptz; v_next uuid; v_attempts uuid[]; v_others uuid[]; v_lost uuid[]; v_leases timestamptz[];
begin
  looked := 0;
  lost := '{}';
  select s.seen_id, s.seen_lease, s.seen_next into v_id, v_lease, v_next
    from payments.sweep s where s.tenant_id = p_tenant for update skip locked;
  if v_id is null then
    return;
  end if;
  select array_agg(o.id order by o.id), coalesce(array_agg(o.id order by o.id) filter (where o.is_lost), '{}')
    into v_attempts, lost
    from (
      select n.id, (
          select u.id from payments.outcome u where u.tenant_id = p_tenant and u.operation_id = n.id and u.is_applied
          limit 1) is null as is_lost,
        bool_and(n.lease_until <= p_now) over (order by n.id) as is_over
      from (select x.id, x.lease_until from payments.operation x
        where x.tenant_id = p_tenant and x.kind = 'authorize' and x.id > v_id order by x.id limit p_limit) n
    ) o where o.is_over;
  select array_agg(o.id order by o.lease_until, o.id), array_agg(o.lease_until order by o.lease_until, o.id),
      coalesce(array_agg(o.id order by o.id) filter (where o.is_lost), '{}')
    into v_others, v_leases, v_lost
    from (
      select n.id, n.lease_until, (
          select u.id from payments.outcome u where u.tenant_id = p_tenant and u.operation_id = n.id and u.is_applied
          limit 1) is null as is_lost
      from (select x.id, x.lease_until from payments.operation x
        where x.tenant_id = p_tenant and x.kind <> 'authorize' and (x.lease_until, x.id) > (v_lease, v_next)
          and x.lease_until <= p_now order by x.lease_until, x.id limit p_limit) n
    ) o;
  lost := lost || v_lost;
  looked := coalesce(cardinality(v_attempts), 0) + coalesce(cardinality(v_others), 0);
  if looked > 0 then
    update payments.sweep s set seen_id = coalesce(v_attempts[cardinality(v_attempts)], s.seen_id),
        seen_lease = coalesce(v_leases[cardinality(v_leases)], s.seen_lease),
        seen_next = coalesce(v_others[cardinality(v_others)], s.seen_next)
      where s.tenant_id = p_tenant;
  end if;
end $$;
comment on function payments.sweep_operations is 'scale:tenant — finds operations whose process died';
revoke execute on function payments.sweep_operations from public;
grant execute on function payments.sweep_operations to florin_app;
