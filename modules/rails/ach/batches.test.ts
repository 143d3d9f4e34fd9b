// Goal: orders are cut into batches that fit, and numbered so that each batch has room for the entry that balances it.
// Method: random orders, with sums near the limits of the format.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { day } from '../rules/testing.ts'
import { createAchNumbering, createBatchBreaks } from './batches.ts'
import type { AchOrder } from './receiver.ts'

const identity = { ach: { odfi_routing_number: '990000000' } } as BankConnection['identity']
const connection = (balanced: boolean) => ({ identity, rules: { balanced } })

const orders = fc.array(
  fc.record({
    kind: fc.constantFrom('credit_transfer' as const, 'direct_debit' as const),
    sec_code: fc.constantFrom('CCD', 'PPD'),
    description: fc.constantFrom('PAYROLL', 'RENT'),
    effective_on: fc.constantFrom(day('2026-11-23'), day('2026-11-24')),
    amount: fc.integer({ min: 1, max: 9_999_999_999 }),
  }),
  { minLength: 1, maxLength: 60 },
)
type Planned = Pick<AchOrder, 'kind' | 'sec_code' | 'description' | 'effective_on' | 'amount' | 'reference'>

function plan(given: readonly Omit<Planned, 'reference'>[], balanced: boolean, next: number) {
  const numbering = createAchNumbering(connection(balanced), next)
  const numbered = given.map((order) => ({
    ...order,
    reference: numbering.take({ ...order, reference: null }),
  }))
  const isBreak = createBatchBreaks(connection(balanced))
  const batches: Planned[][] = []
  for (const order of numbered) {
    if (isBreak(order)) batches.push([])
    batches.at(-1)?.push(order)
  }
  return { batches, next: numbering.next() }
}

test('a batch is of one class, description, date and side, its numbers ascend and its sum fits', () => {
  fc.assert(
    fc.property(orders, fc.boolean(), fc.integer({ min: 1, max: 20_000_000 }), (given, balanced, next) => {
      const { batches } = plan(given, balanced, next)
      assert.equal(batches.flat().length, given.length)
      for (const batch of batches) {
        const heads = new Set(
          batch.map((one) => [one.sec_code, one.description, one.effective_on, one.kind].join()),
        )
        assert.equal(heads.size, 1)
        assert.ok(
          batch.every((one, at) => at === 0 || (batch[at - 1]?.reference ?? '') < (one.reference ?? '')),
        )
        const cents = batch.reduce((sum, one) => sum + one.amount, 0)
        assert.ok(cents <= (balanced ? 9_999_999_999 : 999_999_999_999))
      }
    }),
  )
})

test('a balanced batch leaves the number behind it free, over any number of pages', () => {
  fc.assert(
    fc.property(
      orders,
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 1, max: 20 }),
      (given, first, size) => {
        const taken = new Set<string>()
        const ends: string[] = []
        const isBreak = createBatchBreaks(connection(true))
        let next = first
        for (let at = 0; at < given.length; at += size) {
          const numbering = createAchNumbering(connection(true), next)
          for (const order of given.slice(at, at + size)) {
            const reference = numbering.take({ ...order, reference: null })
            if (isBreak({ ...order, reference })) ends.push(reference)
            else ends[ends.length - 1] = reference
            assert.ok(!taken.has(reference))
            taken.add(reference)
          }
          next = numbering.next()
        }
        for (const end of ends) assert.ok(!taken.has(String(Number(end) + 1).padStart(15, '0')))
      },
    ),
  )
})

test('a counter that is used up begins again, in a batch of its own', () => {
  const one = {
    kind: 'direct_debit' as const,
    sec_code: 'PPD',
    description: 'RENT',
    effective_on: day('2026-11-23'),
    amount: 1,
  }
  const { batches } = plan([one, one, one], false, 9_999_997)
  assert.deepEqual(
    batches.map((batch) => batch.map(({ reference }) => reference)),
    [['990000009999997', '990000009999998'], ['990000000000001']],
  )
})
