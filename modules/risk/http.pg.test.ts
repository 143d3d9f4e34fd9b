import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Day, realWorld } from '../../kernel/world.ts'
import { createEdge, type Edge } from '../../platform/http/edge.ts'
import { edgeErrors } from '../../platform/http/errors.ts'
import type { Principal } from '../../platform/http/principal.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import { routes } from './index.ts'
import { type TestRisk, testRisk } from './testing/test_risk.ts'

type Body = Record<string, unknown> & {
  id: string
  version: number
  items: number
  decision: string
  code: string
  data: Body[]
  errors: { param: string }[]
  reasons: { rule: string }[]
  rules: { when: unknown[] }[]
}
const CURRENT = '2026-11-21' as Day
let t: TestRisk
let edge: Edge
let url: string

before(async () => {
  t = await testRisk()
  const { tenant_id, actor } = await t.newScope()
  const principal: Principal = {
    credential_id: 'key_spec',
    tenant_id,
    tenant_public_id: 'ten_spec',
    mode: 'sandbox',
    kind: 'secret',
    allows: () => true,
    actor,
    version: CURRENT,
    world: t.world,
  }
  edge = createEdge({
    routes: routes(t.risk),
    authenticate: (credential) =>
      credential === 'sk_test' ? { ok: true, value: principal } : edgeErrors.fail('unauthenticated'),
    db: t.database.db,
    world: realWorld(),
    log: silentLog,
    versions: { current: CURRENT, older: [], changes: [] },
    config: { public_url: 'http://127.0.0.1' },
  })
  const { port } = await edge.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${port}/v1/risk`
})
after(async () => {
  await edge.close()
  await t.close()
})

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: 'Bearer sk_test',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Body }
}

const payment = {
  amount: { value: '1050', currency: 'EUR' },
  fingerprint: '00112233445566778899aabbccddeeff',
  bin: '411111',
  scheme: 'visa',
  card_country: 'DE',
  merchant: 'mer_01k0000000000000000000000a',
  merchant_country: 'DE',
  mcc: '5812',
  initiator: 'customer',
  channel: 'ecommerce',
}
const sca = { when_required: 'leave_to_issuer', exemptions: [], fraud_rate_ppm: null }

test('a shop tries out its rules before and after it activates them', async () => {
  const before_rules = await call('POST', '/assessments', payment)
  assert.equal(before_rules.status, 200)
  assert.deepEqual([before_rules.body.decision, before_rules.body['exemption']], ['allow', 'low_value'])
  assert.equal((await call('GET', '/rules/active')).body.version, 0)

  const when = [{ field: 'amount', operator: 'gte', amount: { value: 1050, currency: 'EUR' } }]
  const rules = [{ name: 'large', text: 'Ten euros or more.', when, decision: 'review' }]
  const made = await call('POST', '/rules', { description: 'first', rules, sca })
  assert.deepEqual([made.status, made.body.version, made.body['is_active']], [201, 1, false])
  // Amounts are answered as texts, however they were sent.
  assert.deepEqual(made.body.rules[0]?.when, [{ ...when[0], amount: { value: '1050', currency: 'EUR' } }])
  const active = await call('POST', `/rules/${made.body.id}/activate`)
  assert.deepEqual([active.status, active.body['is_active']], [200, true])

  const { body } = await call('POST', '/assessments', payment)
  assert.deepEqual([body.decision, body.reasons[0]?.rule, body.version], ['review', 'large', 1])
  assert.equal((await call('GET', '/rules/active')).body.id, made.body.id)
  assert.equal((await call('GET', `/rules/${made.body.id}`)).body['is_active'], true)
  assert.deepEqual(
    (await call('GET', '/rules')).body.data.map(({ version }) => version),
    [1],
  )
})

test('a list is made, filled, looked through page by page, emptied and deleted', async () => {
  const made = await call('POST', '/lists', { name: 'Bad', kind: 'bin', effect: 'block' })
  assert.equal(made.status, 201)
  const at = `/lists/${made.body.id}`
  const items = ['411111', '422222', '433333'].map((value) => ({ value }))
  assert.equal((await call('POST', `${at}/items`, { items })).body.items, 3)
  assert.equal((await call('POST', '/assessments', payment)).body.decision, 'block')
  const first = await call('GET', `${at}/items?limit=2`)
  const cursor = String(first.body['next_cursor'])
  const rest = await call('GET', `${at}/items?limit=2&cursor=${cursor}`)
  assert.deepEqual(
    [...first.body.data, ...rest.body.data]
      .map(({ value }) => String(value))
      .toSorted((one, other) => (one < other ? -1 : 1)),
    ['411111', '422222', '433333'],
  )
  assert.equal((await call('POST', `${at}/remove-items`, { values: ['411111'] })).body.items, 2)
  assert.equal((await call('GET', at)).body.items, 2)
  assert.equal((await call('GET', '/lists')).body.data.length, 1)
  assert.equal((await call('DELETE', at)).status, 204)
  assert.equal((await call('GET', at)).status, 404)
})

test('what cannot be is refused with the field that is wrong', async () => {
  const rule = (when: unknown) => ({
    rules: [{ name: 'x', text: 'x', when: [when], decision: 'block' }],
    sca,
  })
  const wrong = await call('POST', '/rules', rule({ field: 'card.attempts_2h', operator: 'gt', value: 1 }))
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'invalid_request'])
  const constant = await call('POST', '/rules', rule({ field: 'scheme', operator: 'is_known' }))
  assert.deepEqual(
    [constant.status, constant.body.code, constant.body.errors[0]?.param],
    [422, 'risk_rules_invalid', 'rules.0.when.0'],
  )
  const missing = await call('GET', '/rules/rul_01k0000000000000000000000a')
  assert.deepEqual([missing.status, missing.body.code], [404, 'risk_rule_set_not_found'])
  const currency = { ...payment, amount: { value: '1', currency: 'ZZZ' } }
  assert.equal((await call('POST', '/assessments', currency)).body.code, 'invalid_request')
})
