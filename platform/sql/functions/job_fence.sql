-- Raises FL002 unless the job is still held under this fence. Called inside the transaction that moves money:
-- the row stays locked until the commit, so nobody can claim the job in between.
create or replace function platform.assert_fence(p_tenant bigint, p_job uuid, p_fence int8)
returns void language plpgsql as $$
begin
  perform 1 from platform.job j
    where j.tenant_id = p_tenant and j.id = p_job and j.fence = p_fence and j.state = 'running'
    for no key update;
  if not found then
    raise exception 'job % is no longer held under fence %', p_job, p_fence using errcode = 'FL002';
  end if;
end $$;
comment on function platform.assert_fence is 'scale:tenant — a worker that lost its job changes nothing';

-- Prolongs the lease on jobs that are still held, and returns their ids.
create or replace function platform.renew_jobs(
  p_tenant bigint, p_ids uuid[], p_fences int8[], p_lease_until timestamptz
) returns setof uuid language sql
  set enable_nestloop = off set enable_seqscan = off as $$
  update platform.job j set lease_until = p_lease_until
    from unnest(p_ids, p_fences) as u (id, fence)
    where j.tenant_id = p_tenant and j.id = any (p_ids) and j.id = u.id and j.fence = u.fence
      and j.lease_until is not null
    returning j.id
$$;
comment on function platform.renew_jobs is 'scale:tenant — longer leases on jobs still held';
