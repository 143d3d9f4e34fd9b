// Goal: every code of a return has a next step that is safe for every kind of order.
// Method: the whole table of codes, and random orders, days and codes that nobody knows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Id } from '../../../kernel/id.ts'
import { federalReserve } from '../calendars/calendar.ts'
import { achReturnCodes } from '../codes/ach.ts'
import { orderPurposes } from '../payment_orders/payment_order.ts'
import { anyDay, day } from '../rules/testing.ts'
import { nextStep, type StepAsked } from './next_steps.ts'

const MANDATE = 'man_01kdv0000000000000000000g0' as Id<'man'>
const asked = (
  code: string,
  more: Partial<StepAsked['order']> = {},
  rest: Partial<StepAsked> = {},
): StepAsked => ({
  code,
  order: { kind: 'direct_debit', purpose: 'payment', attempt: 1, amount: 5_000, mandate: MANDATE, ...more },
  first: { amount: 5_000, settles_on: day('2026-11-02') },
  returned_on: day('2026-11-04'),
  note: '',
  ...rest,
})

/** What is done about the first return of a debit that was agreed to: action, account, mandate, whether it is tried again, person. */
const table: Readonly<Record<string, string>> = {
  R01: 'RETRY_NSF again',
  R02: 'NEW_DETAILS ask_details person',
  R03: 'NEW_DETAILS ask_details person',
  R04: 'NEW_DETAILS ask_details person',
  R05: 'REVOKE_MANDATE freeze revoke person',
  R06: 'NONE person',
  R07: 'REVOKE_MANDATE revoke',
  R08: 'STOP_THIS_PAYMENT person',
  R09: 'RETRY_NSF again',
  R10: 'REVOKE_MANDATE revoke person',
  R11: 'FIX_AND_RESUBMIT person',
  R12: 'NEW_DETAILS ask_details person',
  R13: 'NEW_DETAILS ask_details person',
  R14: 'STOP_THIS_PAYMENT person',
  R15: 'REVOKE_MANDATE revoke person',
  R16: 'COMPLIANCE_HOLD freeze person',
  R17: 'OPS_REVIEW person',
  R18: 'FIX_AND_RESUBMIT person',
  R19: 'FIX_AND_RESUBMIT person',
  R20: 'NEW_DETAILS ask_details person',
  R21: 'FIX_AND_RESUBMIT person',
  R22: 'FIX_AND_RESUBMIT person',
  R23: 'NEW_DETAILS ask_details person',
  R24: 'NONE person',
  R25: 'FIX_AND_RESUBMIT person',
  R26: 'FIX_AND_RESUBMIT person',
  R27: 'FIX_AND_RESUBMIT person',
  R28: 'NEW_DETAILS ask_details person',
  R29: 'REVOKE_MANDATE revoke',
  R30: 'OPS_REVIEW person',
  R31: 'DISHONOR person',
  R32: 'RETRY_LATER person',
  R33: 'OPS_REVIEW person',
  R34: 'NEW_DETAILS ask_details person',
  R35: 'FIX_AND_RESUBMIT person',
  R36: 'FIX_AND_RESUBMIT person',
  R37: 'ACCEPT_LOSS person',
  R38: 'STOP_THIS_PAYMENT person',
  R39: 'OPS_REVIEW person',
  R40: 'OPS_REVIEW person',
  R41: 'FIX_AND_RESUBMIT person',
  R42: 'FIX_AND_RESUBMIT person',
  R43: 'FIX_AND_RESUBMIT person',
  R44: 'FIX_AND_RESUBMIT person',
  R45: 'FIX_AND_RESUBMIT person',
  R46: 'FIX_AND_RESUBMIT person',
  R47: 'NONE',
  R50: 'ACCEPT_LOSS',
  R51: 'REVOKE_MANDATE revoke person',
  R52: 'STOP_THIS_PAYMENT person',
  R53: 'NONE person',
  R61: 'OPS_REVIEW person',
  R62: 'OPS_REVIEW person',
  R67: 'OPS_REVIEW person',
  R68: 'OPS_REVIEW person',
  R69: 'OPS_REVIEW person',
  R70: 'OPS_REVIEW person',
  R71: 'OPS_REVIEW person',
  R72: 'ACCEPT_LOSS',
  R73: 'ACCEPT_LOSS',
  R74: 'NONE person',
  R75: 'NONE person',
  R76: 'ACCEPT_LOSS',
  R77: 'ACCEPT_LOSS',
  R80: 'FIX_AND_RESUBMIT person',
  R81: 'RETRY_OTHER_ROUTE person',
  R82: 'NEW_DETAILS ask_details person',
  R83: 'RETRY_LATER person',
  R84: 'RETRY_OTHER_ROUTE person',
  R85: 'FIX_AND_RESUBMIT person',
  R90: 'COMPLIANCE_HOLD freeze person',
}
const shortly = (given: StepAsked): string => {
  const { action, bank_account, mandate, retry_on, needs_review } = nextStep(given)
  const words = [
    action,
    bank_account,
    mandate,
    retry_on === null ? null : 'again',
    needs_review ? 'person' : null,
  ]
  return words.filter((word) => word !== null).join(' ')
}

test('each code in the table is followed by what it asks for', () => {
  const found = Object.fromEntries(achReturnCodes.map(({ code }) => [code, shortly(asked(code))]))
  assert.deepEqual(found, table)
})

test('a debit without funds is tried again three banking days later, twice at most', () => {
  assert.equal(nextStep(asked('R01')).retry_on, federalReserve.addBankingDays(day('2026-11-04'), 3))
  assert.equal(shortly(asked('R01', { attempt: 2 })), 'RETRY_NSF again')
  const third = nextStep(asked('R01', { attempt: 3 }))
  assert.deepEqual([third.retry_on, third.needs_review], [null, true])
  const late = nextStep(asked('R01', {}, { returned_on: day('2027-05-04') }))
  assert.deepEqual([late.retry_on, late.needs_review], [null, true])
})

test('a payment, a fee, a reversal or a prenote is never tried again by itself', () => {
  for (const purpose of orderPurposes)
    for (const kind of ['credit_transfer', 'direct_debit'] as const) {
      const step = nextStep(asked('R01', { kind, purpose }))
      const isDebit = kind === 'direct_debit' && purpose === 'payment'
      assert.equal(step.retry_on !== null, isDebit, `${kind} ${purpose}`)
      assert.equal(step.needs_review, !isDebit)
    }
})

test('where nobody agreed to be debited the account is frozen in the place of a mandate', () => {
  const step = nextStep(asked('R15', { kind: 'credit_transfer', mandate: null }))
  assert.deepEqual([step.mandate, step.bank_account, step.needs_review], [null, 'freeze', true])
})

test('a bank that calls an entry questionable has the account frozen', () => {
  const step = nextStep(asked('R17', {}, { note: 'questionable' }))
  assert.deepEqual([step.bank_account, step.needs_review], ['freeze', true])
})

test('whatever the code, the day and the order: nothing is done twice over, and an unknown code goes to a person', () => {
  const codes = fc.oneof(
    fc.constantFrom(...achReturnCodes.map(({ code }) => code)),
    fc.string({ minLength: 0, maxLength: 10 }),
  )
  const orders = fc.record({
    kind: fc.constantFrom('credit_transfer' as const, 'direct_debit' as const),
    purpose: fc.constantFrom(...orderPurposes),
    attempt: fc.integer({ min: 1, max: 3 }),
    amount: fc.integer({ min: 0, max: 10_000 }),
    mandate: fc.constantFrom(null, MANDATE),
  })
  const known = new Set(achReturnCodes.map(({ code }) => code))
  fc.assert(
    fc.property(codes, orders, anyDay, anyDay, (code, order, settles_on, returned_on) => {
      const first = { amount: order.amount, settles_on }
      const step = nextStep(asked(code, order, { first, returned_on }))
      assert.ok(step.because.length >= 1 && step.because.length <= 500)
      assert.ok(step.mandate === null || order.mandate !== null)
      if (step.retry_on === null)
        return assert.ok(known.has(code) || (step.action === 'OPS_REVIEW' && step.needs_review))
      assert.ok(step.retry_on > returned_on && federalReserve.isBankingDay(step.retry_on))
      assert.deepEqual([step.bank_account, step.mandate, step.needs_review], [null, null, false])
    }),
  )
})
