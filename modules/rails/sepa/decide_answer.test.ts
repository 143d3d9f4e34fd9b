import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '../../../kernel/world.ts'
import { targetOf } from '../payment_orders/decide_move.ts'
import { paymentOrderStates } from '../payment_orders/payment_order.machine.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { decideSepa } from './decide_answer.ts'
import type { AnswerVerb, SepaAnswer } from './sepa_answer.ts'

const order = (more: Partial<PaymentOrder> = {}): PaymentOrder =>
  ({ rail: 'sepa_core', state: 'settled', steps: 3, settles_on: '2026-11-24', ...more }) as PaymentOrder
const answer = (verb: AnswerVerb, code = ''): SepaAnswer => ({
  verb,
  code,
  place: 1,
  end_to_end_id: 'E',
  instruction_id: undefined,
  amounts: [],
  note: '',
  on: undefined,
})
const lateness = (rail: PaymentOrder['rail'], code: string, on: string) =>
  decideSepa(order({ rail }), answer('return', code), on as Day).notice?.kind

test('what a bank says leads from every state somewhere that the machine knows, or nowhere', () => {
  const states = fc.constantFrom(...paymentOrderStates)
  const verbs = fc.constantFrom<AnswerVerb>(
    'confirm',
    'reject',
    'return',
    'accept_recall',
    'refuse_recall',
    'recall',
  )
  fc.assert(
    fc.property(states, verbs, fc.integer({ min: 0, max: 30 }), (state, verb, steps) => {
      const { first, event, notice } = decideSepa(order({ state, steps }), answer(verb), '2026-11-25' as Day)
      const between = first === null ? state : targetOf(state, first)
      assert.ok(between !== undefined)
      if (event !== null) assert.ok(targetOf(between, event) !== undefined)
      assert.ok(event === null || steps <= 26)
      if (first !== null) assert.ok(event !== null)
      if (state === 'cancelled' && (verb === 'reject' || verb === 'return')) assert.ok(notice !== null)
    }),
  )
})

test('a core collection may come back for five banking days, be refunded for eight weeks, and be disputed for 13 months', () => {
  assert.equal(lateness('sepa_core', 'AC04', '2026-12-01'), undefined)
  assert.equal(lateness('sepa_core', 'AC04', '2026-12-02'), 'untimely_return')
  assert.equal(lateness('sepa_core', 'MD06', '2027-01-19'), undefined)
  assert.equal(lateness('sepa_core', 'MD06', '2027-01-20'), 'untimely_return')
  assert.equal(lateness('sepa_core', 'MD01', '2027-12-24'), undefined)
  assert.equal(lateness('sepa_core', 'MD01', '2027-12-25'), 'untimely_return')
})

test('a B2B collection has no refund, and a transfer comes back within three banking days or by a recall', () => {
  assert.equal(lateness('sepa_b2b', 'MD06', '2026-12-01'), 'untimely_return')
  assert.equal(lateness('sepa', 'AC01', '2026-11-27'), undefined)
  assert.equal(lateness('sepa', 'AC01', '2026-11-30'), 'untimely_return')
  assert.equal(lateness('sepa', 'FOCR', '2027-11-30'), undefined)
})

test('a reject of what we took for settled is a return: the money goes back', () => {
  assert.deepEqual(decideSepa(order(), answer('reject', 'AC01'), '2026-11-24' as Day), {
    first: null,
    event: 'return',
    notice: null,
  })
})
