-- Appends facts to the tenant's feed and returns the first sequence number. Call it as the last step of a
-- write: the head row stays locked until the commit, which is what makes the order gap-free.
create or replace function platform.append_facts(
  p_tenant bigint, p_at timestamptz, p_ids uuid[], p_types text[], p_objects text[], p_bodies text[]
) returns int8 language plpgsql as $$
declare
  v_last int8;
  v_count int := cardinality(p_ids);
begin
  update platform.tenant_head set seq = seq + v_count where tenant_id = p_tenant returning seq into v_last;
  if v_last is null then
    raise exception 'tenant % has no feed', p_tenant using errcode = 'FL001';
  end if;
  insert into platform.outbox (tenant_id, seq, id, type, object_id, at, body)
    select p_tenant, v_last - v_count + f.ord, f.id, f.type, f.object_id, p_at, f.body
    from unnest(p_ids, p_types, p_objects, p_bodies) with ordinality as f (id, type, object_id, body, ord);
  return v_last - v_count + 1;
end $$;
comment on function platform.append_facts is 'scale:tenant — last step of every write that tells others something';
