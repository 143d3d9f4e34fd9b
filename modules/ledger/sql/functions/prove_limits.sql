-- Whether limits held at every version, under the limits in force at that version. The feed has their history: each
-- fact about an account tells its limits and the version it had then, under the lock of the account's balance.
-- No sequential scans: by the pinned statistics all rows are one tenant's, and a proof would read everybody's.
create or replace function ledger.prove_limits(p_tenant bigint)
returns table (name text, checked int8, violations int8, examples jsonb)
language sql stable set work_mem = '64MB' set enable_nestloop = off set enable_seqscan = off set jit = off as $$
  with told as materialized (
    select a.account_id, a.version, f.seq, a.side, a.overdraft, a.state,
      case when a.side = 1 then ledger.cap_out(a.floor, a.overdraft) else ledger.cap_in(a.ceiling) end as debit_cap,
      case when a.side = 1 then ledger.cap_in(a.ceiling) else ledger.cap_out(a.floor, a.overdraft) end as credit_cap,
      count(*) over (partition by a.account_id) as times,
      lead(f.seq) over (partition by a.account_id order by f.seq) is null as is_last
    from platform.feed_bodies(p_tenant, array['ledger.account_created', 'ledger.account_changed']) f
    cross join lateral (select ledger.uuid_of(f.body ->> 'id') as account_id, (f.body ->> 'version')::int8 as version,
      case f.body ->> 'normal_side' when 'credit' then 1 else -1 end as side,
      (f.body ->> 'floor')::int8 as floor, (f.body ->> 'ceiling')::int8 as ceiling,
      (f.body ->> 'overdraft')::int8 as overdraft,
      array_position(array['open', 'frozen_debits', 'frozen', 'closed'], f.body ->> 'state') - 1 as state) a
  ), extreme as (
    -- Of accounts whose limits never changed, the greatest use of them is all there is to compare.
    select l.account_id, max(l.debits_pending - l.net) as debit, max(l.credits_pending + l.net) as credit,
      max(l.debits_pending - l.net) filter (where l.kind = 2 and l.direction = 'debit') as debit_held,
      max(l.credits_pending + l.net) filter (where l.kind = 2 and l.direction = 'credit') as credit_held
    from ledger.leg l where l.tenant_id = p_tenant group by l.account_id
  ), placed as (
    select l.account_id, l.transfer_id, l.version, l.kind, l.direction, l.net, l.debits_pending, l.credits_pending,
      null::int8[] as limits
    from ledger.leg l
    join (select distinct o.account_id from told o where o.times > 1) c on c.account_id = l.account_id
    where l.tenant_id = p_tenant
    union all
    select o.account_id, null, o.version, null, null, null, null, null,
      array[o.seq, o.side, o.debit_cap, o.credit_cap, o.overdraft]
    from told o where o.times > 1
  ), beyond as materialized (
    select o.account_id, null::int8 as version
    from told o join extreme e on e.account_id = o.account_id
    where o.times = 1 and (e.debit > o.debit_cap or e.credit > o.credit_cap
      or (o.side = 1 and e.debit_held > o.debit_cap - o.overdraft)
      or (o.side = -1 and e.credit_held > o.credit_cap - o.overdraft))
    union all
    select p.account_id, p.version
    from (select q.*, max(q.limits) over (partition by q.account_id order by q.version, q.limits is not null) as carried
      from placed q) p
    where p.limits is null and (p.debits_pending - p.net > p.carried[3]
        - case when p.kind = 2 and p.direction = 'debit' and p.carried[2] = 1 then p.carried[5] else 0 end
      or p.credits_pending + p.net > p.carried[4]
        - case when p.kind = 2 and p.direction = 'credit' and p.carried[2] = -1 then p.carried[5] else 0 end)
  ), untold as materialized (
    select coalesce(b.account_id, o.account_id) as account_id
    from (select * from ledger.balance where tenant_id = p_tenant) b
    full join (select * from told x where x.is_last) o on o.account_id = b.account_id
    where (b.normal_side::int, b.debit_cap, b.credit_cap, b.overdraft, b.state::int)
      is distinct from (o.side, o.debit_cap, o.credit_cap, o.overdraft, o.state)
  )
  select 'limits_held_at_every_version', (select count(*) from told), count(*),
    (select jsonb_agg(x) from (select c.account_id as account, c.version from beyond c limit 5) x)
  from beyond y
  union all
  select 'limits_are_as_told', (select count(*) from told), count(*),
    (select jsonb_agg(x) from (select c.account_id as account from untold c limit 5) x)
  from untold u
$$;
comment on function ledger.prove_limits is 'scale:tenant — limits held at every version';
