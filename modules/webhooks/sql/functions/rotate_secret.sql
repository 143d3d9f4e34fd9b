-- A new current secret; the one before stays valid until p_until, those before it end now. Null when there is no such
-- endpoint, or p_number is taken: somebody else rotated at the same time.
create or replace function webhooks.rotate_secret(
  p_tenant bigint, p_at timestamptz, p_id uuid, p_number int4, p_sealed text, p_until timestamptz
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update webhooks.endpoint e set secret_number = p_number, updated_at = p_at
    where e.tenant_id = p_tenant and e.id = p_id and e.state <> 2 and e.secret_number = p_number - 1;
  if not found then
    return false;
  end if;
  update webhooks.secret s
    set valid_until = case when s.valid_until is null then p_until else least(s.valid_until, p_at) end
    where s.tenant_id = p_tenant and s.endpoint_id = p_id;
  insert into webhooks.secret (tenant_id, endpoint_id, number, sealed, created_at)
    values (p_tenant, p_id, p_number, p_sealed, p_at);
  return true;
end $$;
comment on function webhooks.rotate_secret is 'scale:tenant — another secret of an endpoint, with an overlap';
