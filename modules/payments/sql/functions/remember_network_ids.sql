-- Keeps what the network called a payment, so that later ones can refer to it. An id that is null stays as it was.
-- Rows are locked in the order of their ids, so that two batches never wait for each other; a method that was
-- detached meanwhile is left alone. Of one method named twice, the greatest ids win, whatever the order.
create or replace function payments.remember_network_ids(
  p_tenant bigint, p_at timestamptz, p_methods uuid[], p_transactions text[], p_links text[]
) returns int4 language plpgsql as $$
declare
  v_count int4;
begin
  perform from payments.payment_method m
    where m.tenant_id = p_tenant and m.id = any (p_methods) order by m.id for update;
  update payments.payment_method m
    set network_transaction_id = coalesce(u.transaction, m.network_transaction_id),
      transaction_link_id = coalesce(u.link, m.transaction_link_id), updated_at = greatest(m.updated_at, p_at)
    from (select n.id, max(n.transaction) as transaction, max(n.link) as link
      from unnest(p_methods, p_transactions, p_links) as n (id, transaction, link) group by n.id) u
    where m.tenant_id = p_tenant and m.id = u.id and m.state = 'active'
      and (m.network_transaction_id, m.transaction_link_id) is distinct from
        (coalesce(u.transaction, m.network_transaction_id), coalesce(u.link, m.transaction_link_id));
  get diagnostics v_count = row_count;
  return v_count;
end $$;
comment on function payments.remember_network_ids is 'scale:tenant — called by what records the outcome of payments';
