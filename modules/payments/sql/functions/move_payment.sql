-- A step that asks nobody: a payment is given up before anything was sent, or a person refuses it. False when it does not
-- stand any more as it was read. payments.tell_turn follows, once the audit trail has what it needs.
create or replace function payments.move_payment(
  p_tenant bigint, p_at timestamptz, p_payment uuid, p_version int4, p_step int4
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update payments.payment p set step = p_step, version = p.version + 1, updated_at = p_at
    where p.tenant_id = p_tenant and p.id = p_payment and p.version = p_version and p.open_operation is null;
  return found;
end $$;
comment on function payments.move_payment is 'scale:tenant — a step of a payment that asks no acquirer';
revoke execute on function payments.move_payment from public;
grant execute on function payments.move_payment to florin_app;
