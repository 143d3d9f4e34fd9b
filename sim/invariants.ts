import type pg from 'pg'
import type { TenantId } from '../platform/scope.ts'

type Check = { readonly name: string; readonly sql: string }

/**
 * F6 of the design, as one statement per promise that returns the rows which break it. `$1` is the tenant.
 * Written apart from the ledger's own proof, so that the two check each other.
 */
const checks: readonly Check[] = [
  {
    name: 'debits equal credits, posted and pending, per currency',
    sql: `select currency from ledger.balance where tenant_id = $1 group by currency
      having sum(debits_posted) <> sum(credits_posted) or sum(debits_pending) <> sum(credits_pending)`,
  },
  {
    name: 'a balance is the sum of its legs',
    sql: `select b.account_id from ledger.balance b left join (
        select account, sum(net) as net, count(*) as legs, max(version) as last from (
          select debit_account as account, debit_version as version, case when kind in (1, 3) then -amount else 0 end as net
            from ledger.transfer where tenant_id = $1 and result = 0
          union all
          select credit_account, credit_version, case when kind in (1, 3) then amount else 0 end
            from ledger.transfer where tenant_id = $1 and result = 0) leg group by account) s on s.account = b.account_id
      where b.tenant_id = $1 and (b.credits_posted - b.debits_posted <> coalesce(s.net, 0)
        or b.version <> coalesce(s.legs, 0) or b.version <> coalesce(s.last, 0))`,
  },
  {
    name: 'pending is the sum of open holds',
    sql: `select b.account_id from ledger.balance b
      where b.tenant_id = $1 and (
        b.debits_pending <> coalesce((select sum(remaining) from ledger.hold h where h.tenant_id = $1 and h.debit_account = b.account_id and h.state = 0), 0)
        or b.credits_pending <> coalesce((select sum(remaining) from ledger.hold h where h.tenant_id = $1 and h.credit_account = b.account_id and h.state = 0), 0))`,
  },
  {
    name: 'what a hold gave out and gave back is what it lost',
    sql: `select h.id from ledger.hold h where h.tenant_id = $1 and h.amount - h.remaining <> coalesce((
        select sum(case when t.kind = 3 then t.amount + coalesce(t.released, 0) else t.released end)
        from ledger.transfer t where t.tenant_id = $1 and t.pending_id = h.id and t.result = 0), 0)`,
  },
  {
    name: 'the feed has no gaps and names every row once',
    sql: `select 1 from platform.tenant_head h where h.tenant_id = $1 and (
        h.seq <> (select count(*) from platform.outbox o where o.tenant_id = $1)
        or h.seq <> coalesce((select max(o.seq) from platform.outbox o where o.tenant_id = $1), 0)
        or (select count(*) from ledger.transfer t where t.tenant_id = $1) <>
           (select count(distinct r.id) from platform.outbox o cross join lateral unnest(o.refs) as r (id) where o.tenant_id = $1)
        or (select count(distinct r.id) from platform.outbox o cross join lateral unnest(o.refs) as r (id) where o.tenant_id = $1) <>
           (select count(*) from platform.outbox o cross join lateral unnest(o.refs) as r (id) where o.tenant_id = $1))`,
  },
  {
    name: "no leg went past its account's limits",
    sql: `select t.id from ledger.transfer t join ledger.balance b on b.tenant_id = $1 and b.account_id in (t.debit_account, t.credit_account)
      where t.tenant_id = $1 and t.result = 0 and (
        (b.account_id = t.debit_account and t.debit_debits_pending - t.debit_balance > b.debit_cap)
        or (b.account_id = t.credit_account and t.credit_balance + t.credit_credits_pending > b.credit_cap))`,
  },
]

/** The promises that are broken now, in words; empty when all hold. */
export async function brokenInvariants(pool: pg.Pool, tenant_id: TenantId): Promise<string[]> {
  const union = checks
    .map(({ sql }, index) => `select ${index} as place where exists (${sql})`)
    .join(' union all ')
  const client = await pool.connect()
  try {
    // By the pinned statistics (0001_ledger.sql) all rows are one tenant's; each seed has a tenant of its own.
    await client.query('set enable_seqscan = off')
    const { rows } = await client.query<{ place: number }>({
      name: 'sim_invariants',
      text: union,
      values: [tenant_id],
    })
    return rows.map((row) => checks[row.place]?.name ?? 'unknown')
  } finally {
    client.release()
  }
}
