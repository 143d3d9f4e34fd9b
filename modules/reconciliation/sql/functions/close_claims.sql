-- Closes claims that are open, each by its line, or all as written off when there is no report; answers how many. Rows
-- are locked in the order of their ids.
create or replace function reconciliation.close_claims(
  p_tenant bigint, p_at timestamptz, p_ids uuid[], p_report uuid, p_lines int4[]
) returns int4 language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int4;
begin
  perform from reconciliation.claim c where c.tenant_id = p_tenant and c.id = any (p_ids) order by c.id for update;
  update reconciliation.claim c set state = case when p_report is null then 'written_off' else 'settled' end,
      report_id = p_report, line_number = u.line, closed_at = p_at
    from unnest(p_ids, p_lines) as u (id, line)
    where c.tenant_id = p_tenant and c.id = u.id and c.state = 'open';
  get diagnostics v_count = row_count;
  return v_count;
end $$;
comment on function reconciliation.close_claims is 'scale:tenant — what was owed is settled or written off';
revoke execute on function reconciliation.close_claims from public;
grant execute on function reconciliation.close_claims to florin_app;
