-- Closes open claims that make nothing together; answers how many. Rows are locked in the order of their ids.
create or replace function reconciliation.offset_claims(p_tenant bigint, p_at timestamptz, p_ids uuid[])
returns int4 language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int4;
begin
  perform from reconciliation.claim c where c.tenant_id = p_tenant and c.id = any (p_ids) order by c.id for update;
  update reconciliation.claim c set state = 'offset', closed_at = p_at
    where c.tenant_id = p_tenant and c.id = any (p_ids) and c.state = 'open';
  get diagnostics v_count = row_count;
  return v_count;
end $$;
comment on function reconciliation.offset_claims is 'scale:tenant — what was taken back before it was settled';
revoke execute on function reconciliation.offset_claims from public;
grant execute on function reconciliation.offset_claims to florin_app;
