-- Takes up to p_limit due jobs under a lease. Work whose worker is gone comes first, then what waits, by run_at.
-- Due means: by the tenant's clock. A lease is measured on the wall clock, which nobody can freeze.
--
-- A tenant with a clock of its own gets one instant at a time: nothing later is handed out while something
-- earlier (of these kinds) waits or runs. So a sandbox moved a year ahead lives through that year in order.
create or replace function platform.claim_jobs(
  p_tenant bigint, p_real_at timestamptz, p_kinds text[], p_lease_until timestamptz, p_limit int4
) returns table (
  id uuid, kind text, unique_key text, run_at timestamptz, attempts int4, fence int8, body text,
  frozen_at timestamptz, offset_us int8
) language plpgsql as $$
declare
  v_frozen_at timestamptz;
  v_offset_us int8;
  v_is_virtual boolean;
  v_now timestamptz;
  v_lost uuid[];
  v_ids uuid[];
begin
  select c.frozen_at, c.offset_us into v_frozen_at, v_offset_us
    from platform.tenant_clock c where c.tenant_id = p_tenant;
  v_is_virtual := found;
  v_now := coalesce(v_frozen_at, p_real_at + v_offset_us * interval '1 microsecond', p_real_at);
  if v_is_virtual then
    v_now := least(v_now, platform.first_job_at(p_tenant, p_real_at, p_kinds));
  end if;

  select coalesce(array_agg(d.id), '{}') into v_lost from (
    select j.id from platform.job j
      where j.tenant_id = p_tenant and j.state = 'running' and j.lease_until <= p_real_at
        and j.kind = any (p_kinds) and j.run_at <= v_now
      order by j.run_at, j.id limit p_limit for update skip locked) d;
  select v_lost || coalesce(array_agg(d.id), '{}') into v_ids from (
    select w.id from unnest(p_kinds) as k (kind)
      cross join lateral (
        select j.id, j.run_at from platform.job j
          where j.tenant_id = p_tenant and j.kind = k.kind and j.state = 'waiting' and j.run_at <= v_now
          order by j.run_at, j.id limit p_limit - cardinality(v_lost) for update skip locked) w
      order by w.run_at, w.id limit p_limit - cardinality(v_lost)) d;
  if cardinality(v_ids) = 0 then
    return;
  end if;
  -- Looked at last, in one snapshot: whoever finished something earlier since then has committed what it led to.
  if v_is_virtual and exists (
    select from platform.job j
      where j.tenant_id = p_tenant and j.kind = any (p_kinds) and j.run_at < v_now
        and j.state in ('waiting', 'running')
  ) then
    return;
  end if;
  return query update platform.job j
    set state = 'running', lease_until = p_lease_until, fence = j.fence + 1, attempts = j.attempts + 1
    where j.tenant_id = p_tenant and j.id = any (v_ids)
    returning j.id, j.kind, j.unique_key, j.run_at, j.attempts, j.fence, j.body, v_frozen_at, v_offset_us;
end $$;
comment on function platform.claim_jobs is 'scale:tenant — due jobs of one tenant, under a lease';
