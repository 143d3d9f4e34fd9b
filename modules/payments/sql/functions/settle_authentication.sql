-- What came of an authentication, with the step of its payment (p_step; null: the payment is not moved here) and the fact
-- that tells it (f_id; null: nobody is told). FL201, and nothing changed, when either does not stand as it was read.
create or replace function payments.settle_authentication(
  p_tenant bigint, p_at timestamptz, a_id uuid, a_version int4, a_step int4, a_directory text, a_url text,
  a_expires timestamptz, a_proof_version text, a_eci text, a_cavv text, a_ds_transaction text, a_shift boolean,
  p_payment uuid, p_version int4, p_step int4, f_id uuid, f_type text, f_object text, f_body text
) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_seq int8;
begin
  if p_step is not null then
    update payments.payment p set step = p_step, version = p.version + 1, updated_at = p_at
      where p.tenant_id = p_tenant and p.id = p_payment and p.version = p_version and p.open_operation is null
        and p.authentication_id = a_id;
    if not found then
      raise exception 'a payment has changed' using errcode = 'FL201';
    end if;
  end if;
  if f_id is not null then
    v_seq := platform.append_facts(p_tenant, p_at, array[f_id], array[f_type], array[f_object], array[f_body]);
  end if;
  update payments.authentication n set step = a_step, version = n.version + 1,
      directory_id = coalesce(a_directory, n.directory_id), url = coalesce(a_url, n.url),
      challenged_at = case when a_url is null then n.challenged_at else p_at end,
      expires_at = coalesce(a_expires, n.expires_at), proof_version = a_proof_version, eci = a_eci, cavv = a_cavv,
      ds_transaction_id = a_ds_transaction, has_liability_shift = a_shift,
      told_seq = coalesce(n.told_seq, v_seq), last_told_seq = coalesce(v_seq, n.last_told_seq), updated_at = p_at
    where n.tenant_id = p_tenant and n.id = a_id and n.version = a_version;
  if not found then
    raise exception 'an authentication has changed' using errcode = 'FL201';
  end if;
end $$;
comment on function payments.settle_authentication is 'scale:tenant — what came of the authentication of a cardholder';
revoke execute on function payments.settle_authentication from public;
grant execute on function payments.settle_authentication to florin_app;
