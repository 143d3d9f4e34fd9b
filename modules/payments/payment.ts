import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'
import type { CardFace, CheckResult, MerchantInitiated } from '../rails/index.ts'
import type { Authentication } from './authentication.ts'
import type { PaymentState } from './payment.machine.ts'

/** Where somebody lives or gets a parcel; every field as the caller wrote it. */
export type Address = {
  readonly line1?: string
  readonly line2?: string
  readonly city?: string
  readonly postal_code?: string
  /** ISO 3166-1 alpha-2. */
  readonly country?: string
}

/** What a merchant asks for, beside whose it is and how much. Kept as it was asked. */
export type Asked = {
  readonly description?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly statement_descriptor?: string
  /** Where the payer's browser goes after 3-D Secure. */
  readonly return_url?: string
  readonly channel: 'ecommerce' | 'moto'
  readonly initiated_by: 'customer' | 'merchant'
  readonly mit: MerchantInitiated | null
  /** The payer agreed to later payments by the merchant with this card. */
  readonly setup_future_usage: boolean
  readonly three_ds: 'automatic' | 'required' | 'never'
  readonly allows_partial: boolean
  readonly is_estimate: boolean
  readonly device?: string
  readonly ip?: string
  readonly ip_country?: string
  readonly email?: string
  readonly billing?: Address
  readonly shipping?: Address
}

/** A payment as it was ordered. Never changes. */
export type PaymentOrder = {
  readonly id: Id<'pay'>
  readonly merchant: Id<'mer'>
  readonly customer: Id<'cus'> | null
  readonly payment_method: Id<'pm'> | null
  readonly token: Id<'tok'> | null
  readonly reference: string | null
  /** Minor units. */
  readonly amount: number
  readonly currency: Currency
  readonly is_manual: boolean
  readonly asked: Asked
  readonly created_at: Instant
}

export type OperationId = Id<'att'> | Id<'opn'>

/** How it stands. Minor units. */
export type Standing = {
  readonly state: PaymentState
  readonly version: number
  readonly attempts: number
  readonly authorized: number
  readonly captured: number
  readonly refunded: number
  readonly refunding: number
  readonly disputed: number
  /** What acquirers' settlement reports have named so far: captures less refunds. */
  readonly settled: number
  /** Day of the latest of those reports. */
  readonly settled_on: Day | null
  readonly attempt: Id<'att'> | null
  readonly open_operation: OperationId | null
  /** The ledger's pending transfer that holds what is authorised. */
  readonly hold: Id<'trf'> | null
  readonly capture_before: Instant | null
  readonly updated_at: Instant
}

/** The latest that is known of the current attempt. */
export type AttemptView = {
  readonly id: Id<'att'>
  readonly number: number
  readonly account: Id<'aca'>
  readonly result: OutcomeResult | null
  readonly acquirer_reference: string | null
  readonly auth_code: string | null
  readonly network_code: string | null
  readonly advice_code: string | null
  readonly decline_code: string | null
  readonly network_transaction_id: string | null
  readonly transaction_link_id: string | null
  readonly cvc_check: CheckResult | null
  readonly address_check: CheckResult | null
}

/** A person's word about a payment that risk had put to review. */
export type Review = {
  readonly verdict: 'approved' | 'rejected'
  readonly reason: string | null
  /** Id of the actor. */
  readonly decided_by: string
  readonly decided_at: Instant
}

/** Everything that the public picture of a payment is drawn from. */
export type PaymentView = {
  readonly order: PaymentOrder
  readonly standing: Standing
  readonly card: CardFace | null
  readonly attempt: AttemptView | null
  readonly risk: { readonly decision: string; readonly reasons: readonly string[] } | null
  /** Of the attempts that it stands by; null when they went without one. */
  readonly authentication: Authentication | null
  /** The latest; null while nobody has said anything. */
  readonly review: Review | null
}

/** Something that was, or is about to be, sent to an acquirer. An attempt is one that authorises. */
export type Operation = {
  readonly id: OperationId
  readonly kind: 'authorize' | 'capture' | 'void' | 'increment'
  readonly account: Id<'aca'>
  /** Minor units; of an increment the new total. */
  readonly amount: number
  /** Of a capture: what it leaves is given back. */
  readonly is_final: boolean
}

export const outcomeResults = [
  'approved',
  'declined',
  'rejected',
  'pending',
  'unknown',
  'not_sent',
  'not_found',
  'reversed',
] as const
export type OutcomeResult = (typeof outcomeResults)[number]
export type OutcomeVia = 'answer' | 'callback' | 'inquiry' | 'report' | 'start'
