-- Moves every key of a sandbox that was reset to the tenant that takes its place: directory rows say where a key leads to,
-- and nothing else of them changes. The caller holds the row of p_tenant and has named its successor.
create or replace function auth.hand_over_keys(p_tenant bigint, p_to bigint) returns void language plpgsql as $$
begin
  if not exists (select from auth.tenant t where t.tenant_id = p_to and t.replaces = p_tenant) then
    raise exception 'tenant % does not take the place of %', p_to, p_tenant;
  end if;
  update auth.api_key set tenant_id = p_to where tenant_id = p_tenant;
  update auth.api_key_secret set tenant_id = p_to where tenant_id = p_tenant;
end $$;
comment on function auth.hand_over_keys is 'scale:ref — the keys of a sandbox that was reset';
