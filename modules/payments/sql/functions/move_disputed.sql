-- What a dispute takes from a payment (above zero) or gives back (below). The payment must stand as it was read; FL201,
-- and nothing changed, when it does not. The CHECK of the table holds that refunds and disputes together never exceed
-- what was captured. Answers p_at for the ledger's posting that follows.
create or replace function payments.move_disputed(
  p_tenant bigint, p_at timestamptz, p_payment uuid, p_version int4, p_delta int8
) returns timestamptz language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update payments.payment p set amount_disputed = p.amount_disputed + p_delta, version = p.version + 1, updated_at = p_at
    where p.tenant_id = p_tenant and p.id = p_payment and p.version = p_version;
  if not found then
    raise exception 'the payment has changed' using errcode = 'FL201';
  end if;
  return p_at;
end $$;
comment on function payments.move_disputed is 'scale:tenant — what a dispute holds of a payment';
revoke execute on function payments.move_disputed from public;
grant execute on function payments.move_disputed to florin_app;
