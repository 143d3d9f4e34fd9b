-- Gives an endpoint other content; what is null stays. A change of its ordering counts for events from now on.
-- False when there is none.
create or replace function webhooks.change_endpoint(
  p_tenant bigint, p_at timestamptz, p_id uuid, p_url text, p_description text, p_filters text[], p_api_version text,
  p_ordering text, p_signature text, p_metadata text
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update webhooks.endpoint e
    set url = coalesce(p_url, e.url), description = nullif(coalesce(p_description, e.description), ''),
      filters = coalesce(p_filters, e.filters),
      api_version = coalesce(p_api_version, e.api_version), ordering = coalesce(p_ordering, e.ordering),
      signature = coalesce(p_signature, e.signature), metadata = coalesce(p_metadata::jsonb, e.metadata), updated_at = p_at
    where e.tenant_id = p_tenant and e.id = p_id and e.state <> 2;
  return found;
end $$;
comment on function webhooks.change_endpoint is 'scale:tenant — other content of an endpoint';
