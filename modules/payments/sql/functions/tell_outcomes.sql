-- T2, last step: the facts, then what was learned, which says where it was told (t_places is 0 for what is told to nobody),
-- then the attempts that follow declined ones (n_*). Before all of them the jobs (j_*): inquiries, and voids in time.
create or replace function payments.tell_outcomes(
  p_tenant bigint, p_at timestamptz,
  o_operations uuid[], o_ids uuid[], o_results text[], o_vias text[], o_amounts int8[], o_references text[], o_auth_codes text[],
  o_network_codes text[], o_advice_codes text[], o_decline_codes text[], o_network_ids text[], o_link_ids text[],
  o_cvc_checks text[], o_address_checks text[], o_details text[], o_messages text[], o_applied boolean[], o_ats timestamptz[],
  t_places int4[], f_ids uuid[], f_types text[], f_objects text[], f_bodies text[],
  p_lease timestamptz, n_ids uuid[], n_payments uuid[], n_numbers int4[], n_accounts uuid[], n_amounts int8[], n_decisions text[],
  n_requests text[],
  j_ids uuid[], j_kinds text[], j_keys text[], j_run_ats timestamptz[], j_bodies text[]
) returns int8 language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_seq int8;
begin
  if cardinality(j_ids) > 0 then
    perform platform.schedule_jobs(p_tenant, p_at, j_ids, j_kinds, j_keys, j_run_ats, j_bodies);
  end if;
  if cardinality(f_ids) > 0 then
    v_seq := platform.append_facts(p_tenant, p_at, f_ids, f_types, f_objects, f_bodies);
  end if;
  insert into payments.outcome (tenant_id, operation_id, id, result, via, amount, acquirer_reference, auth_code, network_code,
      advice_code, decline_code, network_transaction_id, transaction_link_id, cvc_check, address_check, detail, message_id,
      is_applied, told_seq, at)
    select p_tenant, o.operation, o.id, o.result, o.via, o.amount, o.reference, o.auth_code, o.network_code, o.advice_code,
      o.decline_code, o.network_id, o.link_id, o.cvc, o.address, o.detail, o.message, o.applied,
      case when o.told > 0 then v_seq + o.told - 1 end, o.at
    from unnest(o_operations, o_ids, o_results, o_vias, o_amounts, o_references, o_auth_codes, o_network_codes, o_advice_codes,
        o_decline_codes, o_network_ids, o_link_ids, o_cvc_checks, o_address_checks, o_details, o_messages, o_applied, t_places, o_ats)
      as o (operation, id, result, via, amount, reference, auth_code, network_code, advice_code, decline_code, network_id, link_id,
        cvc, address, detail, message, applied, told, at);
  -- The next attempt is written with the outcome of the one before, so that a payment never waits for nothing.
  if cardinality(n_ids) > 0 then
    insert into payments.operation (tenant_id, id, payment_id, kind, number, account_id, amount, decision, request_id, lease_until, created_at)
      select p_tenant, n.id, n.payment, 'authorize', n.number, n.account, n.amount, n.decision, n.request, p_lease, p_at
      from unnest(n_ids, n_payments, n_numbers, n_accounts, n_amounts, n_decisions, n_requests)
        as n (id, payment, number, account, amount, decision, request);
  end if;
  return v_seq;
end $$;
comment on function payments.tell_outcomes is 'scale:tenant — second transaction of operations: outcomes and facts';
revoke execute on function payments.tell_outcomes from public;
grant execute on function payments.tell_outcomes to florin_app;
