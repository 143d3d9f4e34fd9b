-- An inquiry that brought nothing: noted for whoever reads the timeline, and nothing changes by it. A repeat of the id, or an
-- operation that is not there, does nothing.
create or replace function payments.note_inquiry(
  p_tenant bigint, p_at timestamptz, o_operation uuid, o_id uuid, o_result text, o_detail text
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into payments.outcome (tenant_id, operation_id, id, result, via, detail, is_applied, at)
    select p_tenant, y.id, o_id, o_result, 'inquiry', o_detail, false, p_at
    from payments.operation y where y.tenant_id = p_tenant and y.id = o_operation
      and not exists (select from payments.outcome u
        where u.tenant_id = p_tenant and u.operation_id = o_operation and u.id = o_id);
  return found;
end $$;
comment on function payments.note_inquiry is 'scale:tenant — inquiries that brought nothing';
revoke execute on function payments.note_inquiry from public;
grant execute on function payments.note_inquiry to florin_app;
