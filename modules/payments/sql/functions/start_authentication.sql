-- Writes an authentication down before anybody is asked, for a payment that exists. False when the payment does not stand
-- any more as it was read. p_step is null when the payment is under way already.
create or replace function payments.start_authentication(
  p_tenant bigint, p_at timestamptz, p_id uuid, p_payment uuid, p_version int4, p_step int4, p_account uuid, p_token uuid,
  p_cause text
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update payments.payment p set authentication_id = p_id, step = coalesce(p_step, p.step), version = p.version + 1,
      updated_at = p_at
    where p.tenant_id = p_tenant and p.id = p_payment and p.version = p_version and p.open_operation is null;
  if not found then
    return false;
  end if;
  insert into payments.authentication (tenant_id, id, payment_id, account_id, token_id, cause, step, created_at, updated_at)
    values (p_tenant, p_id, p_payment, p_account, p_token, p_cause, 1, p_at, p_at);
  return true;
end $$;
comment on function payments.start_authentication is 'scale:tenant — begins the authentication of a cardholder';
revoke execute on function payments.start_authentication from public;
grant execute on function payments.start_authentication to florin_app;
