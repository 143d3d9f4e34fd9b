-- Locks the tenant's head until the transaction ends; makes it at the tenant's first visit.
create or replace function risk.lock_head(p_tenant bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  loop
    perform 1 from risk.head h where h.tenant_id = p_tenant for no key update;
    if found then
      return;
    end if;
    begin
      insert into risk.head (tenant_id) values (p_tenant);
      return;
    exception when unique_violation then
      null; -- somebody else made it a moment ago
    end;
  end loop;
end $$;
comment on function risk.lock_head is 'scale:tenant — lets the batches of a tenant take turns';
