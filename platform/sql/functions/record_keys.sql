-- Writes down what each Idempotency-Key did, in the transaction of what it did. Raises unique_violation
-- when a key is known already: the caller then reads the stored rows and answers from them.
-- Subjects of key i are p_subjects[p_first[i] .. p_first[i] + p_count[i] - 1].
create or replace function platform.record_keys(
  p_tenant bigint, p_at timestamptz, p_hashes uuid[], p_fingerprints uuid[], p_keys text[], p_routes text[],
  p_fields text[], p_requests text[], p_statuses int4[], p_replies text[],
  p_subjects uuid[], p_first int4[], p_count int4[], p_outcomes text[]
) returns void language plpgsql as $$
begin
  insert into platform.idempotency_key (tenant_id, key_hash, fingerprint, key, route, fields, created_at,
      request_id, state, status, reply, subjects, outcomes)
    select p_tenant, k.key_hash, k.fingerprint, k.key, k.route, k.fields, p_at, k.request_id, 'done', k.status,
      k.reply, p_subjects[k.first : k.first + k.count - 1], k.outcomes
    from unnest(p_hashes, p_fingerprints, p_keys, p_routes, p_fields, p_requests, p_statuses, p_replies,
      p_first, p_count, p_outcomes)
      as k (key_hash, fingerprint, key, route, fields, request_id, status, reply, first, count, outcomes);
end $$;
comment on function platform.record_keys is 'scale:tenant — keys of finished requests, set-based';
