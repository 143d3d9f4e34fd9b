import { sql } from 'kysely'
import { idOf, uuidOf } from '../../../kernel/id.ts'
import { instantText, type Instant } from '../../../kernel/world.ts'
import { paymentOrderEvents, paymentOrderStates } from './payment_order.machine.ts'
import { orderFunds, orderKinds, type PaymentOrder, orderPurposes } from './payment_order.ts'

/** A row of rails.payment_order as the database answers it. */
export type OrderRow = {
  readonly [Name in keyof Omit<
    PaymentOrder,
    | 'connection'
    | 'original'
    | 'next'
    | 'file'
    | 'mandate'
    | 'bank_account'
    | 'kind'
    | 'state'
    | 'funds'
    | 'purpose'
    | 'amount'
  >]: PaymentOrder[Name]
} & {
  readonly connection_id: string
  readonly bank_account_id: string
  readonly mandate_id: string | null
  readonly original_id: string | null
  readonly next_id: string | null
  readonly file_id: string | null
  readonly kind: number
  readonly state: number
  readonly funds: number
  readonly purpose: number
  readonly amount: bigint
}

/** Every column, of `o`. */
export const orderColumns = sql`o.id, o.connection_id, o.kind, o.rail, o.bank_account_id, o.mandate_id, o.account, o.amount,
  o.currency, o.sec_code, o.description, o.remittance, o.end_to_end_id, o.wish, o.purpose, o.sequence_type, o.funds,
  o.releases_after, o.fallback_rail, o.attempt, o.original_id, o.next_id, o.state, o.steps, o.reason_code, o.because, o.next_action,
  o.needs_review, o.file_id, o.number, o.reference, o.time_window, o.file_cutoff_at, o.effective_on::text as effective_on,
  o.settles_on::text as settles_on, o.settles_at, o.settled_at, o.return_closes_at, o.dispute_closes_at, o.metadata,
  o.created_at, o.updated_at`

const named = <P extends 'por' | 'ofl' | 'man'>(prefix: P, uuid: string | null) =>
  uuid === null ? null : idOf(prefix, uuid)

export function orderOf(row: OrderRow): PaymentOrder {
  return {
    id: idOf('por', row.id),
    connection: idOf('bcn', row.connection_id),
    bank_account: idOf('bac', row.bank_account_id),
    mandate: named('man', row.mandate_id),
    account: idOf('acc', row.account),
    original: named('por', row.original_id),
    next: named('por', row.next_id),
    file: named('ofl', row.file_id),
    amount: Number(row.amount),
    rail: row.rail,
    currency: row.currency,
    sec_code: row.sec_code,
    description: row.description,
    remittance: row.remittance,
    end_to_end_id: row.end_to_end_id,
    wish: row.wish,
    sequence_type: row.sequence_type,
    releases_after: row.releases_after,
    fallback_rail: row.fallback_rail,
    attempt: row.attempt,
    steps: row.steps,
    reason_code: row.reason_code,
    because: row.because,
    next_action: row.next_action,
    needs_review: row.needs_review,
    number: row.number,
    reference: row.reference,
    time_window: row.time_window,
    file_cutoff_at: row.file_cutoff_at,
    effective_on: row.effective_on,
    settles_on: row.settles_on,
    settles_at: row.settles_at,
    settled_at: row.settled_at,
    return_closes_at: row.return_closes_at,
    dispute_closes_at: row.dispute_closes_at,
    metadata: row.metadata,
    created_at: row.created_at,
    updated_at: row.updated_at,
    kind: orderKinds[row.kind - 1] ?? 'credit_transfer',
    purpose: orderPurposes[row.purpose - 1] ?? 'payment',
    funds: orderFunds[row.funds] ?? 'nowhere',
    state: paymentOrderStates[row.state] ?? 'scheduled',
  }
}

const textOf = (at: Instant | null): string | null => (at === null ? null : instantText(at))
const uuid = (id: PaymentOrder['next'] | PaymentOrder['file'] | PaymentOrder['mandate']): string | null =>
  id === null ? null : uuidOf(id)

export const stateNumber = (state: PaymentOrder['state']): number => paymentOrderStates.indexOf(state)
const eventNumber = (event: (typeof paymentOrderEvents)[number]): number =>
  paymentOrderEvents.indexOf(event) + 1

/** What a new row is written from, for `jsonb_to_recordset`. */
export const newRow = (order: PaymentOrder) => ({
  id: uuidOf(order.id),
  connection_id: uuidOf(order.connection),
  kind: orderKinds.indexOf(order.kind) + 1,
  rail: order.rail,
  bank_account_id: uuidOf(order.bank_account),
  mandate_id: uuid(order.mandate),
  account: uuidOf(order.account),
  amount: order.amount,
  currency: order.currency,
  sec_code: order.sec_code,
  description: order.description,
  remittance: order.remittance,
  end_to_end_id: order.end_to_end_id,
  wish: order.wish,
  purpose: orderPurposes.indexOf(order.purpose) + 1,
  sequence_type: order.sequence_type,
  releases_after: order.releases_after,
  fallback_rail: order.fallback_rail,
  attempt: order.attempt,
  original_id: uuid(order.original),
  time_window: order.time_window,
  file_cutoff_at: textOf(order.file_cutoff_at),
  effective_on: order.effective_on,
  settles_on: order.settles_on,
  settles_at: instantText(order.settles_at),
  metadata: order.metadata,
  created_at: instantText(order.created_at),
})

/** What a moved row is updated from. `before` is what it was read as, under its lock. */
export const movedRow = (
  before: PaymentOrder,
  after: PaymentOrder,
  event: (typeof paymentOrderEvents)[number],
  said_by: string | null,
) => ({
  id: uuidOf(after.id),
  came_from: stateNumber(before.state),
  event: eventNumber(event),
  state: stateNumber(after.state),
  steps: after.steps,
  funds: orderFunds.indexOf(after.funds),
  next_id: uuid(after.next),
  reason_code: after.reason_code,
  because: after.because,
  next_action: after.next_action,
  needs_review: after.needs_review,
  file_id: uuid(after.file),
  number: after.number,
  reference: after.reference,
  time_window: after.time_window,
  file_cutoff_at: textOf(after.file_cutoff_at),
  effective_on: after.effective_on,
  settles_on: after.settles_on,
  settles_at: instantText(after.settles_at),
  settled_at: textOf(after.settled_at),
  return_closes_at: textOf(after.return_closes_at),
  dispute_closes_at: textOf(after.dispute_closes_at),
  said_by,
})
