-- What must hold of reversals: each takes back something that was moved, the other way round, and no more than that.
-- No sequential scans: by the pinned statistics all rows are one tenant's, and a proof would read everybody's.
create or replace function ledger.prove_reversals(p_tenant bigint)
returns table (name text, checked int8, violations int8, examples jsonb)
language sql stable set work_mem = '64MB' set enable_nestloop = off set enable_seqscan = off set jit = off as $$
  with reversal as materialized (
    select t.id, t.reversal_of, t.debit_account, t.credit_account, t.currency,
      sum(t.amount) over (partition by t.reversal_of) as reversed
    from ledger.transfer t where t.tenant_id = p_tenant and t.reversal_of is not null and t.result = 0
  ), wrong as materialized (
    select r.id
    from reversal r
    left join ledger.transfer o on o.tenant_id = p_tenant and o.id = r.reversal_of and o.result = 0 and o.kind in (1, 3)
    where (o.debit_account, o.credit_account, o.currency) is distinct from (r.credit_account, r.debit_account, r.currency)
      or r.reversed > o.amount
  )
  select 'reversals_stay_within_their_originals', (select count(*) from reversal), count(*),
    (select jsonb_agg(x) from (select c.id as transfer from wrong c limit 5) x)
  from wrong w
$$;
comment on function ledger.prove_reversals is 'scale:tenant — nothing is taken back twice, or that never was';
