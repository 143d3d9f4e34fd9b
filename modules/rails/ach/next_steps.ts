import { type Day, startOfDay } from '../../../kernel/world.ts'
import { federalReserve } from '../calendars/calendar.ts'
import { readAchReturnCode } from '../codes/ach.ts'
import type { RailAction } from '../codes/actions.ts'
import type { BankAccountEvent } from '../bank_accounts/bank_account.machine.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { mayReinitiate } from '../rules/ach/reinitiate.ts'
import { achRetryWait } from './facts/retry.ts'

export type StepAsked = {
  readonly code: string
  readonly order: Pick<PaymentOrder, 'kind' | 'purpose' | 'attempt' | 'amount' | 'mandate'>
  /** The first attempt, when this was a later one; else the order itself. */
  readonly first: Pick<PaymentOrder, 'amount' | 'settles_on'>
  /** The banking day on which the bank had the return. */
  readonly returned_on: Day
  /** What the other bank wrote beside the code. */
  readonly note: string
}
/** What is done by itself about a return, and what is left to a person. */
export type NextStep = {
  readonly action: RailAction
  readonly needs_review: boolean
  /** At most 500 characters. */
  readonly because: string
  readonly bank_account: Extract<BankAccountEvent, 'ask_details' | 'freeze'> | null
  readonly mandate: 'revoke' | null
  /** When the next attempt should settle; null: there is none. */
  readonly retry_on: Day | null
}
type Done = Partial<Omit<NextStep, 'because' | 'action'>> & { readonly says: string }

const BECAUSE_CHARS_MAX = 500
/** R05: a consumer's account was debited as a company's; nothing goes there until its holder was asked. payment-codes.md 1 */
const alsoFrozen: ReadonlySet<string> = new Set(['R05'])
/** R17 with this word in its addenda: the other bank suspects fraud. Nacha, questionable entries; payment-codes.md 1. */
const QUESTIONABLE = 'QUESTIONABLE'

/**
 * What follows from the code of a return: the action of its row in `codes/`, as far as it is safe for this order. Whatever
 * cannot be done by itself, and every code that nobody knows, goes to a person. Pure.
 */
export function nextStep(asked: StepAsked): NextStep {
  const { code, order } = asked
  const row = readAchReturnCode(code)
  const action = actionFor(row.auto_action, order)
  const { says, ...done } = stepOf(action, asked)
  const because = [`${code} ${row.name}.`, says, row.note].filter((text) => text !== '').join(' ')
  return {
    action,
    needs_review: false,
    bank_account: null,
    mandate: null,
    retry_on: null,
    ...done,
    because: because.slice(0, BECAUSE_CHARS_MAX),
  }
}

/** A payment cannot lack the payer's funds at the payee, and only payments that were agreed to are tried again. */
function actionFor(action: RailAction, { kind, purpose }: StepAsked['order']): RailAction {
  const isRetried = kind === 'direct_debit' && purpose === 'payment'
  return action === 'RETRY_NSF' && !isRetried ? 'OPS_REVIEW' : action
}

function stepOf(action: RailAction, asked: StepAsked): Done {
  const { code, order, note } = asked
  const row = readAchReturnCode(code)
  const isFraudSuspected = code === 'R17' && note.toUpperCase().includes(QUESTIONABLE)
  if (isFraudSuspected)
    return {
      bank_account: 'freeze',
      needs_review: true,
      says: 'The bank suspects fraud: the account is frozen.',
    }
  switch (action) {
    case 'RETRY_NSF':
      return retried(asked)
    case 'NEW_DETAILS':
      return {
        bank_account: 'ask_details',
        needs_review: true,
        says: 'The bank account waits for other details.',
      }
    case 'REVOKE_MANDATE':
      return revoked(order, alsoFrozen.has(code), row.then_action === 'OPS_REVIEW')
    case 'COMPLIANCE_HOLD':
      return {
        bank_account: 'freeze',
        needs_review: true,
        says: 'The account is frozen until compliance has looked.',
      }
    case 'ACCEPT_LOSS':
      return { needs_review: row.then_action === 'OPS_REVIEW', says: 'It stays as it is.' }
    case 'NONE':
      // A note says what somebody has to look at; without one there is nothing to do.
      return { needs_review: row.note !== '', says: '' }
    default:
      return { needs_review: true, says: reviewText[action] ?? 'Somebody has to look.' }
  }
}

const reviewText: Readonly<Partial<Record<RailAction, string>>> = {
  STOP_THIS_PAYMENT: 'It is not tried again unless the receiver agrees anew.',
  FIX_AND_RESUBMIT: 'Correct what was wrong, then send it anew.',
  RETRY_LATER: 'It may be sent anew when the other bank settles again.',
  RETRY_OTHER_ROUTE: 'It has to go another way.',
  DISHONOR: 'Ask the bank to dishonour the return unless it was agreed to.',
}

function retried({ code, order, first, returned_on }: StepAsked): Done {
  const { banking_days } = achRetryWait(startOfDay(returned_on)).value
  const retry_on = federalReserve.addBankingDays(returned_on, banking_days)
  const verdict = mayReinitiate({
    code,
    return_settled_on: returned_on,
    original_settled_on: first.settles_on,
    on: retry_on,
    amount: BigInt(order.amount),
    original_amount: BigInt(first.amount),
    reinitiated: order.attempt - 1,
    same_company: true,
  })
  return verdict.allowed
    ? { retry_on, says: `It is tried again on ${retry_on}.` }
    : { needs_review: true, says: `It is not tried again. ${verdict.because}` }
}

function revoked({ mandate }: StepAsked['order'], isFrozen: boolean, needs_review: boolean): Done {
  // Where nobody agreed to be debited there is nothing to revoke: the account itself is kept from use.
  if (mandate === null)
    return {
      bank_account: 'freeze',
      needs_review: true,
      says: 'There is no mandate, so the account is frozen.',
    }
  const says = 'The mandate is revoked: debits need a new one.'
  return isFrozen
    ? {
        mandate: 'revoke',
        bank_account: 'freeze',
        needs_review: true,
        says: `${says} The account is frozen.`,
      }
    : { mandate: 'revoke', needs_review, says }
}
