import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTestDatabase } from '../../platform/db/testing.ts'
import { disputeStates } from './dispute.machine.ts'
import { declaredSteps, FIRST_STEP, stateOf } from './steps.ts'

const database = await createTestDatabase()
after(() => database.drop())

test('the database lets a dispute take the steps of its machine and no other', async () => {
  const { rows } = await database.admin.query<{ text: string }>(
    `select pg_get_constraintdef(oid) as text from pg_constraint
      where conrelid = 'disputes.dispute'::regclass and conname = 'declared_step'`,
  )
  const check = rows[0]?.text.replace(/^CHECK /, '') ?? 'false'
  const { rows: steps } = await database.admin.query<{ step: number }>(
    `select step from (select generate_series(1, 79999) as step) s where ${check} order by step`,
  )
  assert.deepEqual(
    steps.map(({ step }) => step),
    [FIRST_STEP, ...declaredSteps].sort((a, b) => a - b),
  )
})

test('a stored step says which state it led to', () => {
  const seen = new Set(declaredSteps.map(stateOf))
  assert.deepEqual([...seen].sort(), [...disputeStates].sort())
})
