import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Id, newId } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import { plusMs } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { assess } from './assess.ts'
import { defaultRules, defaultRuleSet } from './default_rules.ts'
import type { ItemKind, ListEffect, NewItem } from './list.ts'
import { overseas } from './testing/payment.ts'
import { type TestRisk, testRisk } from './testing/test_risk.ts'

let t: TestRisk
before(async () => void (t = await testRisk()))
after(() => t.close())

const code = (result: Result<unknown, Failure>): string => (result.ok ? 'ok' : result.error.code)
const items = (...values: string[]): NewItem[] => values.map((value) => ({ value, expires_at: null }))

async function make(scope: OpenScope, kind: ItemKind, effect: ListEffect): Promise<Id<'lst'>> {
  const id = newId('lst', t.world)
  const asked = { id, name: `${effect} ${kind}`, kind, effect }
  assert.equal(code(await t.transact(scope, (inner) => t.risk.createList(inner, asked))), 'ok')
  return id
}
const add = (scope: OpenScope, id: Id<'lst'>, asked: readonly NewItem[]) =>
  t.transact(scope, (inner) => t.risk.addItems(inner, id, asked))
const remove = (scope: OpenScope, id: Id<'lst'>, ...values: string[]) =>
  t.transact(scope, (inner) => t.risk.removeItems(inner, id, values))
async function decide(scope: OpenScope, more: Partial<typeof overseas> = {}): Promise<string> {
  const at = scope.world.now()
  const [view] = await t.risk.look(t.lane, scope.tenant_id, at, [{ ...overseas, ...more }])
  return assess(overseas, view as NonNullable<typeof view>, defaultRuleSet).decision
}

test('every kind of value that stands on a block list blocks the payment it belongs to', async () => {
  const values: Record<ItemKind, string> = {
    card: overseas.fingerprint,
    bin: '411111',
    email: 'ANNA@example.com',
    email_domain: 'example.com',
    ip: '192.0.2.0/24',
    country: 'US',
    device: 'device-1',
    customer: String(overseas.customer),
  }
  for (const [kind, value] of Object.entries(values) as [ItemKind, string][]) {
    const scope = await t.newScope()
    const id = await make(scope, kind, 'block')
    assert.equal(await decide(scope), 'allow')
    assert.equal(code(await add(scope, id, items(value))), 'ok')
    assert.equal(await decide(scope), 'block', kind)
    assert.equal(code(await remove(scope, id, value)), 'ok')
    assert.equal(await decide(scope), 'allow', kind)
  }
})

test('an item counts until it expires by the tenant’s clock', async () => {
  const scope = await t.newScope()
  const id = await make(scope, 'country', 'review')
  await add(scope, id, [{ value: 'US', expires_at: plusMs(t.world.now(), 60_000) }])
  assert.equal(await decide(scope), 'review')
  t.world.advance(60_000)
  assert.equal(await decide(scope), 'allow')
  await add(scope, id, items('US'))
  assert.equal(await decide(scope), 'review')
  assert.equal(code(await add(scope, id, [{ value: 'US', expires_at: t.world.now() }])), 'invalid_request')
})

test('values that say who somebody is are stored as hashes; a hint is what is left of them', async () => {
  const scope = await t.newScope()
  const id = await make(scope, 'email', 'block')
  await add(scope, id, items('anna@example.com'))
  const [row] = await t.risk.listItems(scope, id, { after: undefined, limit: 10 })
  assert.deepEqual([row?.value, row?.hint], [null, 'a…@…'])
  const { rows } = await t.database.admin.query('select i::text as text from risk.list_item i')
  assert.ok(rows.length > 0 && !JSON.stringify(rows).includes('anna'))
})

test('values that are not of the list’s kind are named, and nothing is added', async () => {
  const scope = await t.newScope()
  const id = await make(scope, 'bin', 'block')
  const result = await add(scope, id, items('411111', '4111', 'x'))
  assert.ok(!result.ok)
  assert.deepEqual(
    result.error.errors?.map(({ param }) => param),
    ['items.1.value', 'items.2.value'],
  )
  assert.equal((await t.risk.findList(scope, id))?.items, 0)
})

test('a repeat changes nothing; another list under the same id is refused', async () => {
  const scope = await t.newScope()
  const id = await make(scope, 'bin', 'block')
  const again = (effect: ListEffect) =>
    t.transact(scope, (inner) => t.risk.createList(inner, { id, name: 'block bin', kind: 'bin', effect }))
  assert.deepEqual([code(await again('block')), code(await again('review'))], ['ok', 'list_differs'])
  for (let run = 0; run < 2; run++) await add(scope, id, items('411111', '422222', '411111'))
  assert.equal((await t.risk.findList(scope, id))?.items, 2)
  for (let run = 0; run < 2; run++) await remove(scope, id, '411111', '433333')
  assert.equal((await t.risk.findList(scope, id))?.items, 1)
})

test('a list that the active rules look at is not deleted; any other goes with its items', async () => {
  const scope = await t.newScope()
  const id = await make(scope, 'bin', 'none')
  await add(scope, id, items('411111'))
  const rules = [
    { name: 'own', text: 'x', when: [{ field: 'list', operator: 'contains', list: id }], decision: 'review' },
  ] as const
  const set = { id: newId('rul', t.world), description: null, definition: { ...defaultRules, rules } }
  await t.transact(scope, (inner) => t.risk.createRuleSet(inner, set))
  await t.transact(scope, (inner) => t.risk.activateRuleSet(inner, set.id))
  const drop = (one: Id<'lst'>) => t.transact(scope, (inner) => t.risk.deleteList(inner, one))
  assert.equal(code(await drop(id)), 'list_in_use')
  const other = await make(scope, 'bin', 'block')
  await add(scope, other, items('411111'))
  assert.equal(await decide(scope), 'block')
  assert.deepEqual([code(await drop(other)), code(await drop(other))], ['ok', 'list_not_found'])
  assert.equal(await decide(scope), 'allow')
})

test('every change of a list is told, without its values, and written into the audit trail', async () => {
  const scope = await t.newScope()
  const id = await make(scope, 'email', 'block')
  await add(scope, id, items('anna@example.com'))
  await remove(scope, id, 'anna@example.com')
  await t.transact(scope, (inner) => t.risk.deleteList(inner, id))
  const facts = await t.facts(scope)
  assert.deepEqual(
    facts.map(({ type }) => type),
    ['risk.list_created', 'risk.list_changed', 'risk.list_changed', 'risk.list_deleted'],
  )
  assert.ok(!JSON.stringify(facts).includes('anna'))
  const { rows } = await t.database.admin.query<{ action: string }>(
    'select action from audit.event where tenant_id = $1 order by seq',
    [scope.tenant_id],
  )
  assert.deepEqual(
    rows.map(({ action }) => action),
    ['risk_lists.create', 'risk_lists.add_items', 'risk_lists.remove_items', 'risk_lists.delete'],
  )
})

test('a list that is made after a look is seen by the next one, and none is looked for where there is none', async () => {
  const scope = await t.newScope()
  assert.equal(await decide(scope), 'allow')
  assert.equal(await decide(scope), 'allow')
  const id = await make(scope, 'country', 'block')
  assert.equal(await decide(scope), 'allow')
  await add(scope, id, items('US'))
  assert.equal(await decide(scope), 'block')
  assert.equal(await decide(scope), 'block')
})
