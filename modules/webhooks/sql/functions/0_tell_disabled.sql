-- Tells the tenant that endpoints were disabled without being asked for. Last step of its transaction.
create or replace function webhooks.tell_disabled(p_tenant bigint, p_at timestamptz, p_endpoints uuid[], f_ids uuid[])
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if cardinality(p_endpoints) = 0 then
    return;
  end if;
  perform platform.append_facts(p_tenant, p_at, f_ids[1:count(*)],
      array_agg('webhooks.endpoint_disabled'::text), array_agg(webhooks.public_id('whe', e.id)),
      array_agg(jsonb_build_object('object', jsonb_build_object('id', webhooks.public_id('whe', e.id), 'url', e.url,
        'state', 'disabled', 'disabled_because', e.disabled_because))::text))
    from webhooks.endpoint e
    where e.tenant_id = p_tenant and e.id = any (p_endpoints);
end $$;
comment on function webhooks.tell_disabled is 'scale:tenant — the fact that an endpoint was disabled';
