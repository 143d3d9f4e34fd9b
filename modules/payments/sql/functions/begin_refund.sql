-- T1 of a refund: what is still there of the payment is set aside, and the operation written down before it is sent.
-- FL201 when the payment does not stand as it was read. Answers p_at for the ledger's hold that follows.
create or replace function payments.begin_refund(
  p_tenant bigint, p_at timestamptz, p_lease timestamptz, p_payment uuid, p_version int4, p_refund uuid, p_operation uuid,
  p_account uuid, p_amount int8, p_asked text, p_request text
) returns timestamptz language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update payments.payment p set amount_refunding = p.amount_refunding + p_amount, version = p.version + 1, updated_at = p_at
    where p.tenant_id = p_tenant and p.id = p_payment and p.version = p_version;
  if not found then
    raise exception 'the payment has changed' using errcode = 'FL201';
  end if;
  insert into payments.refund (tenant_id, id, payment_id, operation_id, step, amount, asked, created_at, updated_at)
    values (p_tenant, p_refund, p_payment, p_operation, 1, p_amount, p_asked, p_at, p_at);
  insert into payments.operation (tenant_id, id, payment_id, kind, number, account_id, amount, refund_id, request_id, lease_until, created_at)
    values (p_tenant, p_operation, p_payment, 'refund', 0, p_account, p_amount, p_refund, p_request, p_lease, p_at);
  return p_at;
end $$;
comment on function payments.begin_refund is 'scale:tenant — first transaction of a refund';
revoke execute on function payments.begin_refund from public;
grant execute on function payments.begin_refund to florin_app;
