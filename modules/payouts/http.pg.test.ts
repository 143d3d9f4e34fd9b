import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Day, realWorld } from '../../kernel/world.ts'
import { createEdge, type Edge } from '../../platform/http/edge.ts'
import { edgeErrors } from '../../platform/http/errors.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import { ApprovalPolicyReply, ApprovalReply } from './approvals/approval_schema.ts'
import { routes } from './index.ts'
import { AttemptReply, PayoutReply } from './payouts/payout_schema.ts'
import { openPayoutBench, type PayoutBench } from './payouts_testing.ts'

const CURRENT = '2026-11-21' as Day
let bench: PayoutBench
let edge: Edge
let base: string
before(async () => {
  bench = await openPayoutBench(55n)
  const keys: Readonly<Record<string, OpenScope>> = {
    sk_test_maker: bench.scope,
    sk_test_checker: bench.others[0],
  }
  edge = createEdge({
    routes: routes(bench.payouts),
    authenticate: (credential) => {
      const scope = keys[credential]
      return scope === undefined
        ? edgeErrors.fail('unauthenticated')
        : { ok: true, value: principalOf(scope) }
    },
    db: bench.database.db,
    world: realWorld(),
    log: silentLog,
    versions: { current: CURRENT, older: [], changes: [] },
    config: { public_url: 'http://127.0.0.1' },
  })
  base = `http://127.0.0.1:${(await edge.listen({ host: '127.0.0.1', port: 0 })).port}`
})
after(async () => {
  await edge.close()
  await bench.close()
})

const principalOf = ({ tenant_id, actor, world }: OpenScope) => ({
  credential_id: actor.id,
  tenant_id,
  tenant_public_id: 'ten_spec',
  version: CURRENT,
  mode: 'sandbox' as const,
  kind: 'secret' as const,
  allows: () => true,
  actor,
  world,
})

type Members = Readonly<Record<string, unknown>>
type Told = { readonly status: number; readonly body: Members & { readonly data: readonly Members[] } }
let count = 0
async function call(
  who: 'maker' | 'checker',
  method: string,
  path: string,
  body?: object,
  key = `key ${++count}`,
): Promise<Told> {
  const response = await fetch(base + path, {
    method,
    headers: {
      authorization: `Bearer sk_test_${who}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Told['body'] }
}
/** Nothing but what the document says, and all of it. */
const assertShape = (body: Members | undefined, { properties }: { readonly properties: object }): void =>
  assert.deepEqual(new Set(Object.keys(body ?? {})), new Set(Object.keys(properties)))
const payout = (more: object = {}) => ({
  destination: bench.bank_account,
  account: bench.payer,
  amount: { value: '4200', currency: 'USD' },
  ...more,
})
const POLICY = {
  thresholds: [{ above: { value: '1000', currency: 'USD' }, approvers: 1 }],
  approvers_otherwise: 0,
  approval_hours: 24,
  cooling_days: 0,
  cooling: 'wait',
  payee_check: 'off',
  tries_other_rails: true,
  costs: [{ rail: 'ach', fixed: { value: '7', currency: 'USD' } }],
}

test('one key asks, another agrees, and the payout is ordered', async () => {
  const ruled = await call('maker', 'POST', '/v1/approval-policy', POLICY)
  assert.deepEqual([ruled.status, ruled.body['approval']], [201, null])
  const policy = await call('maker', 'GET', '/v1/approval-policy')
  assert.deepEqual([policy.body['version'], policy.body['thresholds']], [1, POLICY.thresholds])
  const made = await call('maker', 'POST', '/v1/payouts', payout())
  assert.equal(made.status, 201)
  assert.equal(made.body['state'], 'needs_approval')
  const decision = made.body['decision'] as { candidates: { rail: string; cost: unknown }[] }
  const ach = decision.candidates.find(({ rail }) => rail === 'ach')
  assert.deepEqual(ach?.cost, { value: '7', currency: 'USD' }, 'the policy says what the bank takes')
  const open = await call('checker', 'GET', '/v1/approvals?state=open')
  const [question] = open.body.data
  assert.deepEqual(question?.['subject'], { type: 'payout', id: made.body['id'] })
  assertShape(policy.body, ApprovalPolicyReply)
  assertShape(made.body, PayoutReply)
  assertShape(question, ApprovalReply)
  const path = `/v1/approvals/${String(question?.['id'])}`
  const own = await call('maker', 'POST', `${path}/approve`, {})
  assert.deepEqual([own.status, own.body['code']], [403, 'approval_own'])
  const agreed = await call('checker', 'POST', `${path}/approve`, { digest: question?.['digest'] }, 'once')
  assert.deepEqual([agreed.status, agreed.body['state']], [200, 'approved'])
  const again = await call('checker', 'POST', `${path}/approve`, { digest: question?.['digest'] }, 'once')
  assert.deepEqual(again.body, agreed.body, 'the same call is answered the same')
  await bench.drain()
  const ordered = await call('maker', 'GET', `/v1/payouts/${String(made.body['id'])}`)
  assert.equal(ordered.body['state'], 'ordered')
  const attempts = await call('maker', 'GET', `/v1/payouts/${String(made.body['id'])}/attempts`)
  assert.deepEqual([attempts.status, attempts.body.data.length], [200, 1])
  assertShape(attempts.body.data[0], AttemptReply)
  const list = await call('maker', 'GET', '/v1/payouts?state=ordered')
  assert.deepEqual(list.body.data, [ordered.body])
})

test('what makes no sense is refused by its field', async () => {
  const cases = [
    [payout({ amount: { value: '-1', currency: 'USD' } }), 'amount.value'],
    [payout({ speed: 'at_once' }), 'speed'],
    [payout({ destination: 'bac_1' }), 'destination'],
    [payout({ description: 'zu lang und klein' }), 'description'],
    [payout({ unknown: 1 }), 'unknown'],
  ] as const
  for (const [body, param] of cases) {
    const refused = await call('maker', 'POST', '/v1/payouts', body)
    assert.deepEqual([refused.status, refused.body['param']], [400, param])
  }
  const rules = { ...POLICY, thresholds: [{ above: { value: '1', currency: 'XQX' }, approvers: 1 }] }
  const policy = await call('maker', 'POST', '/v1/approval-policy', rules)
  assert.equal(policy.body['code'], 'approval_policy_not_valid')
  for (const path of ['/v1/payouts/pyo_1', '/v1/approvals/apv_1', '/v1/transfers/itf_1'])
    assert.equal((await call('maker', 'GET', path)).status, 404)
})

test('a small payout asks nobody; a payout with the key of another one is refused', async () => {
  const small = payout({ amount: { value: '1000', currency: 'USD' } })
  const made = await call('maker', 'POST', '/v1/payouts', small, 'small')
  assert.equal(made.body['state'], 'approved')
  assert.deepEqual((await call('maker', 'POST', '/v1/payouts', small, 'small')).body, made.body)
  const other = await call('maker', 'POST', '/v1/payouts', payout(), 'small')
  assert.deepEqual([other.status, other.body['code']], [422, 'idempotency_mismatch'])
  const path = `/v1/payouts/${String(made.body['id'])}/cancel`
  const cancelled = await call('maker', 'POST', path, { because: 'not needed' })
  assert.deepEqual([cancelled.status, cancelled.body['state']], [200, 'cancelled'])
})

test('destinations are looked at by another key, and transfers need a grant', async () => {
  const asked = await call('maker', 'POST', '/v1/payout-destinations', { destination: bench.bank_account })
  assert.equal(asked.status, 201)
  const path = `/v1/approvals/${String(asked.body['id'])}`
  assert.equal((await call('checker', 'POST', `${path}/deny`, { because: 'unknown to us' })).status, 200)
  const denied = await call('checker', 'GET', path)
  assert.deepEqual([denied.body['state'], denied.body['because']], ['denied', 'unknown to us'])
  const own = (await bench.auth.ownTenant(bench.scope)).id
  const sent = await call('maker', 'POST', '/v1/transfers', {
    to_tenant: own,
    account: bench.payer,
    to_account: bench.payer,
    amount: { value: '1', currency: 'USD' },
  })
  assert.deepEqual([sent.status, sent.body['code']], [403, 'tenant_transfer_not_allowed'])
  assert.deepEqual((await call('maker', 'GET', '/v1/transfers/proof')).body.data, [])
  assert.deepEqual((await call('maker', 'GET', '/v1/transfer-grants')).body.data, [])
})

test('lists go from the newest to the oldest, page by page, though ids have no order', async () => {
  const made: string[] = []
  for (let n = 0; n < 8; n++) {
    bench.world.advance(1_000)
    const { body } = await call(
      'maker',
      'POST',
      '/v1/payouts',
      payout({ amount: { value: '100', currency: 'USD' } }),
    )
    made.unshift(String(body['id']))
    await bench.drain()
  }
  const listed: string[] = []
  for (let cursor = ''; listed.length < made.length; ) {
    const { body } = await call('maker', 'GET', `/v1/payouts?limit=3${cursor}`)
    listed.push(...body.data.map(({ id }) => String(id)))
    cursor = `&cursor=${String(body['next_cursor'])}`
  }
  assert.deepEqual(listed.slice(0, made.length), made)
  const orders = await bench.rails.listOrders(bench.scope, {}, { after: undefined, limit: made.length })
  assert.deepEqual(
    orders.map(({ metadata }) => metadata['payout']),
    made,
  )
})
