-- A new line of attempts without an authentication begins: what an earlier one proved is not said of it.
create or replace function payments.drop_authentication(p_tenant bigint, p_payment uuid)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update payments.payment p set authentication_id = null where p.tenant_id = p_tenant and p.id = p_payment;
end $$;
comment on function payments.drop_authentication is 'scale:tenant — a payment goes on without its earlier authentication';
revoke execute on function payments.drop_authentication from public;
grant execute on function payments.drop_authentication to florin_app;
