-- Takes an Idempotency-Key for a request, or says what it did before. Waits at most 2 s for another transaction
-- that holds it, then raises lock_not_available. p_at is the tenant's time, p_now and the lease are the machine's:
-- a sandbox whose clock stands still must not keep a lease for ever.
--   fresh     the key is ours; nobody used it
--   resumed   the key is ours; the run that held it ended without an answer
--   running   another run holds it until lease_until
--   done      the key has its answer
--   other     the key stands for another request; fields says for what
create or replace function platform.claim_key(
  p_tenant bigint, p_at timestamptz, p_now timestamptz, p_lease timestamptz,
  p_hash uuid, p_fingerprint uuid, p_key text, p_route text, p_fields text, p_request text,
  out outcome text, out fields text, out status int4, out reply text, out lease_until timestamptz
) language plpgsql set lock_timeout = '2s' as $$
declare
  v_key platform.idempotency_key%rowtype;
begin
  insert into platform.idempotency_key (tenant_id, key_hash, fingerprint, key, route, fields, created_at,
      request_id, state, lease_until)
    values (p_tenant, p_hash, p_fingerprint, p_key, p_route, p_fields, p_at, p_request, 'in_progress', p_lease)
    on conflict (tenant_id, key_hash) do nothing;
  if found then
    outcome := 'fresh';
    return;
  end if;
  select * into strict v_key from platform.idempotency_key k
    where k.tenant_id = p_tenant and k.key_hash = p_hash for update;
  fields := v_key.fields;
  status := v_key.status;
  reply := v_key.reply;
  lease_until := v_key.lease_until;
  if v_key.fingerprint <> p_fingerprint then
    outcome := 'other';
  elsif v_key.state = 'done' then
    outcome := 'done';
  elsif v_key.lease_until > p_now then
    outcome := 'running';
  else
    update platform.idempotency_key k set lease_until = p_lease
      where k.tenant_id = p_tenant and k.key_hash = p_hash;
    outcome := 'resumed';
  end if;
end $$;
comment on function platform.claim_key is 'scale:tenant — first step of a request under a key';
