import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { defaultRules } from './default_rules.ts'
import type { NewRuleSet } from './index.ts'
import { RULES_CACHED_MS_MAX, RULES_SETTLE_MS } from './limits.ts'
import type { Decision } from './rule.ts'
import { overseas } from './testing/payment.ts'
import { type TestRisk, testRisk } from './testing/test_risk.ts'

let t: TestRisk
before(async () => void (t = await testRisk()))
after(() => t.close())

const code = (result: Result<unknown, Failure>): string => (result.ok ? 'ok' : result.error.code)
/** Rules that decide the same about every visa card. */
const visa = (decision: Decision): NewRuleSet => ({
  id: newId('rul', t.world),
  description: decision,
  definition: {
    ...defaultRules,
    rules: [
      { name: 'visa', text: 'x', when: [{ field: 'scheme', operator: 'in', values: ['visa'] }], decision },
    ],
  },
})
const store = (scope: OpenScope, asked: NewRuleSet) =>
  t.transact(scope, (inner) => t.risk.createRuleSet(inner, asked))
const activate = (scope: OpenScope, { id }: NewRuleSet) =>
  t.transact(scope, (inner) => t.risk.activateRuleSet(inner, id))
const decide = async (scope: OpenScope): Promise<string> => {
  const { decision, version } = await t.risk.tryOut(scope, { ...overseas, at: scope.world.now() })
  return `${decision} by ${version}`
}

test('rules say what becomes of a payment without 3-D Secure; versions from before that go on as they did', async () => {
  const scope = await t.newScope()
  const ruled = async (): Promise<string> => (await t.risk.rules(scope)).three_ds_unavailable
  assert.equal(await ruled(), 'go_on')
  const asked = visa('challenge')
  const strict: NewRuleSet = {
    ...asked,
    definition: { ...asked.definition, three_ds_unavailable: 'decline' },
  }
  assert.equal(code(await store(scope, strict)), 'ok')
  assert.equal(code(await activate(scope, strict)), 'ok')
  assert.equal(await ruled(), 'decline')
  const { rows } = await t.database.admin.query(
    `update risk.rule_set set definition = definition - 'three_ds_unavailable' where tenant_id = $1 returning id`,
    [scope.tenant_id],
  )
  assert.equal(rows.length, 1)
  t.world.advance(RULES_SETTLE_MS + RULES_CACHED_MS_MAX)
  assert.equal(await ruled(), 'go_on')
})

test('the built-in rules decide until rules of the tenant’s own are activated, at once on this node', async () => {
  const scope = await t.newScope()
  assert.equal(await decide(scope), 'allow by 0')
  const [block, review] = [visa('block'), visa('review')]
  await store(scope, block)
  await store(scope, review)
  assert.equal(await decide(scope), 'allow by 0')
  await activate(scope, review)
  assert.equal(await decide(scope), 'review by 2')
  await activate(scope, block)
  assert.equal(await decide(scope), 'block by 1')
  const active = await t.risk.findActive(scope)
  assert.deepEqual([active?.id, active?.is_active], [block.id, true])
})

test('another node’s change is seen within a second', async () => {
  const scope = await t.newScope()
  const set = visa('block')
  await store(scope, set)
  t.world.advance(RULES_SETTLE_MS)
  assert.equal(await decide(scope), 'allow by 0')
  await t.database.db.withTenant(scope.tenant_id, async () => undefined)
  await t.database.admin.query(
    'update risk.head set active_rule_set = (select id from risk.rule_set where tenant_id = $1) where tenant_id = $1',
    [scope.tenant_id],
  )
  assert.equal(await decide(scope), 'allow by 0')
  t.world.advance(RULES_CACHED_MS_MAX)
  assert.equal(await decide(scope), 'block by 1')
})

test('versions count up without gaps when several are stored at once', async () => {
  const scope = await t.newScope()
  const made = await Promise.all([1, 2, 3, 4].map(() => store(scope, visa('review'))))
  const versions = made.map((one) => (one.ok ? one.value.version : 0))
  assert.deepEqual(
    versions.toSorted((one, other) => one - other),
    [1, 2, 3, 4],
  )
  const listed = await t.risk.listRuleSets(scope, { before: 4, limit: 2 })
  assert.deepEqual(
    listed.map(({ version }) => version),
    [3, 2],
  )
})

test('a repeat returns what was stored; another content, bad rules and unknown lists are refused', async () => {
  const scope = await t.newScope()
  const set = visa('block')
  assert.deepEqual(await store(scope, set), await store(scope, set))
  const other = { ...set, definition: { ...set.definition, rules: [] } }
  assert.equal(code(await store(scope, other)), 'risk_rule_set_differs')
  assert.equal(code(await activate(scope, visa('block'))), 'risk_rule_set_not_found')
  const rule = { name: 'x', text: 'x', decision: 'block' } as const
  const list = newId('lst', t.world)
  const bad = (when: NewRuleSet['definition']['rules'][number]['when']) =>
    store(scope, { ...visa('block'), definition: { ...set.definition, rules: [{ ...rule, when }] } })
  assert.equal(code(await bad([{ field: 'scheme', operator: 'is_known' }])), 'risk_rules_invalid')
  assert.equal(code(await bad([{ field: 'list', operator: 'contains', list }])), 'risk_rules_invalid')
})

test('an activation is told once, with what was active before, and written into the audit trail', async () => {
  const scope = await t.newScope()
  const [one, other] = [visa('block'), visa('review')]
  for (const set of [one, other]) {
    await store(scope, set)
    await activate(scope, set)
    await activate(scope, set)
  }
  const facts = (await t.facts(scope)).filter(({ type }) => type === 'risk.rule_set_activated')
  assert.deepEqual(
    facts.map(({ object_id, body }) => [object_id, (body as { previous: { id: unknown } }).previous.id]),
    [
      [one.id, null],
      [other.id, one.id],
    ],
  )
  const { rows } = await t.database.admin.query(
    `select action from audit.event where tenant_id = $1 and action = 'risk_rules.activate'`,
    [scope.tenant_id],
  )
  assert.equal(rows.length, 2)
})
