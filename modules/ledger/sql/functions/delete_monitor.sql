-- Stops a monitor; its row stays, so that its facts can be explained. True when it was there; a repeat is true too.
create or replace function ledger.delete_monitor(
  p_tenant bigint, p_at timestamptz, p_id uuid, f_id uuid, f_by text
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_account uuid;
begin
  select m.account_id into v_account from ledger.monitor m where m.tenant_id = p_tenant and m.id = p_id;
  if v_account is null then
    return false;
  end if;
  perform 1 from ledger.balance b where b.tenant_id = p_tenant and b.account_id = v_account for no key update;
  update ledger.monitor m set is_deleted = true, changed_at = p_at, version = m.version + 1
    where m.tenant_id = p_tenant and m.id = p_id and not m.is_deleted;
  if not found then
    return true;
  end if;
  update ledger.balance b set is_monitored = false
    where b.tenant_id = p_tenant and b.account_id = v_account and not exists (
      select from ledger.monitor m where m.tenant_id = p_tenant and m.account_id = v_account and not m.is_deleted);
  perform platform.append_facts(p_tenant, p_at, array[f_id], array['ledger.monitor_deleted'],
    array[ledger.public_id('mon', p_id)],
    array[(select (f_by::jsonb || ledger.monitor_json(m))::text from ledger.monitor m
      where m.tenant_id = p_tenant and m.id = p_id)]);
  return true;
end $$;
comment on function ledger.delete_monitor is 'scale:tenant — stops watching a balance';
