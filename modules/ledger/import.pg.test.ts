import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { plusMs, simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { addTenant } from '../../platform/jobs/testing.ts'
import { exportLedger } from './export.ts'
import { importLedger } from './import.ts'
import { importLease } from './import_lease.ts'
import { createLedger } from './ledger.ts'
import { IMPORT_LEASE_MS } from './limits.ts'
import type { LogSource } from './read_log.ts'
import { openBooks } from './testing/history.ts'
import type { MoveOrder } from './transfer.ts'

// Goal: nobody works on a tenant that a log is replayed into, and nobody waits for an importer that died.
let here: TestDatabase
before(async () => void (here = await createTestDatabase()))
after(() => here.drop())

let tenants = 0n

/** Books with holds that run out in three seconds, as lines, and an empty tenant beside them with a sweeper's ledger. */
async function holdsInALog() {
  const books = await openBooks(here, ++tenants, tenants)
  const { world, ledger, scope } = books
  const [debit_account, credit_account] = [newId('acc', world), newId('acc', world)]
  const account = { currency: 'USD', normal_side: 'credit', path: 'test' } as const
  await books.inTransaction((joined) =>
    ledger.createAccounts(joined, [
      { ...account, id: debit_account },
      { ...account, id: credit_account },
    ]),
  )
  const move = (more: Partial<MoveOrder> = {}): MoveOrder => ({
    id: newId('trf', world),
    kind: 'single',
    code: 'test',
    debit_account,
    credit_account,
    amount: 5,
    currency: 'USD',
    ...more,
  })
  const expires_at = plusMs(world.now(), 3_000)
  await ledger.post(scope, [move({ kind: 'pending', expires_at }), move({ kind: 'pending', expires_at })])
  await ledger.post(scope, [move()])
  let text = ''
  for await (const piece of exportLedger(here.db, scope)) text += piece
  const late = simWorld(99n)
  late.advance(10_000)
  const tenant_id = await addTenant(here.admin, ++tenants)
  const sweeper = createLedger({ db: here.db, world: late, lanes: 1 })
  /** Lets what is due expire, in every tenant, and says how many did in the one that is replayed into. */
  const sweep = async (): Promise<number> => {
    await sweeper.sweepHolds()
    return expiriesIn(tenant_id)
  }
  return { lines: text.trimEnd().split('\n'), tenant_id, late, sweep, world: simWorld(5n) }
}

async function expiriesIn(tenant_id: bigint): Promise<number> {
  const { rows } = await here.admin.query<{ count: number }>(
    'select count(*)::int4 as count from ledger.transfer where tenant_id = $1 and kind = 5',
    [tenant_id],
  )
  return rows[0]?.count ?? 0
}

/** Gives the lines one by one and, in the second reading, does something before the last. */
function interrupted(lines: readonly string[], between: () => Promise<void>): LogSource {
  let readings = 0
  return async function* () {
    readings += 1
    const isReplay = readings === 2
    yield `${lines.slice(0, -1).join('\n')}\n`
    if (isReplay) await between()
    yield `${lines.at(-1)}\n`
  }
}

test('the sweeper leaves a tenant alone while a log is replayed into it, and comes after', async () => {
  const { lines, tenant_id, sweep, world } = await holdsInALog()
  const seen: number[] = []
  const source = interrupted(lines, async () => void seen.push(await sweep()))
  const imported = await importLedger({ db: here.db, world }, tenant_id, source)
  assert.ok(imported.ok, JSON.stringify(imported))
  assert.deepEqual(seen, [0])
  assert.equal(await sweep(), 2)
})

test('an importer that died keeps its tenant no longer than its lease', async () => {
  const { lines, tenant_id, late, sweep, world } = await holdsInALog()
  const done = await importLedger(
    { db: here.db, world },
    tenant_id,
    interrupted(lines, async () => undefined),
  )
  assert.ok(done.ok, JSON.stringify(done))
  await importLease({ db: here.db, world: late }, tenant_id).ensure()
  assert.equal(await sweep(), 0)
  late.advance(IMPORT_LEASE_MS)
  assert.equal(await sweep(), 2)
})

test('a second importer of the same tenant is turned away, and the first goes on', async () => {
  const { lines, tenant_id, world } = await holdsInALog()
  const whole = interrupted(lines, async () => undefined)
  const results: string[] = []
  const source = interrupted(lines, async () => {
    const second = await importLedger({ db: here.db, world }, tenant_id, whole)
    results.push(second.ok ? 'ok' : second.error.code)
  })
  const first = await importLedger({ db: here.db, world }, tenant_id, source)
  assert.ok(first.ok, JSON.stringify(first))
  assert.deepEqual(results, ['tenant_not_empty'])
  const empty = await addTenant(here.admin, ++tenants)
  const held = importLease({ db: here.db, world }, empty)
  await held.ensure()
  const refused = await importLedger({ db: here.db, world }, empty, whole)
  assert.deepEqual(refused.ok ? [] : [refused.error.code, refused.error.is_empty], ['tenant_taken', true])
  await held.release()
  assert.equal((await importLedger({ db: here.db, world }, empty, whole)).ok, true)
})

test('a transfer that somebody posts in between is found, and the import refused', async () => {
  const { lines, tenant_id, world, late } = await holdsInALog()
  const ledger = createLedger({ db: here.db, world: late, lanes: 1 })
  const scope = { ...(await openBooks(here, ++tenants, tenants)).scope, tenant_id }
  const source = interrupted(lines, async () => {
    const order = { id: newId('trf', late), kind: 'void', code: 'x', pending_id: newId('trf', late) } as const
    await ledger.post(scope, [order])
  })
  const refused = await importLedger({ db: here.db, world }, tenant_id, source)
  assert.deepEqual(refused.ok ? [] : [refused.error.code, refused.error.is_empty], ['replay_differs', false])
})

test('a log that was cut, reordered or changed leaves the tenant as it was, and the right one is then taken', async () => {
  const { lines, tenant_id, world } = await holdsInALog()
  const wrong: readonly (readonly string[])[] = [
    lines.slice(0, -1),
    lines.toSpliced(3, 2, lines[4] ?? '', lines[3] ?? ''),
    lines.with(4, (lines[4] ?? '').replace('"amount":"5"', '"amount":"6"')),
  ]
  const take = (list: readonly string[]) =>
    importLedger({ db: here.db, world }, tenant_id, async function* () {
      yield `${list.join('\n')}\n`
    })
  for (const list of wrong) {
    const refused = await take(list)
    assert.equal(refused.ok ? undefined : refused.error.is_empty, true)
  }
  assert.equal((await take(lines)).ok, true)
})

test('a log with times later than the tenant may have is refused before anything is written', async () => {
  const { lines, tenant_id, world } = await holdsInALog()
  const source = interrupted(lines, async () => undefined)
  const refused = await importLedger({ db: here.db, world }, tenant_id, source, {
    latest_at: plusMs(world.now(), -60_000),
  })
  assert.deepEqual(refused.ok ? [] : [refused.error.code, refused.error.is_empty], [
    'log_from_the_future',
    true,
  ])
})
