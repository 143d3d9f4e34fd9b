-- What must hold between monitors and closings and the facts that told them.
-- No sequential scans: by the pinned statistics all rows are one tenant's, and a proof would read everybody's.
create or replace function ledger.prove_monitors(p_tenant bigint)
returns table (name text, checked int8, violations int8, examples jsonb)
language sql stable set work_mem = '64MB' set enable_nestloop = off set enable_seqscan = off set jit = off as $$
  with fact as materialized (
    select f.object_id, f.seq, f.type, f.at, f.body, (f.body ->> 'is_triggered')::boolean as is_triggered,
      lag((f.body ->> 'is_triggered')::boolean) over (partition by f.object_id order by f.seq) as was_triggered
    from platform.feed_bodies(p_tenant, array['ledger.monitor_created', 'ledger.monitor_deleted',
      'ledger.monitor_triggered', 'ledger.monitor_cleared']) f
  ), life as (
    select ledger.uuid_of(f.object_id) as id, count(*) as facts, min(f.at) as created_at, max(f.at) as changed_at,
      (array_agg(f.body order by f.seq))[1] as first, (array_agg(f.type order by f.seq))[1] as first_type,
      (array_agg(f.is_triggered order by f.seq desc))[1] as is_triggered,
      count(*) filter (where f.type = 'ledger.monitor_created') as created,
      count(*) filter (where f.type = 'ledger.monitor_deleted') as deleted,
      (array_agg(f.type order by f.seq desc))[1] = 'ledger.monitor_deleted' as is_deleted,
      -- A crossing goes to the other side; a deletion stays where it was.
      bool_or(f.was_triggered is not null and (f.was_triggered = f.is_triggered)
        <> (f.type = 'ledger.monitor_deleted')) as has_no_edge
    from fact f group by f.object_id
  ), monitor as materialized (
    select coalesce(m.id, l.id) as monitor_id, m.account_id, (m.id is not null and not m.is_deleted) as is_active,
      coalesce(l.has_no_edge, true)
      or (1, m.is_deleted::int, m.is_deleted, m.version, m.is_triggered, m.changed_at, m.created_at, m.account_id, m.field,
          m.operator, m.threshold, m.hysteresis, m.metadata)
        is distinct from (l.created, l.deleted, l.is_deleted, l.facts - 1, l.is_triggered, l.changed_at, l.created_at,
          ledger.uuid_of(l.first ->> 'account_id'), l.first ->> 'field', l.first ->> 'operator',
          (l.first ->> 'threshold')::int8, (l.first ->> 'hysteresis')::int8, l.first -> 'metadata')
      or l.first_type <> 'ledger.monitor_created'
      or (not m.is_deleted and m.is_triggered is distinct from ledger.monitor_holds(m.operator,
        ledger.balance_field(m.field, b.normal_side, b.debits_posted, b.credits_posted, b.debits_pending, b.credits_pending),
        m.threshold, case when m.is_triggered then m.hysteresis else 0 end)) as differs
    from (select * from ledger.monitor where tenant_id = p_tenant) m
    full join life l on l.id = m.id
    left join ledger.balance b on b.tenant_id = p_tenant and b.account_id = m.account_id
  ), wrong as materialized (
    select c.monitor_id as monitor, c.account_id as account from monitor c where c.differs
    union all
    -- Posting looks for monitors only where the balance says that there are some.
    select null, b.account_id
    from ledger.balance b left join (select distinct c.account_id from monitor c where c.is_active) w
      on w.account_id = b.account_id
    where b.tenant_id = p_tenant and b.is_monitored <> (w.account_id is not null)
  ), period as materialized (
    select coalesce(p.id, l.id) as period_id, (p.closed_through, p.closed_before, p.description, p.closed_at)
      is distinct from (l.closed_through, l.closed_before, l.description, l.at)
      or l.closed_before is distinct from l.closed_until_then as differs
    from (select * from ledger.period where tenant_id = p_tenant) p
    full join (
      select ledger.uuid_of(f.body ->> 'period_id') as id, (f.body ->> 'closed_through')::date as closed_through,
        (f.body ->> 'closed_before')::date as closed_before, f.body ->> 'description' as description, f.at,
        lag((f.body ->> 'closed_through')::date) over (order by f.seq) as closed_until_then
      from platform.feed_bodies(p_tenant, array['ledger.period_closed']) f
    ) l on l.id = p.id
  )
  select 'monitors_are_as_told', (select count(*) from monitor), count(*),
    (select jsonb_agg(jsonb_strip_nulls(to_jsonb(x))) from (select c.monitor, c.account from wrong c limit 5) x)
  from wrong w
  union all
  select 'periods_are_as_told', count(*), count(*) filter (where p.differs),
    (select jsonb_agg(x) from (select c.period_id as period from period c where c.differs limit 5) x)
  from period p
$$;
comment on function ledger.prove_monitors is 'scale:tenant — monitors and closings are what their facts tell';
