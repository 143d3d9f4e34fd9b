-- Gives a new tenant its feed and, in a sandbox, its own clock. Returns true when it was new; a repeat does nothing.
create or replace function platform.open_tenant(p_tenant bigint, p_has_clock boolean)
returns boolean language plpgsql as $$
begin
  insert into platform.tenant_head (tenant_id) values (p_tenant) on conflict (tenant_id) do nothing;
  if not found then
    return false;
  end if;
  if p_has_clock then
    insert into platform.tenant_clock (tenant_id) values (p_tenant);
  end if;
  return true;
end $$;
comment on function platform.open_tenant is 'scale:tenant — the first thing that happens in a tenant';
