-- Watches a balance of an account. Says what came of it: `created`, `exists` (the same monitor again), or why not.
-- A monitor that holds already starts as triggered, without a fact of its own: it speaks at the next edge.
create or replace function ledger.create_monitor(
  p_tenant bigint, p_at timestamptz, p_id uuid, p_account uuid, p_number int2, p_field text, p_operator text,
  p_threshold int8, p_hysteresis int8, p_metadata text, p_monitors_max int4, f_id uuid, f_by text
) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_balance ledger.balance;
  v_known ledger.monitor;
  v_holds boolean;
begin
  -- The book's row, so that one id is not taken twice at once; then the account's,
  -- as posting does: no transfer passes between the look at its balance and the monitor.
  perform 1 from ledger.book k where k.tenant_id = p_tenant for no key update;
  select b.* into v_balance from ledger.balance b
    where b.tenant_id = p_tenant and b.account_id = p_account for no key update;
  select m.* into v_known from ledger.monitor m where m.tenant_id = p_tenant and m.id = p_id;
  if v_known.id is not null then
    return case when not v_known.is_deleted and (v_known.account_id, v_known.field, v_known.operator, v_known.threshold,
        v_known.hysteresis, v_known.metadata)
        = (p_account, p_field, p_operator, p_threshold, p_hysteresis, p_metadata::jsonb)
      then 'exists' else 'monitor_differs' end;
  elsif v_balance.account_id is null then
    return 'account_not_found';
  elsif v_balance.state = 3 then
    return 'account_closed';
  elsif v_balance.currency <> p_number then
    return 'monitor_currency_mismatch';
  elsif (select count(*) from ledger.monitor m
      where m.tenant_id = p_tenant and m.account_id = p_account and not m.is_deleted) >= p_monitors_max then
    return 'too_many_monitors';
  end if;
  v_holds := ledger.monitor_holds(p_operator, ledger.balance_field(p_field, v_balance.normal_side,
    v_balance.debits_posted, v_balance.credits_posted, v_balance.debits_pending, v_balance.credits_pending), p_threshold, 0);
  insert into ledger.monitor (tenant_id, id, account_id, field, operator, threshold, hysteresis, is_triggered, changed_at,
      metadata, created_at)
    values (p_tenant, p_id, p_account, p_field, p_operator, p_threshold, p_hysteresis, v_holds, p_at, p_metadata::jsonb, p_at);
  update ledger.balance b set is_monitored = true
    where b.tenant_id = p_tenant and b.account_id = p_account and not b.is_monitored;
  perform platform.append_facts(p_tenant, p_at, array[f_id], array['ledger.monitor_created'],
    array[ledger.public_id('mon', p_id)],
    array[(select (f_by::jsonb || ledger.monitor_json(m))::text from ledger.monitor m
      where m.tenant_id = p_tenant and m.id = p_id)]);
  return 'created';
end $$;
comment on function ledger.create_monitor is 'scale:tenant — starts to watch a balance';
