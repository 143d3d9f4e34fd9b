import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Instant } from '../../../kernel/world.ts'
import { finalityOf, type PaymentOrder } from './payment_order.ts'

const until = 1_000_000 as Instant
const before = 999_999 as Instant
const order = (state: PaymentOrder['state'], rail: PaymentOrder['rail']) =>
  ({ state, rail, return_closes_at: until, dispute_closes_at: null, file_cutoff_at: null }) as PaymentOrder
const told = (state: PaymentOrder['state'], rail: PaymentOrder['rail'], now: Instant) =>
  finalityOf(order(state, rail), now).state

test('what settled is final when it can no longer come back', () => {
  assert.equal(told('settled', 'sepa', before), 'provisional')
  assert.equal(told('settled', 'sepa', until), 'final')
})

test('what came back in euro or at once stays so, and on ACH while its times run the return may be taken back', () => {
  for (const rail of ['sepa', 'sepa_core', 'sepa_b2b', 'sepa_instant', 'fednow', 'rtp'] as const)
    assert.deepEqual(
      [told('returned', rail, before), told('returned', rail, until)],
      ['final', 'final'],
      rail,
    )
  assert.deepEqual(
    [told('returned', 'ach', before), told('returned', 'ach', until)],
    ['provisional', 'final'],
  )
})

test('a reversal is final with the payment that it undoes', () => {
  assert.equal(told('reversed', 'sepa_core', before), 'provisional')
  assert.deepEqual(finalityOf(order('reversed', 'ach'), until), {
    state: 'final',
    expected_final_at: null,
    reversible_until: null,
    because: 'It was reversed.',
  })
})

test('what is on its way is not final, whatever the time', () => {
  for (const state of ['scheduled', 'submitting', 'submitted', 'unknown'] as const)
    assert.equal(told(state, 'ach', until), 'provisional', state)
})
