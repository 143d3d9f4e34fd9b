-- One fact that covers many rows (a ledger batch): one feed row however many transfers it holds.
create or replace function platform.append_batch_fact(
  p_tenant bigint, p_at timestamptz, p_id uuid, p_type text, p_refs uuid[], p_body text
) returns int8 language plpgsql as $$
declare
  v_seq int8;
begin
  update platform.tenant_head set seq = seq + 1 where tenant_id = p_tenant returning seq into v_seq;
  if v_seq is null then
    raise exception 'tenant % has no feed', p_tenant using errcode = 'FL001';
  end if;
  insert into platform.outbox (tenant_id, seq, id, type, refs, at, body)
    values (p_tenant, v_seq, p_id, p_type, p_refs, p_at, p_body);
  return v_seq;
end $$;
comment on function platform.append_batch_fact is 'scale:tenant — last step of a set-based write';
