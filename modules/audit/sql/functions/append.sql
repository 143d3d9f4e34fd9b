-- Adds events at the end of a tenant's trail and returns the first number. The head row stays locked until the
-- commit, which is what makes the numbers gap-free: call it after every other write, just before the feed.
--
-- p_canonical holds each event's canonical JSON without its last two members; seq and tenant_id sort after all
-- others, so they are added here, where the number is known. The leaf is SHA-256(0x00 || canonical event).
create or replace function audit.append(
  p_tenant bigint, p_at timestamptz[], p_actor_types text[], p_actor_ids text[], p_authenticated_by text[],
  p_on_behalf_of text[], p_ips text[], p_request_ids text[], p_ids uuid[], p_actions text[], p_resource_types text[],
  p_resource_ids text[], p_before_hashes text[], p_after_hashes text[], p_canonical text[]
) returns int8 language plpgsql as $$
declare
  v_first int8;
  v_count int := cardinality(p_ids);
begin
  update audit.head set seq = seq + v_count where tenant_id = p_tenant returning seq - v_count + 1 into v_first;
  if v_first is null then
    insert into audit.head (tenant_id) values (p_tenant) on conflict (tenant_id) do nothing;
    update audit.head set seq = seq + v_count where tenant_id = p_tenant returning seq - v_count + 1 into v_first;
  end if;
  insert into audit.event (tenant_id, seq, id, at, actor_type, actor_id, authenticated_by, on_behalf_of, ip,
      action, resource_type, resource_id, before_hash, after_hash, request_id, leaf_hash)
    select p_tenant, v_first + e.ord - 1, e.id, e.at, e.actor_type, e.actor_id, e.authenticated_by,
      e.on_behalf_of, e.ip, e.action, e.resource_type, e.resource_id, decode(e.before_hash, 'hex'),
      decode(e.after_hash, 'hex'), e.request_id,
      sha256('\x00'::bytea || convert_to(left(e.canonical, -1) || ',"seq":' || (v_first + e.ord - 1)
        || ',"tenant_id":"' || p_tenant || '"}', 'UTF8'))
    from unnest(p_at, p_actor_types, p_actor_ids, p_authenticated_by, p_on_behalf_of, p_ips, p_request_ids, p_ids,
        p_actions, p_resource_types, p_resource_ids, p_before_hashes, p_after_hashes, p_canonical)
      with ordinality as e (at, actor_type, actor_id, authenticated_by, on_behalf_of, ip, request_id, id, action,
        resource_type, resource_id, before_hash, after_hash, canonical, ord);
  return v_first;
end $$;
comment on function audit.append is 'scale:tenant — set-based; the last step of a write, before its facts';
