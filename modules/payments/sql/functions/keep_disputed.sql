-- Keeps what a dispute took of a payment (above zero) or gave back, behind the facts that told it.
create or replace function payments.keep_disputed(
  p_tenant bigint, p_at timestamptz, p_payment uuid, p_version int4, p_delta int8, t_transfers uuid[], t_actor text,
  t_request text, p_seq int8
) returns int4 language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into payments.turn (tenant_id, payment_id, version, disputed, transfers, actor_id, request_id, told_seq, at)
    values (p_tenant, p_payment, p_version, p_delta, t_transfers, t_actor, t_request, p_seq, p_at);
  return 1;
end $$;
comment on function payments.keep_disputed is 'scale:tenant — what disputes took of payments and gave back, for their timelines';
revoke execute on function payments.keep_disputed from public;
grant execute on function payments.keep_disputed to florin_app;
