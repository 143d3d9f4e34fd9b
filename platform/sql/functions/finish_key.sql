-- Writes the answer of a key that this run holds. False when the lease was lost: another run holds the key now.
create or replace function platform.finish_key(
  p_tenant bigint, p_hash uuid, p_lease timestamptz, p_status int4, p_reply text
) returns boolean language plpgsql as $$
begin
  update platform.idempotency_key set state = 'done', status = p_status, reply = p_reply, lease_until = null
    where tenant_id = p_tenant and key_hash = p_hash and state = 'in_progress' and lease_until = p_lease;
  return found;
end $$;
comment on function platform.finish_key is 'scale:tenant — last step of a request under a key';

-- Lets go of a key without an answer, so that the next request with it resumes at once.
create or replace function platform.release_key(
  p_tenant bigint, p_hash uuid, p_lease timestamptz, p_now timestamptz
) returns void language plpgsql as $$
begin
  update platform.idempotency_key set lease_until = p_now
    where tenant_id = p_tenant and key_hash = p_hash and state = 'in_progress' and lease_until = p_lease;
end $$;
comment on function platform.release_key is 'scale:tenant — after a run that ended without an answer';
