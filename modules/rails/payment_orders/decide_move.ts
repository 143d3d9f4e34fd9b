import type { Id } from '../../../kernel/id.ts'
import type { Instant } from '../../../kernel/world.ts'
import {
  type PaymentOrderEvent,
  paymentOrderMachine,
  type PaymentOrderState,
} from './payment_order.machine.ts'
import type { OrderFunds, PaymentOrder } from './payment_order.ts'
import type { OrderPlan } from './plan_order.ts'
import { returnWindows } from './windows.ts'

/** Something that happened to an order. */
export type OrderMove = {
  readonly id: Id<'por'>
  readonly event: PaymentOrderEvent
  /** From any other state it leads nowhere. */
  readonly from?: PaymentOrderState
  readonly reason_code?: string
  readonly because?: string
  /** Public id of the file that said so, ours (`ofl_`) or the bank's (`fil_`). */
  readonly file?: string
  /** How the bank calls that file, for its statement names it so. */
  readonly file_name?: string
  /** What the code asked for. */
  readonly next_action?: string
  readonly needs_review?: boolean
  /** What came of it: the order that tries again. */
  readonly next?: Id<'por'>
  readonly reference?: string
  /** Of `submit` on a rail with files: the file and the place in it. */
  readonly place?: { readonly file: Id<'ofl'>; readonly number: number }
  /** Of `withdraw`: when it goes now. */
  readonly plan?: OrderPlan
}
export type Moved = {
  readonly before: PaymentOrder
  readonly after: PaymentOrder
  readonly move: OrderMove
}

/** Where an event leads from a state; undefined where it leads nowhere. */
export function targetOf(state: PaymentOrderState, event: PaymentOrderEvent): PaymentOrderState | undefined {
  const events: Readonly<Record<string, PaymentOrderState>> = paymentOrderMachine.table[state]
  return events[event]
}

/**
 * What becomes of an order. Undefined when the event leads nowhere from its state: a repeat, or news that came too late. With
 * `is_refused` its owner's account takes part no more: the money goes to, or comes from, where a person finds it.
 */
export function decideMove(
  before: PaymentOrder,
  move: OrderMove,
  at: Instant,
  is_refused: boolean,
): PaymentOrder | undefined {
  const state = targetOf(before.state, move.event)
  if (state === undefined || (move.from ?? before.state) !== before.state) return undefined
  const { file, number } = move.place ?? before
  const moved: PaymentOrder = {
    ...before,
    ...move.plan,
    state,
    steps: before.steps + 1,
    reason_code: move.reason_code ?? null,
    because: move.because ?? null,
    next_action: move.next_action ?? null,
    needs_review: move.needs_review ?? false,
    next: move.next ?? before.next,
    reference: move.reference ?? before.reference,
    file,
    number,
    funds: fundsAfter(before, move.event, is_refused),
    updated_at: at,
  }
  if (is_refused)
    return withTimes(
      { ...moved, needs_review: true, because: refusedBecause(moved, move.event) },
      move.event,
      at,
    )
  return withTimes(moved, move.event, at)
}

function withTimes(order: PaymentOrder, event: PaymentOrderEvent, at: Instant): PaymentOrder {
  if (event === 'withdraw') return { ...order, file: null, number: null, reference: null }
  return event === 'settle' ? { ...order, settled_at: at, ...returnWindows(order) } : order
}

function fundsAfter(order: PaymentOrder, event: PaymentOrderEvent, is_refused: boolean): OrderFunds {
  const { kind, funds, releases_after } = order
  if (kind === 'credit_transfer') return is_refused && event === 'return' ? 'uncleared' : funds
  switch (event) {
    case 'settle':
      return is_refused || releases_after ? 'uncleared' : 'account'
    case 'return':
      return is_refused ? 'shortfall' : 'nowhere'
    case 'restore':
      return is_refused ? 'uncleared' : 'account'
    default:
      return funds
  }
}

const refusedBecause = ({ because }: PaymentOrder, event: PaymentOrderEvent): string => {
  const why =
    event === 'return'
      ? 'The ledger account could not take part, so the shortfall or uncleared account did.'
      : 'The ledger account takes nothing, so the money waits in the uncleared account.'
  return because === null ? why : `${because} ${why}`.slice(0, 500)
}
