import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { routingFacts } from './facts.ts'
import type { NewRules, Routing } from './index.ts'
import { SETTLE_MS, SNAPSHOT_MS_MAX } from './limits.ts'
import type { Rule } from './rules.ts'
import { accountId, testAccount, testInput } from './testing.ts'
import { type TestRouting, testRouting } from './testing/test_routing.ts'

const [home, away] = [testAccount({ priority: 1 }), testAccount({ priority: 2 })]
let kit: TestRouting
before(async () => {
  kit = await testRouting()
  kit.accounts.push(home, away)
})
after(() => kit.close())

const valueOf = <T>(result: Result<T, Failure>): T => {
  if (result.ok) return result.value
  throw new Error(JSON.stringify(result.error))
}
const to = (...accounts: (typeof home)[]): Rule['use'] => ({
  kind: 'priority',
  accounts: accounts.map(({ id }) => id),
})
const asked = (more: Partial<NewRules> = {}): NewRules => ({
  name: 'Visa goes away',
  rules: [{ name: 'Visa', when: { field: 'scheme', is: ['visa'] }, use: to(away) }],
  otherwise: to(home),
  ...more,
})
const create = async (scope: OpenScope, more: Partial<NewRules> = {}) =>
  valueOf(await kit.transact(scope, (open) => kit.routing.createRuleSet(open, asked(more)))).rule_set
const activate = async (scope: OpenScope, id: Awaited<ReturnType<typeof create>>['id']) =>
  valueOf(await kit.transact(scope, (open) => kit.routing.activateRuleSet(open, id)))
const firstOf = async (routing: Routing, scope: OpenScope) => {
  const snapshot = await routing.snapshot(scope)
  return routing.decide(scope.tenant_id, testInput(), snapshot, 0.5).candidates[0]?.account
}

test('versions count from 1, never change, and decide nothing until one is activated', async () => {
  const scope = await kit.newScope()
  const one = await create(scope)
  const two = await create(scope, { name: 'Everything at home', rules: [] })
  assert.deepEqual([one.version, two.version, one.is_active, two.is_active], [1, 2, false, false])
  assert.equal(await firstOf(kit.routing, scope), home.id)
  await activate(scope, one.id)
  assert.equal(await firstOf(kit.routing, scope), away.id, 'at once in this process')
  const stored = await kit.routing.findRuleSet(scope, one.id)
  assert.deepEqual([stored?.rules, stored?.otherwise, stored?.is_active], [asked().rules, to(home), true])
  await assert.rejects(
    kit.transact(scope, ({ db }) =>
      db
        .updateTable('routing.rule_set' as never)
        .set({ name: 'x' } as never)
        .where('tenant_id' as never, '=', scope.tenant_id as never)
        .execute(),
    ),
    /permission denied/,
  )
})

test('another process follows within seconds', async () => {
  const scope = await kit.newScope()
  const other = kit.another()
  assert.equal(await firstOf(other, scope), home.id)
  await activate(scope, (await create(scope)).id)
  assert.equal(await firstOf(other, scope), home.id, 'from its memory')
  kit.world.advance(SNAPSHOT_MS_MAX + 1)
  assert.equal(await firstOf(other, scope), away.id)
})

test('an activation is told and audited once; a repeat does nothing', async () => {
  const scope = await kit.newScope()
  const [one, two] = [await create(scope), await create(scope)]
  await activate(scope, one.id)
  await activate(scope, two.id)
  const again = await activate(scope, two.id)
  assert.equal(again.is_active, true)
  const facts = await kit.facts(scope)
  assert.deepEqual(
    facts.map(({ type }) => type),
    ['routing.rules_created', 'routing.rules_created', 'routing.rules_activated', 'routing.rules_activated'],
  )
  assert.deepEqual(facts.at(-1)?.body['previous'], { id: one.id, version: 1 })
  assert.equal((facts[3]?.body['object'] as { id?: string } | undefined)?.id, two.id)
  assert.equal(routingFacts.table['routing.rules_activated'].event, 'routing_rules.activated')
  const { rows } = await kit.database.admin.query<{ action: string }>(
    'select action from audit.event where tenant_id = $1 order by seq',
    [scope.tenant_id],
  )
  assert.deepEqual(
    rows.map(({ action }) => action),
    ['routing_rules.create', 'routing_rules.create', 'routing_rules.activate', 'routing_rules.activate'],
  )
})

test('rules that name an account which is not there are refused, also when it goes later', async () => {
  const scope = await kit.newScope()
  const gone = testAccount()
  kit.accounts.push(gone)
  const made = await create(scope, { otherwise: to(gone) })
  kit.accounts.pop()
  const refusal = async (work: Promise<Result<unknown, Failure>>) => {
    const result = await work
    assert.ok(!result.ok)
    return [result.error.code, result.error.param]
  }
  assert.deepEqual(await refusal(kit.transact(scope, (open) => kit.routing.activateRuleSet(open, made.id))), [
    'rules_invalid',
    'otherwise.accounts.0',
  ])
  const wrong = { rules: [], otherwise: { kind: 'priority' as const, accounts: [accountId()] } }
  assert.deepEqual(
    await refusal(kit.transact(scope, (open) => kit.routing.createRuleSet(open, asked(wrong)))),
    ['rules_invalid', 'otherwise.accounts.0'],
  )
  assert.deepEqual(
    await refusal(kit.transact(scope, (open) => kit.routing.activateRuleSet(open, newId('rul', kit.world)))),
    ['rule_set_not_found', undefined],
  )
})

test('a list goes newest first, page by page, and shows the tenant’s own versions only', async () => {
  const [scope, other] = [await kit.newScope(), await kit.newScope()]
  for (let version = 1; version <= 3; version++) await create(scope)
  const { id } = await create(other)
  const first = await kit.routing.listRuleSets(scope, { before: undefined, limit: 2 })
  const rest = await kit.routing.listRuleSets(scope, { before: first.at(-1)?.version, limit: 2 })
  assert.deepEqual(
    [...first, ...rest].map(({ version }) => version),
    [3, 2, 1],
  )
  assert.equal(await kit.routing.findRuleSet(scope, id), undefined)
})

test('activations at once leave one active version', async () => {
  const scope = await kit.newScope()
  const made = [await create(scope), await create(scope), await create(scope)]
  await Promise.all(made.map(({ id }) => activate(scope, id)))
  const listed = await kit.routing.listRuleSets(scope, { before: undefined, limit: 10 })
  assert.equal(listed.filter(({ is_active }) => is_active).length, 1)
})

test('a simulation has no effect and knows rules that are not stored', async () => {
  const scope = await kit.newScope()
  const { rules, otherwise } = asked()
  const [decision] = await kit.routing.simulate(scope, { rules, otherwise: otherwise ?? to(home) }, [
    testInput(),
  ])
  assert.deepEqual([decision?.rule_set, decision?.rule, decision?.candidates[0]?.account], [null, 0, away.id])
  const [by_priority] = await kit.routing.simulate(scope, undefined, [testInput()])
  assert.equal(by_priority?.candidates[0]?.account, home.id)
  assert.deepEqual(await kit.facts(scope), [])
})

test('what a breaker saw stands in the next snapshot, and probes are few', async () => {
  const scope = await kit.newScope()
  const { tenant_id } = scope
  for (let call = 0; call < 10; call++)
    kit.routing.observe(tenant_id, home.id, 'authorize', { kind: 'unknown' }, 5_000)
  assert.equal(await firstOf(kit.routing, scope), away.id)
  kit.world.advance(SETTLE_MS + 15_000)
  const snapshot = await kit.routing.snapshot(scope)
  const tried = Array.from({ length: 10 }, () => kit.routing.decide(tenant_id, testInput(), snapshot, 0.01))
  assert.equal(tried.filter(({ candidates }) => candidates[0]?.account === home.id).length, 3)
  assert.deepEqual(
    kit.routing.health(tenant_id).map(({ account, state }) => [account, state]),
    [[home.id, 'half_open']],
  )
})
