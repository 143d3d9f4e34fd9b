-- The last step of a turn: the fact that tells it, and the row that keeps it.
create or replace function payments.tell_turn(
  p_tenant bigint, p_at timestamptz, p_payment uuid, p_version int4, p_step int4,
  f_id uuid, f_type text, f_object text, f_body text,
  t_review uuid, t_verdict text, t_reason text, t_token uuid, t_decision text, t_actor text, t_request text
) returns int8 language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_seq int8;
begin
  v_seq := platform.append_facts(p_tenant, p_at, array[f_id], array[f_type], array[f_object], array[f_body]);
  insert into payments.turn (tenant_id, payment_id, version, step, review_id, verdict, reason, token_id, decision, actor_id,
      request_id, told_seq, at)
    values (p_tenant, p_payment, p_version, p_step, t_review, t_verdict, t_reason, t_token, t_decision, t_actor, t_request, v_seq,
      p_at);
  return v_seq;
end $$;
comment on function payments.tell_turn is 'scale:tenant — tells a step of a payment that asked no acquirer, and keeps it';
revoke execute on function payments.tell_turn from public;
grant execute on function payments.tell_turn to florin_app;
