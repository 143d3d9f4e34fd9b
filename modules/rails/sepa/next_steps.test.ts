import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '../../../kernel/world.ts'
import { sepaReasonRows } from '../codes/facts/sepa_reasons.ts'
import { sepaNextStep, type SepaStepAsked } from './next_steps.ts'

const on = '2026-11-24' as Day
const collection = {
  kind: 'direct_debit',
  attempt: 1,
  mandate: 'man_1' as never,
  sequence_type: 'RCUR',
} as const
const transfer = { kind: 'credit_transfer', attempt: 1, mandate: null, sequence_type: null } as const
const step = (code: string, order: SepaStepAsked['order'] = collection) =>
  sepaNextStep({ code, order, on, note: '' })

test('a debtor without funds is asked again a week later, twice, under the same mandate', () => {
  assert.deepEqual([step('AM04').retry_on, step('AM04').needs_review], ['2026-12-01', false])
  assert.equal(step('AM04', { ...collection, attempt: 2 }).retry_on, '2026-12-01')
  const third = step('AM04', { ...collection, attempt: 3 })
  assert.deepEqual([third.retry_on, third.needs_review], [null, true])
})

test('a bank that gives no reason is asked once more; then the debtor is asked for other details', () => {
  assert.equal(step('MS03').retry_on, '2026-11-26')
  const second = step('MS03', { ...collection, attempt: 2 })
  assert.deepEqual([second.retry_on, second.bank_account], [null, 'ask_details'])
})

test('after a final or one-off collection nothing is tried again, and a transfer is not repeated by itself', () => {
  for (const sequence_type of ['OOFF', 'FNAL'] as const)
    assert.deepEqual(
      [
        step('AM04', { ...collection, sequence_type }).retry_on,
        step('AM04', { ...collection, sequence_type }).needs_review,
      ],
      [null, true],
    )
  assert.deepEqual([step('MS03', transfer).retry_on, step('MS03', transfer).needs_review], [null, true])
})

test('codes do to mandates and accounts what they say', () => {
  assert.equal(step('MD01').mandate, 'revoke')
  assert.equal(step('MD07', transfer).bank_account, 'freeze')
  assert.equal(step('AC04').bank_account, 'ask_details')
  assert.equal(step('FRAD').bank_account, 'freeze')
  assert.equal(step('MD06').needs_review, true)
  assert.deepEqual([step('FOCR', transfer).needs_review, step('AM05', transfer).needs_review], [false, true])
})

test('every code of the table, and every one that nobody knows, leads to something that can be done', () => {
  const codes = fc.oneof(
    fc.constantFrom(...sepaReasonRows.map(({ code }) => code)),
    fc.string({ maxLength: 4 }),
  )
  fc.assert(
    fc.property(
      codes,
      fc.constantFrom(collection, transfer),
      fc.integer({ min: 1, max: 3 }),
      (code, order, attempt) => {
        const next = step(code, { ...order, attempt })
        const isDone =
          next.needs_review ||
          next.retry_on !== null ||
          next.bank_account !== null ||
          next.mandate !== null ||
          code === 'FOCR'
        assert.ok(isDone, code)
        assert.ok(next.because.length >= 1 && next.because.length <= 500)
        assert.ok(next.mandate === null || order.mandate !== null)
        assert.ok(next.retry_on === null || !next.needs_review)
      },
    ),
  )
})
