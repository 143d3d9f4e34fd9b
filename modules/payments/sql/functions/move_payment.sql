-- A step that asks nobody: a payment is given up before anything was sent, or a person decides its review. False when it
-- does not stand any more as it was read.
create or replace function payments.move_payment(
  p_tenant bigint, p_at timestamptz, p_payment uuid, p_version int4, p_step int4,
  f_id uuid, f_type text, f_object text, f_body text
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_seq int8;
begin
  update payments.payment p set step = p_step, version = p.version + 1, updated_at = p_at
    where p.tenant_id = p_tenant and p.id = p_payment and p.version = p_version and p.open_operation is null;
  if not found then
    return false;
  end if;
  v_seq := platform.append_facts(p_tenant, p_at, array[f_id], array[f_type], array[f_object], array[f_body]);
  return true;
end $$;
comment on function payments.move_payment is 'scale:tenant — a step of a payment that asks no acquirer';
revoke execute on function payments.move_payment from public;
grant execute on function payments.move_payment to florin_app;
