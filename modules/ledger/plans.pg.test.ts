import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { newId } from '../../kernel/id.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Account } from './account.ts'
import { ACCOUNTS_PER_CALL_MAX } from './limits.ts'
import { createLedger, type Ledger } from './index.ts'
import { readRowsRead } from './testing/store_rows_read.ts'
import { type TestLedger, testLedger } from './testing/test_ledger.ts'
import type { SettleOrder, TransferOrder } from './transfer.ts'

// Goal: a ledger that grows fast is not slow until PostgreSQL happens to analyse it.
// Method: statements are planned with a handful of rows; thousands are added; the rows that the same statements read are
// counted before and after an ANALYZE. Rows and no time: PostgreSQL does the work, and a busy machine is no bad plan. Both
// counts are the same with good plans; with generic ones for a handful of rows the first is twice the second or more.
const BATCH = 1_000
let test_ledger: TestLedger
/** Posts over one connection, which can be asked what it read. */
let ledger: Ledger
let lane: Lane
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

/** How many rows posting them read. */
async function rowsOf(orders: readonly TransferOrder[]): Promise<number> {
  const before_rows = await readRowsRead(lane)
  const outcomes = await ledger.post(scope, orders)
  assert.ok(outcomes.every(({ result }) => result === 'posted'))
  return (await readRowsRead(lane)) - before_rows
}

const watched = (db: Database): Database => ({ ...db, lane: (name) => (lane = db.lane(name)) })

before(async () => {
  test_ledger = await testLedger()
  const { database, world } = test_ledger
  ledger = createLedger({ db: watched(database.db), world, lanes: 1 })
  scope = await test_ledger.newScope()
  few = await test_ledger.open(scope, {}, {}, {})
  // PostgreSQL keeps a generic plan after five runs of a statement.
  for (let run = 0; run < 8; run++) {
    const holds = moves(few, 1, { kind: 'pending' })
    await rowsOf([...moves(few, 1), ...holds])
    await rowsOf(posts(holds))
  }
  many = []
  for (let part = 0; part < 5; part++)
    many.push(
      ...(await test_ledger.open(scope, ...Array.from({ length: ACCOUNTS_PER_CALL_MAX }, () => ({})))),
    )
})
after(async () => {
  await ledger.close()
  await test_ledger.close()
})

test('batches read as little in a ledger that grew a moment ago as in one that was analysed', async () => {
  const kinds = {
    moves: () => moves(many, BATCH),
    holds: () => moves(many, BATCH, { kind: 'pending' }),
    judged: () =>
      moves(many, BATCH, { preconditions: [{ leg: 'debit', field: 'version', operator: 'gte', value: 0n }] }),
  }
  const run = async () => {
    const read: Record<string, number> = {}
    for (const [kind, orders] of Object.entries(kinds)) read[kind] = await rowsOf(orders())
    const holds = moves(many, BATCH, { kind: 'pending' })
    await rowsOf(holds)
    read['posts'] = await rowsOf(posts(holds))
    return read
  }
  const fresh = await run()
  await test_ledger.database.admin.query('analyze')
  const analysed = await run()
  for (const [kind, rows] of Object.entries(fresh)) {
    const told = `${kind}: ${JSON.stringify({ fresh, analysed })}`
    assert.ok(rows >= BATCH, told)
    assert.ok(rows < 1.5 * present(analysed[kind], kind), told)
  }
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
