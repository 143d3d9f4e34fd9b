-- Lets dead jobs wait again as if new. One whose key waits already stays dead: the waiting one stands for it.
create or replace function platform.revive_jobs(p_tenant bigint, p_at timestamptz, p_ids uuid[])
returns setof uuid language sql as $$
  update platform.job j set state = 'waiting', run_at = p_at, attempts = 0
    where j.tenant_id = p_tenant and j.id = any (p_ids) and j.state = 'dead'
      and not exists (
        select from platform.job w
          where w.tenant_id = p_tenant and w.kind = j.kind and w.unique_key = j.unique_key
            and (w.state = 'waiting' or (w.state = 'dead' and w.id = any (p_ids) and w.id < j.id)))
    returning j.id
$$;
comment on function platform.revive_jobs is 'scale:tenant — second life of dead jobs';
