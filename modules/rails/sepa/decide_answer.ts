import type { Day } from '../../../kernel/world.ts'
import type { NoticeText } from '../ach/match_return.ts'
import { isGivenBackTwice } from '../ach/reversals.ts'
import { readSepaReason } from '../codes/sepa.ts'
import { STEPS_MAX } from '../payment_orders/limits.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import type { PaymentOrderEvent } from '../payment_orders/payment_order.machine.ts'
import { mayReturnSct } from '../rules/sepa/recall.ts'
import { sddEventInTime } from '../rules/sepa/timeline.ts'
import type { Verdict } from '../rules/verdict.ts'
import type { SepaAnswer } from './sepa_answer.ts'

/** What an answer does to its order. */
export type SepaDecision = {
  /** `settle`: it had settled without our knowing. `restore`: our reversal counts for nothing, the payment itself came back. */
  readonly first: 'settle' | 'restore' | null
  readonly event: Extract<PaymentOrderEvent, 'deliver' | 'settle' | 'reject' | 'return'> | null
  readonly notice: NoticeText | null
}

/** An answer makes two steps at most, and some room is left for a person's. */
const STEPS_LEFT_MIN = 4
const nothing: SepaDecision = { first: null, event: null, notice: null }
const only = (kind: NoticeText['kind'], because: string): SepaDecision => ({
  ...nothing,
  notice: { kind, because },
})

/**
 * What a confirmation, a reject or a return does to an order, by its state. The same return is told by several messages, in
 * camt.054, camt.053 and perhaps pacs.004: an order that came back already stays as it is. One that
 * comes back while its reversal is at the bank is given back twice. Pure.
 */
export function decideSepa(
  order: PaymentOrder,
  { verb, code }: SepaAnswer,
  on: Day,
  reversal?: PaymentOrder,
): SepaDecision {
  if (order.steps > STEPS_MAX - STEPS_LEFT_MIN)
    return only('state_differs', 'Too much has happened to this order: look at it with the bank.')
  switch (verb) {
    case 'confirm':
      return order.state === 'submitting' || order.state === 'unknown'
        ? { ...nothing, event: 'deliver' }
        : nothing
    case 'reject':
      return rejected(order)
    case 'reverse':
      if (order.purpose !== 'reversal') return returned(order, code, on, reversal)
      // It was booked, so it has settled.
      return ['submitting', 'submitted', 'unknown'].includes(order.state)
        ? { ...nothing, event: 'settle' }
        : nothing
    case 'return':
      return returned(order, code, on, reversal)
    default:
      return nothing
  }
}

function rejected({ state }: PaymentOrder): SepaDecision {
  switch (state) {
    case 'submitting':
    case 'submitted':
    case 'unknown':
      return { ...nothing, event: 'reject' }
    case 'settled':
      // We took it for settled when its time came; it never was, so what moved goes back.
      return { ...nothing, event: 'return' }
    case 'rejected':
    case 'returned':
      return nothing
    default:
      return only('state_differs', `The bank rejects the order, and it is ${state}.`)
  }
}

function returned(order: PaymentOrder, code: string, on: Day, reversal?: PaymentOrder): SepaDecision {
  switch (order.state) {
    case 'submitting':
    case 'submitted':
    case 'unknown':
      return { first: 'settle', event: 'return', notice: lateness(order, code, on) }
    case 'settled':
      return {
        first: null,
        event: 'return',
        notice: isGivenBackTwice(reversal) ? twice(reversal) : lateness(order, code, on),
      }
    case 'reversed':
      return {
        first: 'restore',
        event: 'return',
        notice: {
          kind: 'return_of_reversed',
          because: 'It was reversed and came back too: claim one of the two.',
        },
      }
    case 'returned':
      return nothing
    default:
      return only('state_differs', `The order is ${order.state}, so it cannot come back.`)
  }
}

const twice = ({ id }: PaymentOrder): NoticeText => ({
  kind: 'return_of_reversed',
  because: `It came back, and its reversal ${id} is at the bank too: claim one of the two.`,
})

/** The money is gone either way: a return that came too late is booked, and may be claimed from the other bank. */
function lateness(order: PaymentOrder, code: string, on: Day): NoticeText | null {
  const verdict = inTime(order, code, on)
  return verdict.allowed
    ? null
    : { kind: 'untimely_return', because: `${verdict.because} Claim it at the bank.` }
}

/** The answer to our own recall may come whenever it comes. */
const BY_RECALL = 'FOCR'

/** Refunds without a reason; banks that give none, to protect the debtor, may be refunding too. */
const refunds: ReadonlySet<string> = new Set(['MD06', 'MS02', 'MS03'])

function inTime(
  { rail, settles_on }: PaymentOrder,
  code: string,
  on: Day,
): Pick<Verdict, 'allowed' | 'because'> {
  // What is dated before the due day came with it.
  if (code === BY_RECALL || on < settles_on) return { allowed: true, because: '' }
  if (rail !== 'sepa_core' && rail !== 'sepa_b2b') return mayReturnSct({ settled_on: settles_on, on })
  const scheme = rail === 'sepa_core' ? 'sdd_core' : 'sdd_b2b'
  const asked = { scheme, collection_on: settles_on, on } as const
  const ordinary = sddEventInTime({ ...asked, event: 'return' })
  if (ordinary.allowed || scheme === 'sdd_b2b') return ordinary
  if (code === 'MD01') return sddEventInTime({ ...asked, event: 'unauthorized_refund' })
  return refunds.has(code) || !readSepaReason(code).is_known
    ? sddEventInTime({ ...asked, event: 'refund' })
    : ordinary
}
