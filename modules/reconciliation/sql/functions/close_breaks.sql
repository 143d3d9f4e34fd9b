-- Closes breaks that are open: written off when a ledger account is named, else resolved. Answers those that it closed.
create or replace function reconciliation.close_breaks(
  p_tenant bigint, p_at timestamptz, p_ids uuid[], p_notes text[], p_by text, p_account uuid
) returns uuid[] language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_ids uuid[];
begin
  select coalesce(array_agg(b.id), '{}') into v_ids from (
    select o.id from reconciliation.break o
      where o.tenant_id = p_tenant and o.id = any (p_ids) and o.state = 'open' order by o.id for update) b;
  update reconciliation.break b set state = case when p_account is null then 'resolved' else 'written_off' end,
      note = u.note, closed_by = p_by, ledger_account = p_account, closed_at = p_at
    from unnest(p_ids, p_notes) as u (id, note)
    where b.tenant_id = p_tenant and b.id = u.id and b.id = any (v_ids);
  return v_ids;
end $$;
comment on function reconciliation.close_breaks is 'scale:tenant — what became of breaks; a closed one stays closed';
revoke execute on function reconciliation.close_breaks from public;
grant execute on function reconciliation.close_breaks to florin_app;
