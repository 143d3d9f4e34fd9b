import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import type { Day } from '../../kernel/world.ts'
import { compileChecker } from '../../platform/http/checker.ts'
import { inputSchema } from '../../platform/http/input_schema.ts'
import type { Account } from './account.ts'
import { ledgerFacts } from './facts.ts'
import { type TestLedger, testLedger } from './testing/test_ledger.ts'

let t: TestLedger
before(async () => void (t = await testLedger()))
after(() => t.close())

test('every fact is told as the catalogue says, and every fact of the catalogue can be told', async () => {
  const scope = await t.newScope()
  const [a, b] = (await t.open(scope, { floor: -5n, metadata: { k: 'v' } }, { name: 'B' })) as [
    Account,
    Account,
  ]
  const id = newId('mon', t.world)
  await t.transact(scope, async (inner) => {
    await t.ledger.changeAccounts(inner, [{ id: b.id, patch: { ceiling: 9n } }])
    await t.ledger.createMonitor(inner, {
      id,
      account_id: a.id,
      field: 'posted',
      operator: 'lt',
      threshold: 0n,
      currency: 'USD',
    })
    const closed_through = '2025-12-30' as Day
    await t.ledger.closePeriod(inner, { id: newId('per', t.world), closed_through, description: 'year' })
  })
  await t.ledger.post(scope, [t.move(a, b)])
  await t.ledger.post(scope, [t.move(b, a)])
  await t.transact(scope, (inner) => t.ledger.deleteMonitor(inner, id))
  const told = await t.facts(scope)
  const table = new Map(Object.entries(ledgerFacts.table))
  for (const { type, body } of told) {
    const row = table.get(type)
    assert.ok(row !== undefined, `${type} is in the catalogue`)
    const faults: Parameters<ReturnType<typeof compileChecker>['explain']>[2] = []
    compileChecker(inputSchema(row.body, type)).explain(body, '', faults)
    assert.deepEqual(faults, [], type)
  }
  assert.deepEqual([...new Set(told.map(({ type }) => type))].sort(), [...table.keys()].sort())
})
