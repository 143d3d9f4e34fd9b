-- Writes an endpoint and its first secret. `exists` for the same id again, whatever it holds by now.
create or replace function webhooks.create_endpoint(
  p_tenant bigint, p_at timestamptz, p_id uuid, p_url text, p_description text, p_filters text[], p_api_version text,
  p_ordering text, p_signature text, p_metadata text, p_sealed text, p_endpoints_max int4
) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Two calls at once may both take the last place: the bound keeps fan-out small, it is no promise.
  if exists (select from webhooks.endpoint e where e.tenant_id = p_tenant and e.id = p_id) then
    return 'exists';
  elsif (select count(*) from webhooks.endpoint e where e.tenant_id = p_tenant and e.state <> 2) >= p_endpoints_max then
    return 'endpoint_limit_reached';
  end if;
  insert into webhooks.endpoint (tenant_id, id, url, description, filters, api_version, ordering, signature, metadata,
      created_at, updated_at)
    values (p_tenant, p_id, p_url, p_description, p_filters, p_api_version, p_ordering, p_signature, p_metadata::jsonb,
      p_at, p_at);
  insert into webhooks.secret (tenant_id, endpoint_id, number, sealed, created_at)
    values (p_tenant, p_id, 1, p_sealed, p_at);
  return 'created';
end $$;
comment on function webhooks.create_endpoint is 'scale:tenant — a new endpoint and its secret';
