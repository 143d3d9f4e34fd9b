-- Closes the books through a day that is over: `closed`, `exists` (the same closing again), or why not. The head of
-- the feed is locked, by the fact, before the book is closed: a batch either commits before and is in the period, or
-- looks at the book after and is refused (1_record_batch.sql).
create or replace function ledger.close_period(
  p_tenant bigint, p_at timestamptz, p_id uuid, p_through date, p_description text, f_id uuid, f_by text
) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_before date;
  v_known ledger.period;
begin
  insert into ledger.book (tenant_id) values (p_tenant) on conflict (tenant_id) do nothing;
  select b.closed_through into v_before from ledger.book b where b.tenant_id = p_tenant for update;
  select p.* into v_known from ledger.period p where p.tenant_id = p_tenant and p.id = p_id;
  if v_known.id is not null then
    return case when v_known.closed_through = p_through and v_known.description is not distinct from p_description
      then 'exists' else 'period_differs' end;
  elsif p_through <= v_before then
    return 'period_already_closed';
  elsif p_through >= (p_at at time zone 'UTC')::date then
    return 'period_not_over';
  end if;
  perform platform.append_facts(p_tenant, p_at, array[f_id], array['ledger.period_closed'],
    array[ledger.public_id('per', p_id)],
    array[(f_by::jsonb || jsonb_build_object('period_id', ledger.public_id('per', p_id), 'closed_through', p_through,
      'closed_before', v_before, 'description', p_description))::text]);
  insert into ledger.period (tenant_id, id, closed_through, closed_before, description, closed_at)
    values (p_tenant, p_id, p_through, v_before, p_description, p_at);
  update ledger.book b set closed_through = p_through where b.tenant_id = p_tenant;
  return 'closed';
end $$;
comment on function ledger.close_period is 'scale:tenant — closes the books through a day';
