-- Writes down what each Idempotency-Key did, in the transaction of what it did. Raises unique_violation
-- when a key is known already: the caller then reads the stored rows and answers from them.
-- Subjects of key i are p_subjects[p_first[i] .. p_first[i] + p_count[i] - 1].
create or replace function platform.record_keys(
  p_tenant bigint, p_at timestamptz, p_hashes uuid[], p_fingerprints uuid[], p_keys text[], p_routes text[],
  p_fields text[], p_requests text[], p_statuses int4[], p_replies text[],
  p_subjects uuid[], p_first int4[], p_count int4[], p_outcomes text[]
) returns int4 language plpgsql as $$
begin
  -- Columns for one key, and for many: setting up a scan of eleven arrays costs a lone request more than its row.
  if cardinality(p_hashes) = 1 then
    insert into platform.idempotency_key (tenant_id, key_hash, fingerprint, key, route, fields, created_at,
        request_id, state, status, reply, subjects, outcomes)
      values (p_tenant, p_hashes[1], p_fingerprints[1], p_keys[1], p_routes[1], p_fields[1], p_at, p_requests[1], 'done',
        p_statuses[1], p_replies[1], p_subjects[p_first[1] : p_first[1] + p_count[1] - 1], p_outcomes[1]);
  else
    insert into platform.idempotency_key (tenant_id, key_hash, fingerprint, key, route, fields, created_at,
        request_id, state, status, reply, subjects, outcomes)
      select p_tenant, p_hashes[i], p_fingerprints[i], p_keys[i], p_routes[i], p_fields[i], p_at, p_requests[i], 'done',
        p_statuses[i], p_replies[i],
        -- A slice copies all subjects of the batch first, so it is kept for those who have several.
        case when p_count[i] = 1 then array[p_subjects[p_first[i]]]
          else p_subjects[p_first[i] : p_first[i] + p_count[i] - 1] end,
        p_outcomes[i]
      from generate_series(1, cardinality(p_hashes)) as i;
  end if;
  return cardinality(p_hashes);
end $$;
comment on function platform.record_keys is 'scale:tenant — keys of finished requests, set-based; how many there were';
