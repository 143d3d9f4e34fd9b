import type { Currency } from '../../../kernel/currency.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { OrderRail } from '../bank_connections/bank_connection.ts'
import type { SequenceType } from '../rules/sepa/mandate.ts'
import type { PaymentOrderEvent, PaymentOrderState } from './payment_order.machine.ts'

/** Stored as 1 and 2, in this order. */
export const orderKinds = ['credit_transfer', 'direct_debit'] as const
export type OrderKind = (typeof orderKinds)[number]
/** Stored as 1 to 5, in this order. */
export const orderPurposes = ['payment', 'prenote', 'micro_entry', 'reversal', 'return_fee'] as const
export type OrderPurpose = (typeof orderPurposes)[number]
/** Where collected money is. Stored as 0 to 3, in this order. */
export const orderFunds = ['nowhere', 'account', 'uncleared', 'shortfall'] as const
export type OrderFunds = (typeof orderFunds)[number]
export type OrderWish = 'same_day' | 'next_day' | Day

/** An order to pay to, or to collect from, a bank account of somebody else's. */
export type PaymentOrder = {
  readonly id: Id<'por'>
  readonly connection: Id<'bcn'>
  readonly kind: OrderKind
  readonly rail: OrderRail
  readonly bank_account: Id<'bac'>
  readonly mandate: Id<'man'> | null
  /** Ledger: whose money it is. */
  readonly account: Id<'acc'>
  /** Minor units, at most 2^53 - 1; 0 is a prenote. */
  readonly amount: number
  readonly currency: Currency
  readonly sec_code: string | null
  /** What the other side's statement shows, at most ten characters. */
  readonly description: string
  readonly remittance: string | null
  readonly end_to_end_id: string
  readonly wish: OrderWish
  readonly purpose: OrderPurpose
  readonly sequence_type: SequenceType | null
  readonly funds: OrderFunds
  /** Collected money is free only when the return window has closed. */
  readonly releases_after: boolean
  /** Of an instant order: by which it goes when its own rail surely will not carry it. */
  readonly fallback_rail: Extract<OrderRail, 'sepa' | 'ach'> | null
  /** 1, or 2 and 3 of a reinitiation. */
  readonly attempt: number
  readonly original: Id<'por'> | null
  readonly next: Id<'por'> | null
  readonly state: PaymentOrderState
  /** Counts the events. */
  readonly steps: number
  readonly reason_code: string | null
  readonly because: string | null
  /** What the code asked for, and what was done or has to be. */
  readonly next_action: string | null
  readonly needs_review: boolean
  readonly file: Id<'ofl'> | null
  readonly number: number | null
  /** As the rail calls it: a trace number, a transaction id, a UETR. */
  readonly reference: string | null
  readonly time_window: string | null
  /** Null on rails without files. */
  readonly file_cutoff_at: Instant | null
  readonly effective_on: Day
  readonly settles_on: Day
  readonly settles_at: Instant
  readonly settled_at: Instant | null
  /** Until when it may come back for ordinary reasons, and as unauthorised. */
  readonly return_closes_at: Instant | null
  readonly dispute_closes_at: Instant | null
  readonly metadata: Readonly<Record<string, string>>
  readonly created_at: Instant
  readonly updated_at: Instant
}
export type PaymentOrderStep = {
  readonly number: number
  readonly event: PaymentOrderEvent
  readonly state: PaymentOrderState
  readonly reason_code: string | null
  readonly because: string | null
  readonly file: string | null
  readonly at: Instant
}

export type Finality = {
  readonly state: 'provisional' | 'final'
  readonly expected_final_at: string | null
  readonly reversible_until: string | null
  readonly because: string
}
const final = (because: string): Finality => ({
  state: 'final',
  expected_final_at: null,
  reversible_until: null,
  because,
})

/**
 * What the wire contract says of everything that moves money: how far it can still come back. What came back stays so
 * where no rule lets a bank take a return back, which only ACH has (a dishonoured return), and everywhere once the times of
 * the payment are over.
 */
export function finalityOf(order: PaymentOrder, now: Instant): Finality {
  const { state, rail, return_closes_at, dispute_closes_at } = order
  const until = dispute_closes_at ?? return_closes_at
  const isOver = until === null || now >= until
  if (state === 'rejected' || state === 'cancelled') return final('No money moved.')
  if (state === 'settled' && isOver) return final('Nobody can send it back any more.')
  if (state === 'returned' && (isOver || rail !== 'ach')) return final('It came back.')
  if (state === 'reversed' && isOver) return final('It was reversed.')
  const text = until === null ? null : instantText(until)
  return { state: 'provisional', expected_final_at: text, reversible_until: text, because: becauseOf(order) }
}

const becauseOf = ({ state, file_cutoff_at }: PaymentOrder): string =>
  ({
    scheduled: file_cutoff_at === null ? 'It is about to be sent.' : 'It waits for its file.',
    submitting: 'It is on its way to the bank.',
    submitted: 'The bank has it, and it has not settled yet.',
    unknown: 'Nobody knows yet whether the bank has it: it is being asked.',
    returned: 'It came back; the return can still be taken back.',
    reversed: 'It was reversed; the reversal can still come back.',
    settled: 'It settled, and the other bank may still send it back.',
    rejected: '',
    cancelled: '',
  })[state]

const textOf = (at: Instant | null): string | null => (at === null ? null : instantText(at))

/** As callers see it, at a moment of the tenant's clock. */
export const paymentOrderJson = (order: PaymentOrder, now: Instant) => {
  const { amount, currency, steps: _steps, ...rest } = order
  return {
    ...rest,
    amount: { value: String(amount), currency },
    finality: finalityOf(order, now),
    file_cutoff_at: textOf(order.file_cutoff_at),
    settles_at: instantText(order.settles_at),
    settled_at: textOf(order.settled_at),
    return_closes_at: textOf(order.return_closes_at),
    dispute_closes_at: textOf(order.dispute_closes_at),
    created_at: instantText(order.created_at),
    updated_at: instantText(order.updated_at),
  }
}
