-- What must hold of pending transfers: nothing is reserved twice, given back twice, or forgotten.
-- No sequential scans: by the pinned statistics all rows are one tenant's, and a proof would read everybody's.
create or replace function ledger.prove_holds(p_tenant bigint)
returns table (name text, checked int8, violations int8, examples jsonb)
language sql stable set work_mem = '64MB' set enable_nestloop = off set enable_seqscan = off set jit = off as $$
  with pending as materialized (
    select coalesce(h.account_id, b.account_id) as account_id,
      (coalesce(h.debits, 0), coalesce(h.credits, 0)) is distinct from (b.debits_pending, b.credits_pending) as differs,
      jsonb_build_array(b.debits_pending, b.credits_pending) as found,
      jsonb_build_array(coalesce(h.debits, 0), coalesce(h.credits, 0)) as expected
    from (
      select s.account_id, sum(s.debits) as debits, sum(s.credits) as credits
      from (
        select o.debit_account as account_id, o.remaining as debits, 0 as credits
          from ledger.hold o where o.tenant_id = p_tenant and o.state = 0
        union all
        select o.credit_account, 0, o.remaining from ledger.hold o where o.tenant_id = p_tenant and o.state = 0
      ) s group by s.account_id
    ) h
    full join (select * from ledger.balance where tenant_id = p_tenant) b on b.account_id = h.account_id
  ), settled as (
    -- `released` is written by the one transfer that ends a hold.
    select t.pending_id, count(*) as count, sum(case when t.kind = 3 then t.amount else 0 end + coalesce(t.released, 0)) as used,
      count(t.released) as ends, max(t.kind) filter (where t.released is not null) as end_kind,
      max(t.debit_version) filter (where t.released is not null) as end_version, max(t.debit_version) as last_version,
      max(t.posted_at) filter (where t.kind < 5) as used_at, min(t.posted_at) filter (where t.kind = 5) as expired_at
    from ledger.transfer t
    where t.tenant_id = p_tenant and t.pending_id is not null and t.result = 0
    group by t.pending_id
  ), hold as materialized (
    select coalesce(o.id, t.id) as id,
      (o.debit_account, o.credit_account, o.amount, o.currency, o.expires_at)
        is distinct from (t.debit_account, t.credit_account, t.amount, t.currency, t.expires_at)
        or o.remaining is distinct from o.amount - coalesce(s.used, 0) as differs,
      o.id is null or case o.state
        when 0 then coalesce(s.ends, 0) <> 0
          or (o.came_from, o.event) is distinct from (case when s.count > 0 then 0 end, case when s.count > 0 then 1 end)
        else s.ends is distinct from 1 or s.end_kind <> o.state + 2 or s.end_version <> s.last_version
          or (o.came_from, o.event) is distinct from (0, o.state + 1)
      end as is_undeclared,
      -- From its end on a hold can only expire, and before it cannot.
      s.used_at >= o.expires_at or (s.expired_at is not null and (o.expires_at is null or s.expired_at < o.expires_at))
        as is_untimely,
      o.state, o.event
    from (select * from ledger.hold where tenant_id = p_tenant) o
    full join (select * from ledger.transfer where tenant_id = p_tenant and kind = 2 and result = 0) t on t.id = o.id
    left join settled s on s.pending_id = o.id
  )
  select 'pending_is_sum_of_open_holds', count(*), count(*) filter (where p.differs),
    (select jsonb_agg(x) from (select c.account_id as account, c.found, c.expected from pending c where c.differs limit 5) x)
  from pending p
  union all
  select 'holds_keep_what_is_left', count(*), count(*) filter (where h.differs),
    (select jsonb_agg(x) from (select c.id as transfer from hold c where c.differs limit 5) x)
  from hold h
  union all
  select 'only_declared_transitions', count(*), count(*) filter (where h.is_undeclared),
    (select jsonb_agg(x) from (select c.id as transfer, c.state, c.event from hold c where c.is_undeclared limit 5) x)
  from hold h
  union all
  select 'holds_end_in_time', count(*), count(*) filter (where h.is_untimely),
    (select jsonb_agg(x) from (select c.id as transfer from hold c where c.is_untimely limit 5) x)
  from hold h
$$;
comment on function ledger.prove_holds is 'scale:tenant — holds and the transfers that used them agree';
