-- Moves a report on behind the lines just booked, from where it stood; the last ones make it reconciled. False, and
-- nothing changed, when somebody else has booked them.
create or replace function reconciliation.advance_report(
  p_tenant bigint, p_at timestamptz, p_report uuid, p_from int4, p_lines int4, p_matched int4, p_net int8, p_fees int8,
  p_suspended int8
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update reconciliation.report r set lines_booked = r.lines_booked + p_lines, lines_matched = r.lines_matched + p_matched,
      net_booked = r.net_booked + p_net, fees = r.fees + p_fees, suspended = r.suspended + p_suspended,
      state = case when p_from + p_lines = r.line_count then 'reconciled' else r.state end,
      reconciled_at = case when p_from + p_lines = r.line_count then p_at end
    where r.tenant_id = p_tenant and r.id = p_report and r.state = 'received' and r.lines_booked = p_from;
  return found;
end $$;
comment on function reconciliation.advance_report is 'scale:tenant — how far a settlement report is booked';
revoke execute on function reconciliation.advance_report from public;
grant execute on function reconciliation.advance_report to florin_app;
