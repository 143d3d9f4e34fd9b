import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { plusMs } from '../../kernel/world.ts'
import { lockClock, openTenant, saveClock } from '../../platform/tenant_clock.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Account } from './account.ts'
import { expiryId } from './expire_holds.ts'
import { type TestLedger, testLedger } from './testing/test_ledger.ts'

let t: TestLedger
before(async () => void (t = await testLedger()))
after(() => t.close())

const MINUTE_MS = 60_000

async function hold(scope: OpenScope, ms: number | undefined) {
  const [a, b] = (await t.open(scope, {}, {})) as [Account, Account]
  const order = t.move(a, b, {
    kind: 'pending',
    amount: 10,
    ...(ms === undefined ? {} : { expires_at: plusMs(scope.world.now(), ms) }),
  })
  assert.equal((await t.ledger.post(scope, [order]))[0]?.result, 'posted')
  return { account: a, id: order.id, pending: async () => (await t.counters(scope, a)).debits_pending }
}

test('a hold expires by itself once its time is over, whole or what is left of it', async () => {
  const scope = await t.newScope()
  const soon = await hold(scope, MINUTE_MS)
  const late = await hold(scope, 10 * MINUTE_MS)
  const never = await hold(scope, undefined)
  await t.ledger.post(scope, [
    { id: newId('trf', t.world), kind: 'post', code: 'test', pending_id: soon.id, amount: 4 },
  ])
  assert.equal(await t.ledger.sweepHolds(), 0)
  t.world.advance(MINUTE_MS)
  assert.equal(await t.ledger.sweepHolds(), 1)
  assert.deepEqual([await soon.pending(), await late.pending(), await never.pending()], [0n, 10n, 10n])
  assert.equal(await t.ledger.sweepHolds(), 0)
  const { found } = await t.ledger.listTransfers(
    scope,
    { pending_id: soon.id },
    { after: undefined, limit: 10 },
  )
  assert.deepEqual(
    found
      .map(({ transfer }) => [transfer?.kind, transfer?.amount])
      .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
    [
      ['expire', 6],
      ['post', 4],
    ],
  )
})

test('two workers at once expire a hold once', async () => {
  const scope = await t.newScope()
  const { pending, id } = await hold(scope, MINUTE_MS)
  t.world.advance(MINUTE_MS)
  const counts = await Promise.all([t.ledger.sweepHolds(), t.ledger.sweepHolds(), t.ledger.sweepHolds()])
  assert.ok(counts.some((count) => count >= 1))
  assert.equal(await pending(), 0n)
  const { rows } = await t.database.admin.query<{ rows: string }>(
    'select count(*) as rows from ledger.transfer where tenant_id = $1 and pending_id is not null',
    [scope.tenant_id],
  )
  assert.deepEqual(rows, [{ rows: '1' }])
  assert.equal(
    (await t.ledger.post(scope, [{ id: newId('trf', t.world), kind: 'post', code: 'x', pending_id: id }]))[0]
      ?.result,
    'pending_expired',
  )
})

test('a sandbox’s holds follow the sandbox’s clock: ahead, and frozen', async () => {
  const scope = await t.newScope()
  const tenant_id = (scope.tenant_id + 500_000n) as TenantId
  await t.database.db.withTenant(tenant_id, (db) => openTenant(db, tenant_id, true))
  const sandbox: OpenScope = { ...scope, tenant_id }
  const { pending } = await hold(sandbox, 60 * MINUTE_MS)
  const move = (clock: { frozen_at: ReturnType<typeof plusMs> | null; offset_us: number }) =>
    t.database.db.withTenant(tenant_id, async (db) => {
      await lockClock(db, tenant_id)
      await saveClock(db, tenant_id, clock)
    })
  await move({ frozen_at: t.world.now(), offset_us: 0 })
  t.world.advance(120 * MINUTE_MS)
  await t.ledger.sweepHolds()
  assert.equal(await pending(), 10n)
  await move({ frozen_at: plusMs(t.world.now(), 1), offset_us: 0 })
  await t.ledger.sweepHolds()
  assert.equal(await pending(), 0n)
})

test('an expiry whose id somebody took expires the hold all the same', async () => {
  const scope = await t.newScope()
  const { pending, id } = await hold(scope, MINUTE_MS)
  const [a, b] = (await t.open(scope, {}, {})) as [Account, Account]
  await t.ledger.post(scope, [t.move(a, b, { id: expiryId(id) })])
  t.world.advance(MINUTE_MS)
  assert.equal(await t.ledger.sweepHolds(), 1)
  assert.equal(await pending(), 0n)
})

test('a sandbox that jumps a year ahead sees its holds expire, and a hold exactly at its end has expired', async () => {
  const scope = await t.newScope()
  const tenant_id = (scope.tenant_id + 600_000n) as TenantId
  await t.database.db.withTenant(tenant_id, (db) => openTenant(db, tenant_id, true))
  const sandbox: OpenScope = { ...scope, tenant_id }
  const exact = await hold(sandbox, 60 * MINUTE_MS)
  const later = await hold(sandbox, 60 * MINUTE_MS + 0.001)
  const live = await hold(scope, 60 * MINUTE_MS)
  const advance = (ms: number) =>
    t.database.db.withTenant(tenant_id, async (db) => {
      await lockClock(db, tenant_id)
      await saveClock(db, tenant_id, { frozen_at: null, offset_us: ms * 1_000 })
    })
  await advance(60 * MINUTE_MS)
  assert.equal(await t.ledger.sweepHolds(), 1)
  assert.deepEqual([await exact.pending(), await later.pending(), await live.pending()], [0n, 10n, 10n])
  await advance(365 * 24 * 60 * MINUTE_MS)
  assert.equal(await t.ledger.sweepHolds(), 1)
  assert.deepEqual([await later.pending(), await live.pending()], [0n, 10n])
  const { rows } = await t.database.admin.query<{ expired_at: Date }>(
    'select max(posted_at) as expired_at from ledger.transfer where tenant_id = $1 and kind = 5',
    [tenant_id],
  )
  assert.ok((rows[0]?.expired_at.getTime() ?? 0) * 1_000 > plusMs(t.world.now(), 364 * 24 * 60 * MINUTE_MS))
})

test('more holds than one round takes are gone after a few', async () => {
  const scope = await t.newScope()
  const [a, b] = (await t.open(scope, {}, {})) as [Account, Account]
  const expires_at = plusMs(t.world.now(), MINUTE_MS)
  const orders = Array.from({ length: 1_500 }, () => t.move(a, b, { kind: 'pending', amount: 2, expires_at }))
  await t.ledger.post(scope, orders)
  t.world.advance(MINUTE_MS)
  assert.deepEqual(
    [await t.ledger.sweepHolds(), await t.ledger.sweepHolds(), await t.ledger.sweepHolds()],
    [1_000, 500, 0],
  )
  assert.equal((await t.counters(scope, a)).debits_pending, 0n)
})
