import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Day, dayOf, realWorld } from '../../kernel/world.ts'
import { createEventBus } from '../../platform/bus/event_bus.ts'
import { createEdge, type Edge } from '../../platform/http/edge.ts'
import { edgeErrors } from '../../platform/http/errors.ts'
import { createWorker } from '../../platform/jobs/worker.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import type { Operation } from '../payments/testing.ts'
import { routes } from './index.ts'
import { type Desk, openDesk } from './reconciliation_testing.ts'
import { plusDays } from './settlement_rules.ts'

const DAY_MS = 86_400_000
const CURRENT = '2026-11-21' as Day
let desk: Desk
let scope: OpenScope
let edge: Edge
let base: string
let operations: Operation[]
before(async () => {
  desk = await openDesk()
  scope = await desk.scope()
  const principal = {
    credential_id: 'key_spec',
    tenant_id: scope.tenant_id,
    tenant_public_id: 'ten_spec',
    version: CURRENT,
    mode: 'sandbox' as const,
    kind: 'secret' as const,
    allows: () => true,
    actor: scope.actor,
    world: desk.world,
  }
  edge = createEdge({
    routes: routes(desk.reconciliation, { db: desk.deps.db, rails: desk.deps.bank_files }),
    authenticate: (credential) =>
      credential === 'sk_test_spec' ? { ok: true, value: principal } : edgeErrors.fail('unauthenticated'),
    db: desk.deps.db,
    world: realWorld(),
    log: silentLog,
    versions: { current: CURRENT, older: [], changes: [] },
    config: { public_url: 'http://127.0.0.1' },
  })
  base = `http://127.0.0.1:${(await edge.listen({ host: '127.0.0.1', port: 0 })).port}`
  const merchant = await desk.merchant(scope)
  operations = await desk.happen(scope, merchant, [1_000, 2_000])
  const [first, second] = operations
  assert.ok(first !== undefined && second !== undefined)
  desk.ready(
    dayOf(desk.world.now()),
    desk.report([desk.line(first), desk.line(second, { amount: 1_900, fees: [0, 0, 0] })]),
  )
  await desk.run(scope)
})
after(async () => {
  await edge.close()
  await desk.close()
})

type Members = Record<string, unknown>
type Told = { status: number; body: Members & { data: Members[] } }
const textOf = (members: Members | undefined, name: string): string => String(members?.[name])
async function call(method: string, path: string, body?: unknown): Promise<Told> {
  const response = await fetch(base + path, {
    method,
    headers: {
      authorization: 'Bearer sk_test_spec',
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'idempotency-key': `${path} ${method}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Told['body'] }
}

test('settlements are listed, read, and shown line by line', async () => {
  const list = await call('GET', '/v1/settlements?status=reconciled')
  assert.equal(list.status, 200)
  const [settlement] = list.body.data
  assert.deepEqual(settlement?.['status'], 'reconciled')
  const one = await call('GET', `/v1/settlements/${textOf(settlement, 'id')}`)
  assert.deepEqual(one.body, settlement)
  const lines = await call('GET', `/v1/settlements/${textOf(settlement, 'id')}/lines?limit=1`)
  assert.equal(lines.body.data[0]?.['status'], 'matched')
  assert.equal(lines.body['has_more'], true)
  const rest = await call(
    'GET',
    `/v1/settlements/${textOf(settlement, 'id')}/lines?cursor=${textOf(lines.body, 'next_cursor')}`,
  )
  assert.deepEqual(
    rest.body.data.map(({ number, status, payment }) => ({ number, status, payment })),
    [{ number: 2, status: 'amount_differs', payment: operations[1]?.payment }],
  )
  assert.equal((await call('GET', '/v1/settlements/stl_nothing')).status, 404)
})

test('the proof of what acquirers owe is read by day', async () => {
  const proof = await call('GET', `/v1/reconciliation/proof?day=${dayOf(desk.world.now())}`)
  assert.equal(proof.status, 200)
  assert.equal(proof.body['is_clean'], true)
  assert.equal(proof.body.data.length, 1)
})

test('breaks are filtered by state, type and age, and closed with a note', async () => {
  assert.equal(
    (await call('GET', '/v1/reconciliation/breaks?status=open&age_days_min=1')).body.data.length,
    0,
  )
  const list = await call('GET', '/v1/reconciliation/breaks?status=open&type=amount_differs')
  const [one] = list.body.data
  assert.deepEqual(one?.['amount_at_risk'], { value: '100', currency: 'EUR' })
  const path = `/v1/reconciliation/breaks/${textOf(one, 'id')}`
  assert.deepEqual((await call('GET', path)).body, one)
  const early = await call('POST', `${path}/resolve`, { note: 'They owe it.' })
  assert.equal(early.status, 409)
  assert.equal(early.body['code'], 'break_holds_money')
  const [loss] = await desk.bench.test.test_ledger.open(scope, {
    currency: 'EUR',
    normal_side: 'debit',
    path: 'losses:cards',
  })
  const body = { note: 'We bear it.', ledger_account: loss?.id }
  const done = await call('POST', `${path}/write-off`, body)
  assert.equal(done.status, 200)
  assert.equal(done.body['status'], 'written_off')
  assert.deepEqual((await call('POST', `${path}/write-off`, body)).body, done.body)
})

test('a captured payment plans the fetching of the next day’s report, once, and the worker books it', async () => {
  const own = await desk.scope()
  const merchant = await desk.merchant(own)
  const made = await desk.happen(own, merchant, [3_000])
  const object = { id: made[0]?.payment ?? '', attempt: { acquirer_account: desk.account.id } }
  const fact = { type: 'payments.payment_succeeded', object_id: null, body: { object } }
  await desk.bench.test.inside(own, (inner) => appendFacts(inner.db, own, [fact, fact, fact]))
  const bus = createEventBus({ db: desk.deps.db, world: desk.world, observe: () => undefined })
  desk.reconciliation.follow(bus)
  await bus.runOnce()
  const { rows } = await desk.bench.test.test_ledger.database.admin.query(
    'select unique_key from platform.job where tenant_id = $1',
    [String(own.tenant_id)],
  )
  const tomorrow = plusDays(dayOf(desk.world.now()), 1)
  assert.deepEqual(rows, [{ unique_key: `${desk.account.id}:${tomorrow}` }])
  desk.ready(tomorrow, desk.report(made.map((one) => desk.line(one))))
  const worker = createWorker({ db: desk.deps.db, world: desk.world, kinds: desk.reconciliation.jobs })
  assert.equal(await worker.drain(), 0, 'not before the report is due')
  desk.world.advance(DAY_MS * 1.5)
  assert.equal(await worker.drain(), 1)
  await worker.stop()
  await bus.close()
  assert.equal((await desk.balances(own, merchant)).pending, 0n)
})
