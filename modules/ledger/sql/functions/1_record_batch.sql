-- What both posting paths end with: notes, monitors, keys, and last the fact, which locks the head of the feed. Functions
-- are called by assignment where they are: PERFORM would run each as a query of its own (20 us of a lone request).
create or replace function ledger.record_batch(
  p_tenant bigint, p_at timestamptz, p_batch uuid, p_by text, t_ids uuid[], t_stored uuid[], p_first_effective date, p_is_dated boolean,
  n_ids uuid[], n_descriptions text[], n_metadata text[],
  k_hashes uuid[], k_fingerprints uuid[], k_keys text[], k_routes text[], k_fields text[], k_requests text[],
  k_first int4[], k_count int4[], k_outcomes text[], k_statuses int4[], m_accounts uuid[]
) returns int8 language plpgsql as $$
declare
  v_keys int4; v_seq int8;
begin
  if p_is_dated then
    insert into ledger.redated (tenant_id, account_id, effective_on, transfer_id, recorded_on, net, version)
      select p_tenant, l.account_id, t.effective_on, t.id, (t.posted_at at time zone 'UTC')::date, l.net, l.version
      from ledger.transfer t
      cross join lateral (values (t.debit_account, -t.amount, t.debit_version), (t.credit_account, t.amount, t.credit_version))
        as l (account_id, net, version)
      where t.tenant_id = p_tenant and t.id = any (t_stored) and t.result = 0 and t.kind in (1, 3)
        and t.effective_on <> (t.posted_at at time zone 'UTC')::date;
  end if;
  if cardinality(n_ids) > 0 then
    insert into ledger.transfer_note (tenant_id, id, description, metadata)
      select p_tenant, n.id, n.description, n.metadata::jsonb
      from unnest(n_ids, n_descriptions, n_metadata) as n (id, description, metadata);
  end if;
  if cardinality(k_hashes) > 0 then
    v_keys := platform.record_keys(p_tenant, p_at, k_hashes, k_fingerprints, k_keys, k_routes, k_fields, k_requests,
      coalesce(k_statuses, array_fill(201, array[cardinality(k_hashes)])), null, t_ids, k_first, k_count, k_outcomes);
  end if;
  if m_accounts is not null then
    perform ledger.check_monitors(p_tenant, p_at, p_batch, m_accounts);
  end if;
  if cardinality(t_stored) > 0 then
    v_seq := platform.append_batch_fact(p_tenant, p_at, p_batch, 'ledger.transfers_recorded', t_stored,
      '{"count":' || cardinality(t_stored) || ',"by":' || p_by || '}');
  end if;
  -- Closing a period locks the same head row before it closes, so nothing slips in between this look and the commit.
  perform 1 from ledger.book b
    where b.tenant_id = p_tenant and b.closed_through >= p_first_effective;
  if found then
    raise exception 'exact path' using errcode = 'FL100';
  end if;
  return v_seq;
end $$;
comment on function ledger.record_batch is 'scale:tenant — last step of both posting functions; answers the place in the feed';
