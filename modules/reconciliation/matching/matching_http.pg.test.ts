// Goal: everything about a bank account can be done over HTTP: bring statements, bind, read, confirm, assign, export.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Day, realWorld } from '../../../kernel/world.ts'
import { createEdge, type Edge } from '../../../platform/http/edge.ts'
import { edgeErrors } from '../../../platform/http/errors.ts'
import { createWorker } from '../../../platform/jobs/worker.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { silentLog } from '../../../platform/telemetry/log.ts'
import { testRails } from '../../rails/testing.ts'
import type { ReconciliationDeps } from '../deps.ts'
import { createReconciliation, type Reconciliation, routes } from '../index.ts'
import { type Bound, type Desk, mt940, openDesk } from './matching_testing.ts'

const CURRENT = '2026-11-21' as Day
const DAY_MS = 86_400_000
let desk: Desk
let scope: OpenScope
let reconciliation: Reconciliation
let edge: Edge
let base: string

before(async () => {
  desk = await openDesk()
  desk.world.advance(5 * DAY_MS)
  scope = await desk.scope()
  const { db } = desk.deps
  const rails = testRails(db, desk.world)
  // Nothing here asks acquirers or payments.
  const deps = { ...desk.deps, world: desk.world, bank_files: rails, rails, payments: {} }
  reconciliation = createReconciliation(deps as unknown as ReconciliationDeps)
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
    routes: routes(reconciliation, { db, rails }),
    authenticate: (credential) =>
      credential === 'sk_test_spec' ? { ok: true, value: principal } : edgeErrors.fail('unauthenticated'),
    db,
    world: realWorld(),
    log: silentLog,
    versions: { current: CURRENT, older: [], changes: [] },
    config: { public_url: 'http://127.0.0.1' },
  })
  base = `http://127.0.0.1:${(await edge.listen({ host: '127.0.0.1', port: 0 })).port}`
})
after(async () => {
  await edge.close()
  await desk.close()
})

type Members = Record<string, unknown>
let calls = 0
const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(base + path, {
    method,
    headers: {
      authorization: 'Bearer sk_test_spec',
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'idempotency-key': `call ${++calls}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
async function call(method: string, path: string, body?: unknown) {
  const response = await ask(method, path, body)
  return { status: response.status, body: (await response.json()) as Members & { data: Members[] } }
}
const work = async (): Promise<void> => {
  await createWorker({ db: desk.deps.db, world: desk.world, kinds: reconciliation.jobs }).serve(
    scope.tenant_id,
  )
}
const textOf = (members: Members | undefined, name: string): string => String(members?.[name])

/** A bank file with these lines, brought by a call; answers the id of its statement. */
async function bring(account: string, lines: Parameters<typeof mt940>[0]['lines'], closing: string) {
  const text = mt940({ account, number: 1, opening: '10,00', closing, day: '260105', lines })
  const content = Buffer.from(text).toString('base64')
  const file = await call('POST', '/v1/bank-files', { name: 'a.sta', content })
  const listed = await call('GET', `/v1/bank-statements?file=${textOf(file.body, 'id')}`)
  return textOf(listed.body.data[0], 'id')
}

async function bindOver(
  account: string,
): Promise<{ id: string; bound: Bound; statement: string; body: Members }> {
  const lines = [
    { day: '260105', amount: 'C5,00', reference: 'HTTP-0001' },
    { day: '260105', amount: 'C30,00' },
    { day: '260105', amount: 'C7,00', reference: 'HTTP-0002' },
  ]
  const statement = await bring(account, lines, '52,00')
  // Accounts of the ledger as the desk makes them; the binding that comes with them is of another statement.
  const other = await bring(`X${account}`, [], '10,00')
  const bound = await desk.bind(scope, other as Parameters<Desk['bind']>[1])
  const closed = await call('POST', `/v1/reconciliation/accounts/${bound.binding.id}/close`, {})
  assert.equal(closed.body['status'], 'closed')
  const body = {
    statement,
    ledger_account: bound.bank.id,
    suspense_account: bound.suspense.id,
    fees_account: bound.fees.id,
    tolerance_account: bound.tolerance.id,
  }
  const made = await call('POST', '/v1/reconciliation/accounts', body)
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return { id: textOf(made.body, 'id'), bound, statement, body }
}

test('an account is bound, matched, proven, exported and run again over HTTP', async () => {
  const { id, bound, statement, body } = await bindOver('HTTP1')
  await desk.post(scope, bound, [
    { amount: 500, on: '2026-01-05' as Day, metadata: { end_to_end_id: 'HTTP-0001' } },
    { amount: 1_000, on: '2026-01-05' as Day },
    { amount: 2_000, on: '2026-01-05' as Day },
  ])
  await work()
  const twice = await call('POST', '/v1/reconciliation/accounts', body)
  assert.deepEqual([twice.status, twice.body['code']], [409, 'reconciliation_account_taken'])
  // What every object inherits is no calendar.
  for (const calendar of ['lunar', 'constructor', '__proto__']) {
    const unknown = await call('POST', '/v1/reconciliation/accounts', { ...body, calendar })
    assert.deepEqual([unknown.status, unknown.body['param']], [422, 'calendar'], calendar)
  }
  const wrong = await call('POST', '/v1/reconciliation/accounts', { ...body, ledger_account: bound.other.id })
  assert.deepEqual(
    [wrong.body['code'], wrong.body['param']],
    ['reconciliation_account_unusable', 'ledger_account'],
  )

  const listed = await call('GET', `/v1/reconciliation/matches?reconciliation_account=${id}&limit=1`)
  assert.deepEqual([listed.body.data.length, listed.body['has_more']], [1, true])
  const query = `reconciliation_account=${id}&kind=proposal&is_current=true`
  const [proposal] = (await call('GET', `/v1/reconciliation/matches?${query}`)).body.data
  const confirmed = await call('POST', `/v1/reconciliation/matches/${textOf(proposal, 'id')}/confirm`, {})
  assert.deepEqual([confirmed.status, confirmed.body['status']], [200, 'matched'])
  const old = await call('GET', `/v1/reconciliation/matches/${textOf(proposal, 'id')}`)
  assert.deepEqual([old.body['status'], old.body['superseded_by']], ['confirmed', confirmed.body['id']])

  const hand = {
    reconciliation_account: id,
    lines: [{ statement, line: 3 }],
    transfers: [],
    difference_account: bound.fees.id,
  }
  const made = await call('POST', '/v1/reconciliation/matches', hand)
  assert.deepEqual([made.status, made.body['made_by_pass']], [201, 'by_hand'])
  const nothing = await call('POST', '/v1/reconciliation/matches', {
    ...hand,
    lines: [{ statement, line: 9 }],
  })
  assert.deepEqual(
    [nothing.body['code'], nothing.body['param']],
    ['reconciliation_item_not_found', 'lines.0'],
  )
  const undone = await call('POST', `/v1/reconciliation/matches/${textOf(made.body, 'id')}/undo`, {})
  assert.equal(undone.body['status'], 'undone')
  await assertProvenAndExported(id)
})

/** Three lines, of which one is not matched any more. */
async function assertProvenAndExported(id: string): Promise<void> {
  assert.equal((await call('POST', `/v1/reconciliation/accounts/${id}/match`, {})).status, 202)
  await work()
  const proofs = await call('GET', `/v1/reconciliation/proofs?reconciliation_account=${id}&is_clean=true`)
  assert.deepEqual(proofs.body.data[0]?.['bank_unmatched'], { value: '700', currency: 'EUR' })
  const csv = await (await ask('GET', `/v1/reconciliation/accounts/${id}/export`)).text()
  assert.equal(csv.trimEnd().split('\r\n').length, 4)
  assert.equal((await call('GET', '/v1/reconciliation/accounts?status=active')).body.data.length, 1)
}

test('a break of a bank account is found by its account, and somebody looks after it', async () => {
  const { id } = await bindOver('HTTP2')
  desk.world.advance(5 * DAY_MS)
  await work()
  const of = `/v1/reconciliation/breaks?reconciliation_account=${id}`
  const found = await call('GET', `${of}&type=missing_internal`)
  const [first] = found.body.data
  assert.deepEqual(
    [found.body.data.length, first?.['acquirer_account'], first?.['age_bucket']],
    [3, null, '0-1'],
  )
  const path = `/v1/reconciliation/breaks/${textOf(first, 'id')}`
  const assigned = await call('POST', `${path}/assign`, { owner: 'treasury' })
  assert.equal(assigned.body['owner'], 'treasury')
  assert.equal((await call('GET', `${of}&owner=treasury`)).body.data.length, 1)
  const resolved = await call('POST', `${path}/resolve`, { note: 'A gift.' })
  assert.equal(resolved.body['code'], 'break_holds_money')
})

test('rules are versions: each is kept, the newest holds, and nonsense is refused with its field', async () => {
  const first = await call('GET', '/v1/reconciliation/rules')
  assert.equal(first.body['version'], 0)
  const rules = first.body['rules'] as Record<string, Members>
  const made = await call('POST', '/v1/reconciliation/rules', {
    rules: { ...rules, group: { action: 'propose' } },
  })
  assert.deepEqual([made.status, made.body['version']], [201, 1])
  assert.equal((await call('GET', '/v1/reconciliation/rules')).body['version'], 1)
  const wrong = await call('POST', '/v1/reconciliation/rules', {
    rules: { ...rules, score: { action: 'auto', window_days: 2, score_min: 60 } },
  })
  assert.equal(wrong.status, 400)
  assert.match(JSON.stringify(wrong.body), /rules\.score\.action/)
})
