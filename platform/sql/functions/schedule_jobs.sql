-- Writes jobs down, in the caller's transaction. A key that waits already is not written again: the waiting
-- job stands for both and runs at the earlier of the two times. Returns the ids that were written.
--
-- A waiting job that stands in for a new one is locked, so that no worker takes it before the caller's
-- transaction has committed: it would not see what the new job is about. Locks are taken in the order of the
-- keys, so that two writers do not wait for each other.
create or replace function platform.schedule_jobs(
  p_tenant bigint, p_at timestamptz, p_ids uuid[], p_kinds text[], p_keys text[], p_run_ats timestamptz[],
  p_bodies text[]
) returns setof uuid language plpgsql as $$
declare
  v_tries int := 0;
  v_ids uuid[];
  v_kinds text[];
  v_keys text[];
begin
  insert into platform.job (tenant_id, id, kind, state, run_at, created_at, body)
    select p_tenant, u.id, u.kind, 'waiting', u.run_at, p_at, u.body
    from unnest(p_ids, p_kinds, p_keys, p_run_ats, p_bodies) as u (id, kind, key, run_at, body)
    where u.key is null;
  if num_nonnulls(variadic p_keys) = 0 then
    return query select unnest(p_ids);
    return;
  end if;
  loop
    select array_agg(w.id), array_agg(w.kind), array_agg(w.unique_key) into v_ids, v_kinds, v_keys
      from (select distinct x.kind, x.key from unnest(p_kinds, p_keys) as x (kind, key)
            where x.key is not null order by x.kind, x.key) k
      cross join lateral (
        select j.id, j.kind, j.unique_key from platform.job j
          where j.tenant_id = p_tenant and j.kind = k.kind and j.unique_key = k.key and j.state = 'waiting'
          for no key update) w;
    if v_ids is not null then
      update platform.job j set run_at = u.run_at
        from (select x.kind, x.key, min(x.run_at) as run_at
              from unnest(p_kinds, p_keys, p_run_ats) as x (kind, key, run_at) group by x.kind, x.key) u
        where j.tenant_id = p_tenant and j.id = any (v_ids) and j.kind = u.kind and j.unique_key = u.key
          and u.run_at < j.run_at;
    end if;
    begin
      insert into platform.job (tenant_id, id, kind, unique_key, state, run_at, created_at, body)
        select distinct on (u.kind, u.key) p_tenant, u.id, u.kind, u.key, 'waiting', u.run_at, p_at, u.body
        from unnest(p_ids, p_kinds, p_keys, p_run_ats, p_bodies) as u (id, kind, key, run_at, body)
        where u.key is not null and not exists (
          select from unnest(v_kinds, v_keys) as w (kind, key) where w.kind = u.kind and w.key = u.key)
        order by u.kind, u.key, u.run_at, u.id;
      exit;
    exception when unique_violation then
      -- Another transaction wrote the same key and has committed by now: the next look sees its job.
      v_tries := v_tries + 1;
      if v_tries >= 5 then
        raise;
      end if;
    end;
  end loop;
  return query select j.id from platform.job j where j.tenant_id = p_tenant and j.id = any (p_ids);
end $$;
comment on function platform.schedule_jobs is 'scale:tenant — jobs of a transaction, set-based';
