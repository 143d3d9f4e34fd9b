import { type Day, startOfDay } from '../../../kernel/world.ts'
import type { NextStep } from '../ach/next_steps.ts'
import { target } from '../calendars/calendar.ts'
import type { RailAction } from '../codes/actions.ts'
import { readSepaReason, sepaReasonText } from '../codes/sepa.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { type RetryRule, sepaRetryRules } from './facts/retry.ts'

export type SepaStepAsked = {
  readonly code: string
  readonly order: Pick<PaymentOrder, 'kind' | 'attempt' | 'mandate' | 'sequence_type'>
  /** The day on which the bank said so. */
  readonly on: Day
  /** What the other bank wrote beside the code. */
  readonly note: string
}
type Done = Partial<Omit<NextStep, 'because' | 'action'>> & { readonly says: string }

const BECAUSE_CHARS_MAX = 500
/** The answer to our own recall: nothing has to be done about it. */
const FOLLOWS_A_RECALL = 'FOCR'

/**
 * What follows from the code of a reject, return or refund: the action of its row in `codes/`, as far as it is safe for this
 * order. Whatever cannot be done by itself, and every code that nobody knows, goes to a person. Pure.
 */
export function sepaNextStep(asked: SepaStepAsked): NextStep {
  const { code, note } = asked
  const row = readSepaReason(code)
  const { says, ...done } = stepOf(row.auto_action, asked)
  const name = code === '' ? 'No code was given.' : `${sepaReasonText(code)}.`
  const because = [name, says, note].filter((text) => text !== '').join(' ')
  return {
    action: row.auto_action,
    needs_review: false,
    bank_account: null,
    mandate: null,
    retry_on: null,
    ...done,
    because: because.slice(0, BECAUSE_CHARS_MAX),
  }
}

function stepOf(action: RailAction, asked: SepaStepAsked): Done {
  switch (action) {
    case 'RETRY_LATER':
      return retried(asked)
    case 'NEW_DETAILS':
      return newDetails
    case 'REVOKE_MANDATE':
      return asked.order.mandate === null
        ? {
            bank_account: 'freeze',
            needs_review: true,
            says: 'There is no mandate, so the account is frozen.',
          }
        : { mandate: 'revoke', says: 'The mandate is revoked: collections need a new one.' }
    case 'COMPLIANCE_HOLD':
      return {
        bank_account: 'freeze',
        needs_review: true,
        says: 'The account is frozen until compliance has looked.',
      }
    case 'NONE':
      return { needs_review: asked.code !== FOLLOWS_A_RECALL, says: '' }
    default:
      return { needs_review: true, says: reviewText[action] ?? 'Somebody has to look.' }
  }
}

const newDetails: Done = {
  bank_account: 'ask_details',
  needs_review: true,
  says: 'The bank account waits for other details.',
}
const reviewText: Readonly<Partial<Record<RailAction, string>>> = {
  STOP_THIS_PAYMENT: 'It is not collected again by itself: ask the customer.',
  FIX_AND_RESUBMIT: 'Correct what was wrong, then send it anew.',
  RETRY_OTHER_ROUTE: 'It has to go another way.',
}

/** A new collection under the same mandate. After a final or one-off collection nothing follows, and a transfer is not repeated. */
function retried({ code, order, on }: SepaStepAsked): Done {
  const { banking_days, attempts_max } = ruleOf(code, on)
  const isCollected = order.kind === 'direct_debit'
  const isLast = order.sequence_type === 'OOFF' || order.sequence_type === 'FNAL'
  if (!isCollected) return { needs_review: true, says: 'It may be sent anew later.' }
  if (isLast)
    return { needs_review: true, says: 'Nothing may follow under this mandate, so it is not tried again.' }
  if (order.attempt < attempts_max) {
    const retry_on = target.addBankingDays(on, banking_days)
    return { retry_on, says: `It is tried again on ${retry_on} or later.` }
  }
  return readSepaReason(code).then_action === 'NEW_DETAILS'
    ? newDetails
    : { needs_review: true, says: `It was tried ${order.attempt} times.` }
}

function ruleOf(code: string, on: Day): RetryRule {
  const rules = sepaRetryRules(startOfDay(on)).value
  return code === 'AM04' ? rules.AM04 : rules.MS03
}
