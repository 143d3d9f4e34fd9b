-- The part of finish_jobs for jobs that wait once more. A job whose key waits again already is deleted: the
-- newer one stands for it.
create or replace function platform.put_back_jobs(
  p_tenant bigint, p_ids uuid[], p_fences int8[], p_outcomes text[], p_run_ats timestamptz[], p_faults text[]
) returns setof uuid language plpgsql set enable_nestloop = off set enable_seqscan = off as $$
declare
  v_held uuid[];
  v_tries int := 0;
begin
  select array_agg(h.id) into v_held from (
    select j.id from unnest(p_ids, p_fences, p_outcomes) as u (id, fence, outcome)
      join platform.job j on j.id = u.id and j.fence = u.fence
      where j.tenant_id = p_tenant and j.id = any (p_ids) and j.lease_until is not null
        and u.outcome in ('retry', 'again')
      order by j.kind, j.unique_key for update of j) h;
  loop
    delete from platform.job j where j.tenant_id = p_tenant and j.id = any (array(
      select d.id from (
        select h.id, row_number() over (partition by h.kind, h.unique_key order by h.id desc) as place,
            (select w.id from platform.job w
              where w.tenant_id = p_tenant and w.kind = h.kind and w.unique_key = h.unique_key
                and w.state = 'waiting') as newer
          from platform.job h
          where h.tenant_id = p_tenant and h.id = any (v_held) and h.unique_key is not null) d
        where d.place > 1 or d.newer is not null));
    begin
      update platform.job j
        set state = 'waiting', lease_until = null, run_at = u.run_at, fault = u.fault,
          attempts = case when u.outcome = 'again' then 0 else j.attempts end
        from unnest(p_ids, p_outcomes, p_run_ats, p_faults) as u (id, outcome, run_at, fault)
        where j.tenant_id = p_tenant and j.id = any (v_held) and j.id = u.id;
      exit;
    exception when unique_violation then
      -- The key was written by another transaction, committed by now: the next look sees it.
      v_tries := v_tries + 1;
      if v_tries >= 5 then
        raise;
      end if;
    end;
  end loop;
  return query select unnest(v_held);
end $$;
comment on function platform.put_back_jobs is 'scale:tenant — claimed jobs that wait once more';
