-- Reads every entry of a tenant once, account by account along its versions, and judges what posting promised.
-- One row per invariant; violations are counted in accounts, examples name the first version that is wrong.
-- All proof functions are stable: called in one statement they look at one snapshot.
-- No sequential scans: by the pinned statistics all rows are one tenant's, and a proof would read everybody's.
create or replace function ledger.prove_legs(p_tenant bigint)
returns table (name text, checked int8, violations int8, examples jsonb)
language sql stable set work_mem = '64MB' set enable_nestloop = off set enable_seqscan = off set jit = off as $$
  with leg as (
    select l.account_id, l.version, l.direction = 'debit' as is_debit, l.net, l.debits_pending, l.credits_pending,
      l.posted_at, case when l.kind in (1, 3) then l.amount else 0 end as moved,
      case l.kind when 1 then 0 when 2 then l.amount when 3 then -l.amount - coalesce(l.released, 0)
        else -coalesce(l.released, 0) end as held,
      lag(l.version, 1, 0::int8) over w as version_before, lag(l.net, 1, 0::int8) over w as net_before,
      lag(l.debits_pending, 1, 0::int8) over w as debits_before,
      lag(l.credits_pending, 1, 0::int8) over w as credits_before,
      lag(l.posted_at, 1, '-infinity') over w as at_before, lead(l.version) over w is null as is_last, l.transfer_id,
      l.prior <> lag(l.transfer_id, 1, '00000000-0000-0000-0000-000000000000') over w as is_loose
    from ledger.leg l where l.tenant_id = p_tenant
    window w as (partition by l.account_id order by l.version)
  ), account as materialized (
    select coalesce(s.account_id, b.account_id) as account_id, coalesce(s.legs, 0) as legs, s.gap_at, s.break_at,
      s.late_at, b.account_id is null or coalesce(s.last, 0) <> b.version or coalesce(s.legs, 0) <> b.version
        or s.gap_at is not null as has_gap,
      (coalesce(s.debits, 0), coalesce(s.credits, 0), coalesce(s.debits_held, 0), coalesce(s.credits_held, 0))
        is distinct from (b.debits_posted, b.credits_posted, b.debits_pending, b.credits_pending) as is_not_sum,
      (coalesce(s.net, 0), coalesce(s.debits_pending, 0), coalesce(s.credits_pending, 0))
        is distinct from (b.credits_posted - b.debits_posted, b.debits_pending, b.credits_pending) as is_not_last,
      b.updated_at is distinct from coalesce(s.last_at, (select a.created_at from ledger.account a
        where s.account_id is null and a.tenant_id = p_tenant and a.id = b.account_id)) as is_undated,
      coalesce(s.last, 0) as last, b.version, s.loose_at is not null
        or coalesce(s.last_transfer, '00000000-0000-0000-0000-000000000000') is distinct from b.last_transfer as is_loose,
      coalesce(s.loose_at, s.last, 0) as loose_at,
      jsonb_build_array(b.debits_posted, b.credits_posted, b.debits_pending, b.credits_pending) as found,
      jsonb_build_array(coalesce(s.debits, 0), coalesce(s.credits, 0), coalesce(s.debits_held, 0),
        coalesce(s.credits_held, 0)) as expected
    from (
      select g.account_id, count(*) as legs, max(g.version) as last,
        sum(g.moved) filter (where g.is_debit) as debits, sum(g.moved) filter (where not g.is_debit) as credits,
        sum(g.held) filter (where g.is_debit) as debits_held, sum(g.held) filter (where not g.is_debit) as credits_held,
        min(g.version) filter (where g.version <> g.version_before + 1) as gap_at,
        min(g.version) filter (where g.net <> g.net_before + case when g.is_debit then -g.moved else g.moved end
          or g.debits_pending <> g.debits_before + case when g.is_debit then g.held else 0 end
          or g.credits_pending <> g.credits_before + case when g.is_debit then 0 else g.held end) as break_at,
        min(g.version) filter (where g.posted_at < g.at_before) as late_at,
        min(g.version) filter (where g.is_loose) as loose_at,
        (array_agg(g.transfer_id) filter (where g.is_last))[1] as last_transfer,
        max(g.posted_at) filter (where g.is_last) as last_at,
        max(g.net) filter (where g.is_last) as net, max(g.debits_pending) filter (where g.is_last) as debits_pending,
        max(g.credits_pending) filter (where g.is_last) as credits_pending
      from leg g group by g.account_id
    ) s
    full join (select * from ledger.balance where tenant_id = p_tenant) b on b.account_id = s.account_id
  )
  select 'versions_have_no_gaps', coalesce(sum(a.legs), 0)::int8, count(*) filter (where a.has_gap),
    (select jsonb_agg(x) from (select c.account_id as account, c.gap_at as version, c.legs as found, c.version as expected
      from account c where c.has_gap limit 5) x)
  from account a
  union all
  select 'entries_follow_from_each_other', coalesce(sum(a.legs), 0)::int8, count(a.break_at),
    (select jsonb_agg(x) from (select c.account_id as account, c.break_at as version
      from account c where c.break_at is not null limit 5) x)
  from account a
  union all
  select 'times_never_go_back', coalesce(sum(a.legs), 0)::int8, count(a.late_at),
    (select jsonb_agg(x) from (select c.account_id as account, c.late_at as version
      from account c where c.late_at is not null limit 5) x)
  from account a
  union all
  select 'entries_name_the_one_before', coalesce(sum(a.legs), 0)::int8, count(*) filter (where a.is_loose),
    (select jsonb_agg(x) from (select c.account_id as account, c.loose_at as version
      from account c where c.is_loose limit 5) x)
  from account a
  union all
  select 'balance_is_sum_of_entries', count(*), count(*) filter (where a.is_not_sum),
    (select jsonb_agg(x) from (select c.account_id as account, c.found, c.expected
      from account c where c.is_not_sum limit 5) x)
  from account a
  union all
  select 'balance_is_last_entry', count(*), count(*) filter (where a.is_not_last),
    (select jsonb_agg(x) from (select c.account_id as account, c.last as version, c.found
      from account c where c.is_not_last limit 5) x)
  from account a
  union all
  select 'balance_is_dated_by_last_entry', count(*), count(*) filter (where a.is_undated),
    (select jsonb_agg(x) from (select c.account_id as account, c.last as version
      from account c where c.is_undated limit 5) x)
  from account a
$$;
comment on function ledger.prove_legs is 'scale:tenant — versions, entries and balances of every account agree';
