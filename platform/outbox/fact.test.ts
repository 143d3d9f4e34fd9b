import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { Bug } from '../../kernel/assert.ts'
import { bodyOf, facts } from './fact.ts'

const ledgerFacts = facts({
  'test.account_opened': {
    text: 'An account was opened.',
    body: Type.Object({ account_id: Type.String(), count: Type.Integer() }),
  },
  'test.account_closed': { text: 'An account was closed.', body: Type.Object({}) },
})

test('a fact is made from its catalogue; another type or another body does not compile', () => {
  const body = { account_id: 'acc_1', count: 1 }
  assert.deepEqual(ledgerFacts.fact('test.account_opened', 'acc_1', body), {
    type: 'test.account_opened',
    object_id: 'acc_1',
    body,
  })
  // @ts-expect-error a body of another shape
  ledgerFacts.fact('test.account_opened', 'acc_1', { account_id: 7, count: 1 })
  // @ts-expect-error an amount is digits in a string: JSON has no bigint
  ledgerFacts.fact('test.account_closed', 'acc_1', { amount: 1n })
  // @ts-expect-error a type that nobody declared
  assert.throws(() => ledgerFacts.fact('test.account_burnt', 'acc_1', {}), Bug)
})

test('the body of a stored fact is read back', () => {
  assert.deepEqual(bodyOf({ body: '{"count":1}' }), { count: 1 })
})
