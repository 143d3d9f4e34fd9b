import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Day } from '../../kernel/world.ts'
import { realWorld } from '../../kernel/world.ts'
import { createEdge, type Edge } from '../../platform/http/edge.ts'
import { edgeErrors } from '../../platform/http/errors.ts'
import { fuzzRoutes } from '../../platform/http/testing/fuzz.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import { routes } from './index.ts'
import { testAccount } from './testing.ts'
import { type TestRouting, testRouting } from './testing/test_routing.ts'

const headers = { authorization: 'Bearer sk_test_routing', 'content-type': 'application/json' }
const [home, away] = [testAccount({ priority: 1 }), testAccount({ priority: 2 })]
let kit: TestRouting
let scope: OpenScope
let edge: Edge
before(async () => {
  kit = await testRouting()
  kit.accounts.push(home, away)
  scope = await kit.newScope()
  edge = edgeOf(kit, scope)
})
after(async () => {
  await edge.close()
  await kit.close()
})

function edgeOf({ routing, database, world }: TestRouting, { tenant_id, actor }: OpenScope): Edge {
  const version = '2026-11-21' as Day
  const principal = {
    credential_id: 'key_routing',
    tenant_id,
    tenant_public_id: 'ten_routing',
    mode: 'sandbox',
    kind: 'secret',
    allows: () => true,
    actor,
    version,
    world,
  } as const
  return createEdge({
    routes: routes(routing),
    authenticate: (credential) =>
      credential === 'sk_test_routing' ? { ok: true, value: principal } : edgeErrors.fail('unauthenticated'),
    db: database.db,
    world: realWorld(),
    log: silentLog,
    versions: { current: version, older: [], changes: [] },
    config: { public_url: 'http://127.0.0.1' },
  })
}

type Body = Record<string, unknown> & { id?: string }
async function call(
  method: 'GET' | 'POST',
  url: string,
  body?: unknown,
): Promise<{ status: number; body: Body }> {
  const reply = await edge.inject({
    method,
    url,
    headers,
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  return { status: reply.statusCode, body: reply.json() }
}

const rules = [
  {
    name: 'Small debit payments',
    when: {
      op: 'all',
      of: [
        { field: 'funding', is: ['debit'] },
        { field: 'amount', currency: 'USD', below: '10000' },
      ],
    },
    use: { kind: 'priority', accounts: [away.id, home.id] },
  },
  {
    name: 'Never reached',
    when: {
      op: 'all',
      of: [
        { field: 'funding', is: ['debit'] },
        { field: 'amount', currency: 'USD', below: '500' },
      ],
    },
    use: { kind: 'priority', accounts: [home.id] },
  },
]
const payment = {
  merchant: 'mer_01k0000000000000000000000a',
  amount: { value: '1050', currency: 'USD' },
  scheme: 'visa',
  bin: '41111111',
  funding: 'debit',
  mcc: '5411',
}

test('rules are checked, written, activated and tried out over HTTP', async () => {
  const checked = await call('POST', '/v1/routing/rules/check', { rules })
  assert.equal(checked.status, 200)
  const findings = checked.body['findings'] as { code: string; param: string; shadowed_by: number[] }[]
  assert.deepEqual(findings[0], { ...findings[0], code: 'unreachable', param: 'rules.1', shadowed_by: [0] })
  const made = await call('POST', '/v1/routing/rules', { name: 'Debit', rules })
  assert.deepEqual([made.status, made.body['version'], made.body['is_exhaustive']], [201, 1, false])
  const { id = '' } = made.body
  const activated = await call('POST', `/v1/routing/rules/${id}/activate`)
  assert.deepEqual([activated.status, activated.body['is_active']], [200, true])
  const { body } = await call('POST', '/v1/routing/simulations', { payments: [payment] })
  const [decision] = body['decisions'] as { rule: number; candidates: { account: string }[] }[]
  assert.deepEqual([decision?.rule, decision?.candidates[0]?.account], [0, away.id])
  const listed = await call('GET', '/v1/routing/rules')
  assert.equal((listed.body['data'] as unknown[]).length, 1)
  assert.deepEqual((await call('GET', `/v1/routing/rules/${id}`)).body['rules'], rules)
})

test('refusals name their place', async () => {
  const unknown = { kind: 'priority', accounts: ['aca_01k0000000000000000000000a'] }
  const made = await call('POST', '/v1/routing/rules', { name: 'x', rules: [], otherwise: unknown })
  assert.deepEqual(
    [made.status, made.body['code'], made.body['param']],
    [422, 'rules_invalid', 'otherwise.accounts.0'],
  )
  const odd = { ...payment, amount: { value: '1', currency: 'XQQ' } }
  const simulated = await call('POST', '/v1/routing/simulations', { payments: [payment, odd] })
  assert.deepEqual([simulated.status, simulated.body['param']], [400, 'payments.1.amount.currency'])
  assert.equal((await call('GET', '/v1/routing/rules/rul_x')).status, 404)
})

test('health shows the breakers of what was called', async () => {
  kit.routing.observe(scope.tenant_id, home.id, 'authorize', { kind: 'approved' }, 40)
  const { body } = await call('GET', '/v1/routing/health')
  const [first] = body['data'] as { account: string; state: string; mean_ms: number }[]
  assert.deepEqual([first?.account, first?.state, first?.mean_ms], [home.id, 'closed', 40])
})

test('right and wrong requests of every kind get documented answers', async () => {
  const report = await fuzzRoutes(edge, {
    seed: 7,
    cases: 1_400,
    headers: { authorization: headers.authorization },
    known: { account: [home.id, away.id], accounts: [home.id, away.id], currency: ['USD'] },
    checked_further: ['createRoutingRules', 'checkRoutingRules', 'simulateRouting'],
  })
  assert.ok(report.cases >= 1_400)
  assert.ok(report.slowest_cpu_ms < 250, `${report.slowest_cpu_ms} ms`)
  assert.deepEqual(
    report.never_accepted.filter((id) => !['getRoutingRules', 'activateRoutingRules'].includes(id)),
    [],
  )
})
