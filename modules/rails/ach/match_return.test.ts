// Goal: whatever a bank says of an entry is either something that its order can do, or a notice; never a crash, never a guess.
// Method: random orders in every state and random answers; moves are held against the machine of orders.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Id } from '../../../kernel/id.ts'
import { achReturnCodes, achReturnStage } from '../codes/ach.ts'
import type { AchReturn } from '../nacha/public.ts'
import { targetOf } from '../payment_orders/decide_move.ts'
import { paymentOrderStates } from '../payment_orders/payment_order.machine.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { anyDay, day } from '../rules/testing.ts'
import { decideAnswer, type Entries, findEntry } from './match_return.ts'

const ACCOUNT = 'bac_01kdv0000000000000000000g0' as Id<'bac'>
const orderOf = (more: Partial<PaymentOrder> = {}) =>
  ({
    bank_account: ACCOUNT,
    amount: 100,
    state: 'settled',
    steps: 3,
    settles_on: day('2026-11-02'),
    reason_code: null,
    reference: '990000000000001',
    ...more,
  }) as PaymentOrder
const answerOf = (reason_code: string, return_reason_code = '01') =>
  ({
    stage: achReturnStage(reason_code) ?? 'return',
    reason_code,
    return_reason_code,
    entry: { trace_number: '091000010000001' },
  }) as AchReturn

const codes = fc.oneof(
  fc.constantFrom(...achReturnCodes.map(({ code }) => code)),
  fc.string({ minLength: 1, maxLength: 3 }),
)

test('an order moves only as its machine allows, and what does not move it is a notice', () => {
  const orders = fc.record({
    state: fc.constantFrom(...paymentOrderStates),
    reason_code: fc.oneof(fc.constant(null), codes),
    steps: fc.integer({ min: 0, max: 30 }),
    settles_on: anyDay,
  })
  fc.assert(
    fc.property(orders, codes, fc.string({ maxLength: 2 }), anyDay, (given, code, return_reason_code, on) => {
      const decision = decideAnswer(
        orderOf(given),
        { line: 1, answer: answerOf(code, return_reason_code) },
        on,
      )
      if (decision.verb === null) return assert.ok(decision.notice !== null && decision.first === null)
      const between = decision.first === null ? given.state : targetOf(given.state, decision.first)
      assert.ok(between !== undefined)
      assert.equal(targetOf(between, decision.verb), decision.verb === 'return' ? 'returned' : 'settled')
      assert.ok(decision.code.length >= 1 && decision.code.length <= 10)
    }),
    { numRuns: 500 },
  )
})

const entriesOf = (orders: readonly PaymentOrder[], routing_number = '091000019', version = 1): Entries => ({
  by_trace: Map.groupBy(orders, ({ reference }) => reference ?? ''),
  accounts: new Map([[ACCOUNT, { bank: { routing_number }, version }]]),
})
const asked = (
  more: { readonly trace?: string; readonly rdfi?: string; readonly amount?: bigint | null } = {},
) => ({
  original_trace_number: more.trace ?? '990000000000001',
  original_rdfi_identification: more.rdfi ?? '09100001',
  amount: more.amount === undefined ? 100n : more.amount,
})

test('an entry is known by its trace number, its amount and its bank', () => {
  const order = orderOf()
  const kindOf = (entries: Entries, more: Parameters<typeof asked>[0] = {}) =>
    findEntry(entries, asked(more)).notice?.kind ?? 'found'
  assert.equal(kindOf(entriesOf([order])), 'found')
  assert.equal(kindOf(entriesOf([order]), { trace: '990000000000002' }), 'unknown_trace')
  assert.equal(kindOf(entriesOf([order]), { amount: 99n }), 'amount_differs')
  assert.equal(kindOf(entriesOf([order]), { rdfi: '23138010' }), 'rdfi_differs')
  assert.equal(kindOf(entriesOf([order], '231380104', 2)), 'found')
  assert.equal(kindOf(entriesOf([order]), { amount: null }), 'found')
})

test('of two entries with one trace number the one with the amount counts, and of two alike the newer', () => {
  const id = (last: string) => `por_01kdv0000000000000000000g${last}` as Id<'por'>
  const [newer, older] = [orderOf({ id: id('2') }), orderOf({ id: id('1') })]
  const dear = orderOf({ id: id('3'), amount: 500 })
  assert.equal(findEntry(entriesOf([dear, newer, older]), asked()).order, newer)
  assert.equal(findEntry(entriesOf([newer, dear]), asked({ amount: 500n })).order, dear)
})
