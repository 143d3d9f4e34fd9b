import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testAudit } from '../../audit/testing.ts'
import { openBankAccount, openOrderBench, type OrderBench } from '../payment_orders/orders_testing.ts'
import type { BankAccount } from './bank_account.ts'
import { correctBankAccounts } from './change_many.ts'

let bench: OrderBench
before(async () => {
  bench = await openOrderBench(61n)
})
after(() => bench.close())

const read = async (id: BankAccount['id']): Promise<BankAccount> => {
  const found = await bench.rails.findBankAccount(bench.scope, id)
  return found.ok ? found.value : assert.fail(found.error.code)
}
const sealed = async (account_number: string) => {
  const details = {
    country: 'US',
    currency: 'USD',
    holder: { name: 'Ada Lovelace', kind: 'individual' as const },
    account_type: 'checking' as const,
    account: { routing_number: '091000019', account_number },
  }
  const made = await bench.rails.sealDetails(bench.scope, { details, rails: [] })
  return made.ok ? made.value : assert.fail(made.error.code)
}

test('details are as old as a person’s last word on them: what a bank corrects does not make them new', async () => {
  const id = await openBankAccount(bench, '31001')
  const added = await read(id)
  assert.equal(added.details_given_at, added.created_at)
  bench.world.advance(1_000)
  const correction = { id, version: added.version, sealed: await sealed('31002') }
  const audit = testAudit(bench.database.db, bench.world)
  await bench.within((tx) => correctBankAccounts({ audit }, tx, [correction]))
  const corrected = await read(id)
  assert.deepEqual([corrected.version, corrected.number_last4], [2, '1002'])
  assert.equal(corrected.details_given_at, added.created_at)
  bench.world.advance(1_000)
  const given = await sealed('31003')
  assert.ok((await bench.within((tx) => bench.rails.replaceDetails(tx, id, given))).ok)
  assert.equal((await read(id)).details_given_at, bench.world.now())
})
