import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTestDatabase } from '../../platform/db/testing.ts'
import { paymentStates } from './payment.machine.ts'
import { declaredSteps } from './steps.ts'

const database = await createTestDatabase()
after(() => database.drop())

/** The steps that a CHECK of the table lets in, of all that could be written. */
async function allowed(table: string, first: number): Promise<number[]> {
  const { rows } = await database.admin.query<{ text: string }>(
    `select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = $1::regclass and conname = 'declared_step'`,
    [table],
  )
  const check = rows[0]?.text.replace(/^CHECK /, '') ?? 'false'
  const { rows: steps } = await database.admin.query<{ step: number }>(
    `select step from (select generate_series(1, 139999) as step) s where ${check} order by step`,
  )
  return steps.map(({ step }) => step).filter((step) => step > first)
}

test('the database lets a payment take the steps of its machine and no other', async () => {
  const steps = await allowed('payments.payment', paymentStates.length)
  assert.deepEqual(
    steps,
    [...declaredSteps.payment].sort((a, b) => a - b),
  )
})

test('the database lets a refund take the steps of its machine and no other', async () => {
  assert.deepEqual(
    await allowed('payments.refund', 1),
    [...declaredSteps.refund].sort((a, b) => a - b),
  )
})

test('the database lets an authentication take the steps of its machine and no other', async () => {
  assert.deepEqual(
    await allowed('payments.authentication', 1),
    [...declaredSteps.authentication].sort((a, b) => a - b),
  )
})
