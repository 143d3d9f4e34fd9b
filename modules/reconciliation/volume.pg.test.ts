import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dayOf } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { receiveReport } from './receive_report.ts'
import { type Desk, openDesk } from './reconciliation_testing.ts'
import { settleReport } from './settle_report.ts'
import { receivablesOf, syncClaims } from './sync_claims.ts'

const LINES = 10_000
let desk: Desk
before(async () => {
  desk = await openDesk()
})
after(() => desk.close())

/** The same database, counting transactions that change something: those that booked lines. */
function counting(db: Database): { db: Database; transactions: () => number } {
  let count = 0
  const withTenant: Database['withTenant'] = (tenant_id, fn) => {
    count += 1
    return db.withTenant(tenant_id, fn)
  }
  return { db: { ...db, withTenant }, transactions: () => count }
}

test('10,000 lines are settled in five bookings', async () => {
  const scope = await desk.scope()
  const merchants = [await desk.merchant(scope), await desk.merchant(scope)]
  const operations = []
  for (const merchant of merchants)
    operations.push(
      ...(await desk.happen(
        scope,
        merchant,
        Array.from({ length: LINES / merchants.length }, (_, index) => 1_000 + index),
      )),
    )
  const report = desk.report(operations.map((one) => desk.line(one)))
  for (const receivable of await receivablesOf(desk.deps, scope, desk.account.id))
    assert.equal(await syncClaims(desk.deps, scope, receivable), LINES)
  const settlement = await receiveReport(desk.deps, scope, desk.account.id, report)
  const counted = counting(desk.deps.db)
  await settleReport({ ...desk.deps, db: counted.db }, scope, desk.account, settlement)
  // One reads the report's text. Of each 2,000 lines one looks at claims and breaks, and one books.
  assert.equal(counted.transactions(), 1 + 5 * 2)
  const { receivable, bank } = await desk.balances(scope, merchants[0] as (typeof merchants)[number])
  assert.deepEqual({ receivable, bank }, { receivable: 0n, bank: report.net.minor })
  const [done] = await desk.reconciliation.listSettlements(scope, {}, { after: undefined, limit: 1 })
  assert.equal(done?.lines_matched, LINES)
  desk.ready(dayOf(desk.world.now()), report)
  await desk.run(scope)
  assert.equal((await desk.reconciliation.proofs(scope, {}))[0]?.difference, 0n)
})

test('one booking of many lines asks the database a bounded number of times', async () => {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const operations = await desk.happen(
    scope,
    merchant,
    Array.from({ length: 500 }, () => 5_000),
  )
  const report = desk.report(operations.map((one) => desk.line(one)))
  for (const receivable of await receivablesOf(desk.deps, scope, desk.account.id))
    await syncClaims(desk.deps, scope, receivable)
  const settlement = await receiveReport(desk.deps, scope, desk.account.id, report)
  let statements = 0
  const db: Database = {
    ...desk.deps.db,
    withTenant: (tenant_id, fn) =>
      desk.deps.db.withTenant(tenant_id, (tx) =>
        fn(
          tx.withPlugin({
            transformQuery: ({ node }) => node,
            transformResult: async ({ result }) => {
              statements += 1
              return result
            },
          }),
        ),
      ),
  }
  await settleReport({ ...desk.deps, db }, scope, desk.account, settlement)
  // The report, claims, breaks; then cursor, report, lines, claims, marks, ledger, available, report again, facts.
  assert.equal(statements, 3 + 9)
})
