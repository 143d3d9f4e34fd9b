-- What must hold between the feed and the books: everything written was told, once and in order.
-- No sequential scans: by the pinned statistics all rows are one tenant's, and a proof would read everybody's.
create or replace function ledger.prove_feed(p_tenant bigint)
returns table (name text, checked int8, violations int8, examples jsonb)
language sql stable set work_mem = '64MB' set enable_nestloop = off set enable_seqscan = off set jit = off as $$
  with told as materialized (
    select r.seq, r.ref from platform.feed_refs(p_tenant, 'ledger.transfers_recorded') r
  ), counted as materialized (
    select (select count(*) from told) as told,
      (select count(*) from ledger.transfer t where t.tenant_id = p_tenant) as written
  ), covered as materialized (
    select coalesce(t.id, o.ref) as id, case when t.id is null then 'unknown' else 'missing' end as why
    from (select x.id from ledger.transfer x where x.tenant_id = p_tenant) t
    full join told o on o.ref = t.id
    where t.id is null or o.ref is null
    union all
    -- With as many told as written and none missing, none is told twice: the count need not be taken.
    select o.ref, 'twice' from told o
      where (select c.told > c.written from counted c) group by o.ref having count(*) > 1
  ), callers as materialized (
    select b.seq, coalesce(s.named, 0) as named, coalesce(n.covered, 0) as covered,
      coalesce(s.named = n.covered and jsonb_array_length(b.by -> 'requests') = s.requests
        and jsonb_array_length(b.by -> 'actor_of') = s.requests
        and not jsonb_path_exists(b.by, '$.actor_of[*] ? (@ < 0 || @ >= $.actors.size())'), false) as fits
    from (select f.seq, f.body -> 'by' as by from platform.feed_bodies(p_tenant, array['ledger.transfers_recorded']) f) b
    left join (select t.seq, count(*) as covered from told t group by t.seq) n on n.seq = b.seq
    left join lateral (select sum(x.count::int8) as named, count(*) as requests
      from jsonb_array_elements_text(b.by -> 'counts') as x (count)) s on true
  ), closing as materialized (
    select f.seq, (f.body ->> 'closed_through')::date as closed_through
    from platform.feed_bodies(p_tenant, array['ledger.period_closed']) f
  ), late as materialized (
    select t.id, t.effective_on, min(c.closed_through) as closed_through
    from closing c
    join (
      select x.id, x.effective_on, o.seq from ledger.transfer x join told o on o.ref = x.id
      where x.tenant_id = p_tenant and x.result = 0 and x.kind <= 3
        and x.effective_on <= (select max(m.closed_through) from closing m)
    ) t on t.seq > c.seq and t.effective_on <= c.closed_through
    group by t.id, t.effective_on
  )
  select 'feed_has_no_gaps', s.head, greatest(abs(s.head - s.facts), cardinality(s.missing)),
    (select jsonb_agg(jsonb_build_object('seq', m.seq)) from unnest(s.missing) as m (seq))
  from platform.feed_shape(p_tenant) s
  union all
  select 'feed_covers_every_transfer_once', (select c.written from counted c), count(*),
    (select jsonb_agg(x) from (select c.id as transfer, c.why from covered c limit 5) x)
  from covered c
  union all
  select 'every_transfer_has_a_caller', (select count(*) from callers), count(*),
    (select jsonb_agg(x) from (select m.seq, m.named, m.covered from callers m where not m.fits order by m.seq limit 5) x)
  from callers c where not c.fits
  union all
  select 'closed_periods_stay_closed', (select count(*) from closing), count(*),
    (select jsonb_agg(x) from (select c.id as transfer, c.effective_on, c.closed_through from late c limit 5) x)
  from late l
  union all
  select 'book_is_closed_as_told', 1, count(*),
    jsonb_agg(jsonb_build_object('found', b.closed_through, 'expected', c.closed_through))
  from (select max(o.closed_through) as closed_through from closing o) c
  full join (select k.closed_through from ledger.book k where k.tenant_id = p_tenant) b on true
  where b.closed_through is distinct from c.closed_through
  union all
  -- What was delivered is a part of what was written; how much is still to come is said of each, also when all is well.
  select 'consumers_are_within_the_feed', count(*), count(*) filter (where c.behind < 0),
    (select jsonb_agg(x) from (select d.consumer, d.seq, d.behind from platform.feed_cursors(p_tenant) d
      order by d.behind < 0 desc, d.behind desc limit 5) x)
  from platform.feed_cursors(p_tenant) c
$$;
comment on function ledger.prove_feed is 'scale:tenant — the feed tells everything that was written';
