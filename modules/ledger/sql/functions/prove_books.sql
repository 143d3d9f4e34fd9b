-- What must hold of the books as they stand: between accounts, currencies and days.
-- No sequential scans: by the pinned statistics all rows are one tenant's, and a proof would read everybody's.
create or replace function ledger.prove_books(p_tenant bigint)
returns table (name text, checked int8, violations int8, examples jsonb)
language sql stable set work_mem = '64MB' set enable_nestloop = off set enable_seqscan = off set jit = off as $$
  with book as materialized (
    select b.currency, count(*) as accounts, sum(b.debits_posted) as debits, sum(b.credits_posted) as credits,
      sum(b.debits_pending) as debits_pending, sum(b.credits_pending) as credits_pending
    from ledger.balance b where b.tenant_id = p_tenant group by b.currency
  ), row_of as materialized (
    select coalesce(a.id, b.account_id) as account_id,
      (((ascii(a.currency) - 65) * 676 + (ascii(substr(a.currency, 2)) - 65) * 26 + ascii(substr(a.currency, 3)) - 65),
        a.normal_side = 'credit', a.state, a.overdraft, ledger.cap_out(a.floor, a.overdraft), ledger.cap_in(a.ceiling))
      is distinct from (b.currency::int, b.normal_side = 1, b.state, b.overdraft,
        case when b.normal_side = 1 then b.debit_cap else b.credit_cap end,
        case when b.normal_side = 1 then b.credit_cap else b.debit_cap end) as differs
    from (select * from ledger.account where tenant_id = p_tenant) a
    full join (select * from ledger.balance where tenant_id = p_tenant) b on b.account_id = a.id
  ), mixed as materialized (
    select t.id, t.currency, d.currency as debit_currency, c.currency as credit_currency
    from ledger.transfer t
    left join ledger.balance d on d.tenant_id = p_tenant and d.account_id = t.debit_account
    left join ledger.balance c on c.tenant_id = p_tenant and c.account_id = t.credit_account
    where t.tenant_id = p_tenant and t.result = 0
      and (d.currency is distinct from t.currency or c.currency is distinct from t.currency)
  ), redated as materialized (
    select coalesce(e.account_id, r.account_id) as account_id, coalesce(e.transfer_id, r.transfer_id) as transfer_id,
      e.transfer_id is null or r.transfer_id is null as differs
    from (
      select l.account_id, l.effective_on, l.version, l.transfer_id, (l.posted_at at time zone 'UTC')::date as recorded_on,
        case when l.direction = 'debit' then -l.amount else l.amount end as net
      from ledger.leg l where l.tenant_id = p_tenant and l.kind in (1, 3)
        and l.effective_on <> (l.posted_at at time zone 'UTC')::date
    ) e
    full join (select * from ledger.redated where tenant_id = p_tenant) r
      on (r.account_id, r.effective_on, r.version, r.transfer_id, r.recorded_on, r.net)
        = (e.account_id, e.effective_on, e.version, e.transfer_id, e.recorded_on, e.net)
  )
  select 'debits_equal_credits', count(*), count(*) filter (where b.debits <> b.credits),
    (select jsonb_agg(x) from (select c.currency, c.debits, c.credits from book c where c.debits <> c.credits limit 5) x)
  from book b
  union all
  select 'pending_debits_equal_credits', count(*), count(*) filter (where b.debits_pending <> b.credits_pending),
    (select jsonb_agg(x) from (select c.currency, c.debits_pending as debits, c.credits_pending as credits
      from book c where c.debits_pending <> c.credits_pending limit 5) x)
  from book b
  union all
  select 'balances_belong_to_accounts', count(*), count(*) filter (where r.differs),
    (select jsonb_agg(x) from (select c.account_id as account from row_of c where c.differs limit 5) x)
  from row_of r
  union all
  select 'one_currency_per_transfer', (select count(*) from ledger.transfer t where t.tenant_id = p_tenant and t.result = 0),
    count(*),
    (select jsonb_agg(x) from (select c.id as transfer, c.currency from mixed c limit 5) x)
  from mixed m
  union all
  select 'redated_entries_are_complete', count(*), count(*) filter (where r.differs),
    (select jsonb_agg(x) from (select c.account_id as account, c.transfer_id as transfer
      from redated c where c.differs limit 5) x)
  from redated r
$$;
comment on function ledger.prove_books is 'scale:tenant — the books balance and their parts belong together';
