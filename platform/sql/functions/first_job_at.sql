-- The earliest moment at which a job of these kinds is waiting or has lost its worker; null when none is.
create or replace function platform.first_job_at(p_tenant bigint, p_real_at timestamptz, p_kinds text[])
returns timestamptz language sql stable as $$
  select min(x.run_at) from (
    select w.run_at from unnest(p_kinds) as k (kind)
      cross join lateral (
        select j.run_at from platform.job j
          where j.tenant_id = p_tenant and j.kind = k.kind and j.state = 'waiting'
          order by j.run_at limit 1) w
    union all
    select j.run_at from platform.job j
      where j.tenant_id = p_tenant and j.state = 'running' and j.lease_until <= p_real_at
        and j.kind = any (p_kinds)
  ) x
$$;
comment on function platform.first_job_at is 'scale:tenant — where a sandbox''s time stands as far as its jobs go';
