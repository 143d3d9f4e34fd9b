import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { newId } from '../../kernel/id.ts'
import { realWorld } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Account } from './account.ts'
import { ACCOUNTS_PER_CALL_MAX } from './limits.ts'
import { type TestLedger, testLedger } from './testing/test_ledger.ts'
import type { SettleOrder, TransferOrder } from './transfer.ts'

// Goal: a ledger that grows fast is not slow until PostgreSQL happens to analyse it.
// Method: statements are planned with a handful of rows; thousands are added; the same statements are timed before and
// after an ANALYZE. A plan that starts from all of the tenant's rows is a hundred times slower here, so ten is enough.
const real = realWorld()
const BATCH = 1_000
let test_ledger: TestLedger
let scope: OpenScope
let few: Account[]
let many: Account[]

const pick = (accounts: readonly Account[], index: number): Account =>
  present(accounts[index % accounts.length], 'an account')
const moves = (accounts: readonly Account[], count: number, more: object = {}): TransferOrder[] =>
  Array.from({ length: count }, (_, index) =>
    test_ledger.move(pick(accounts, index), pick(accounts, index * 7 + 1), more),
  )
const posts = (holds: readonly TransferOrder[]): SettleOrder[] =>
  holds.map(({ id }) => ({ id: newId('trf', test_ledger.world), kind: 'post', code: 'test', pending_id: id }))

async function timed(orders: readonly TransferOrder[]): Promise<number> {
  const from_ms = real.elapsed_ms()
  const outcomes = await test_ledger.ledger.post(scope, orders)
  assert.ok(outcomes.every(({ result }) => result === 'posted'))
  return real.elapsed_ms() - from_ms
}

before(async () => {
  test_ledger = await testLedger()
  scope = await test_ledger.newScope()
  few = await test_ledger.open(scope, {}, {}, {})
  // PostgreSQL keeps a generic plan after five runs of a statement.
  for (let run = 0; run < 8; run++) {
    const holds = moves(few, 1, { kind: 'pending' })
    await timed([...moves(few, 1), ...holds])
    await timed(posts(holds))
  }
  many = []
  for (let part = 0; part < 5; part++)
    many.push(
      ...(await test_ledger.open(scope, ...Array.from({ length: ACCOUNTS_PER_CALL_MAX }, () => ({})))),
    )
})
after(() => test_ledger.close())

test('batches are as fast in a ledger that grew a moment ago as in one that was analysed', async () => {
  const kinds = {
    moves: () => moves(many, BATCH),
    holds: () => moves(many, BATCH, { kind: 'pending' }),
    judged: () =>
      moves(many, BATCH, { preconditions: [{ leg: 'debit', field: 'version', operator: 'gte', value: 0n }] }),
  }
  const run = async () => {
    const took: Record<string, number> = {}
    for (const [kind, orders] of Object.entries(kinds)) took[kind] = await timed(orders())
    const holds = moves(many, BATCH, { kind: 'pending' })
    await timed(holds)
    took['posts'] = await timed(posts(holds))
    return took
  }
  const fresh = await run()
  await test_ledger.database.admin.query('analyze')
  const analysed = await run()
  for (const [kind, took_ms] of Object.entries(fresh))
    assert.ok(
      took_ms < 10 * present(analysed[kind], kind) + 100,
      `${kind}: ${JSON.stringify({ fresh, analysed })}`,
    )
})

test('a proof reads the rows of its own tenant, and nobody else’s', async () => {
  const client = await test_ledger.database.admin.connect()
  try {
    await client.query('begin')
    const { rows: proofs } = await client.query<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'ledger'::regnamespace and proname like 'prove\\_%'`,
    )
    assert.equal(proofs.length, 8)
    for (const { name } of proofs)
      await client.query(`select count(*) from ledger.${name}($1)`, [scope.tenant_id])
    const { rows: scanned } = await client.query<{ name: string }>(
      `select schemaname || '.' || relname as name from pg_stat_xact_user_tables where seq_scan > 0`,
    )
    assert.deepEqual(scanned, [])
  } finally {
    await client.query('rollback')
    client.release()
  }
})
