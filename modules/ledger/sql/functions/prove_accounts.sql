-- What must hold between accounts and the facts that told their changes: each fact begins where the one before ended.
-- No sequential scans: by the pinned statistics all rows are one tenant's, and a proof would read everybody's.
create or replace function ledger.prove_accounts(p_tenant bigint)
returns table (name text, checked int8, violations int8, examples jsonb)
language sql stable set work_mem = '64MB' set enable_nestloop = off set enable_seqscan = off set jit = off as $$
  with fact as materialized (
    select f.object_id, f.seq, f.at, b.told, f.body #>> '{before,state}' as came_from, f.body ->> 'state' as state,
      row_number() over w as place, case when row_number() over w = 1
        then f.type <> 'ledger.account_created' or f.body ->> 'state' <> 'open'
        else f.type <> 'ledger.account_changed'
          or (f.body -> 'before') - 'version' is distinct from lag(b.told) over w
          or (f.body #>> '{before,state}' <> f.body ->> 'state'
            and (f.body #>> '{before,state}', f.body ->> 'state') not in (
              ('open', 'frozen_debits'), ('open', 'frozen'), ('open', 'closed'),
              ('frozen_debits', 'frozen'), ('frozen_debits', 'open'), ('frozen_debits', 'closed'),
              ('frozen', 'frozen_debits'), ('frozen', 'open'), ('frozen', 'closed')))
        end as is_undeclared
    from platform.feed_bodies(p_tenant, array['ledger.account_created', 'ledger.account_changed']) f
    cross join lateral (select f.body - array['by', 'before', 'version'] as told) b
    window w as (partition by f.object_id order by f.seq)
  ), life as (
    select ledger.uuid_of(f.object_id) as id, count(*) as facts, bool_or(f.is_undeclared) as is_undeclared,
      min(f.at) filter (where f.place = 1) as created_at, (array_agg(f.at order by f.seq desc))[1] as updated_at,
      (array_agg(f.told order by f.seq))[1] as first, (array_agg(f.told order by f.seq desc))[1] as last,
      (array_agg(array_position(s.states, f.came_from) - 1 order by f.seq desc)
        filter (where f.came_from <> f.state))[1] as came_from,
      array_position(s.states, (array_agg(f.state order by f.seq desc))[1]) - 1 as state
    from fact f cross join (values (array['open', 'frozen_debits', 'frozen', 'closed'])) as s (states)
    group by f.object_id, s.states
  ), account as materialized (
    select coalesce(a.id, l.id) as account_id,
      coalesce(l.is_undeclared, true)
        or (a.came_from::int, a.event::int, a.state::int) is distinct from (l.came_from,
          case when l.came_from is not null then (array[3, 1, 2, 4])[l.state + 1] end, l.state) as is_undeclared,
      (a.currency, a.normal_side, a.path, a.name, a.floor, a.ceiling, a.overdraft, a.metadata, a.created_at, a.updated_at)
        is distinct from (l.last ->> 'currency', l.last ->> 'normal_side', l.last ->> 'path', l.last ->> 'name',
          (l.last ->> 'floor')::int8, (l.last ->> 'ceiling')::int8, (l.last ->> 'overdraft')::int8, l.last -> 'metadata',
          l.created_at, l.updated_at)
        or a.original is distinct from case when l.facts > 1 then jsonb_build_object('name', l.first -> 'name',
          'floor', (l.first ->> 'floor')::int8, 'ceiling', (l.first ->> 'ceiling')::int8,
          'overdraft', (l.first ->> 'overdraft')::int8, 'metadata', l.first -> 'metadata') end as differs
    from (select * from ledger.account where tenant_id = p_tenant) a
    full join life l on l.id = a.id
  )
  select 'accounts_change_as_declared', count(*), count(*) filter (where a.is_undeclared),
    (select jsonb_agg(x) from (select c.account_id as account from account c where c.is_undeclared limit 5) x)
  from account a
  union all
  select 'accounts_are_as_told', count(*), count(*) filter (where a.differs),
    (select jsonb_agg(x) from (select c.account_id as account from account c where c.differs limit 5) x)
  from account a
$$;
comment on function ledger.prove_accounts is 'scale:tenant — accounts are what their facts tell, by declared transitions';
