import type { Id } from '../../../../kernel/id.ts'
import { type Instant, instantText } from '../../../../kernel/world.ts'
import type { PaymentRequestState } from './payment_request.machine.ts'

/** Rails that carry requests for payment. */
export const requestRails = ['rtp', 'fednow'] as const

/** We asked somebody to pay us at once. */
export type PaymentRequest = {
  readonly id: Id<'rfp'>
  readonly connection: Id<'bcn'>
  readonly rail: (typeof requestRails)[number]
  /** Who is asked. */
  readonly bank_account: Id<'bac'>
  /** Where the money is to come in. */
  readonly receiving_account: Id<'rva'>
  /** Minor units. */
  readonly amount: bigint
  readonly currency: string
  /** The payment brings it back. */
  readonly end_to_end_id: string
  readonly remittance: string | null
  readonly expires_at: Instant
  readonly message_id: string
  readonly state: PaymentRequestState
  readonly reason_code: string | null
  readonly because: string | null
  /** The payment that came for it. */
  readonly receipt: Id<'irc'> | null
  readonly metadata: Readonly<Record<string, string>>
  readonly created_at: Instant
  readonly updated_at: Instant
}

/** The same message each time that it is sent. */
export const requestMessageId = (id: Id<'rfp'>): string => `R${id.slice('rfp_'.length).toUpperCase()}`
export const cancellationId = (id: Id<'rfp'>): string => `X${id.slice('rfp_'.length).toUpperCase()}`

/** As callers see it. */
export const paymentRequestJson = ({
  amount,
  currency,
  message_id: _message_id,
  expires_at,
  created_at,
  updated_at,
  ...request
}: PaymentRequest) => ({
  ...request,
  amount: { value: String(amount), currency },
  expires_at: instantText(expires_at),
  created_at: instantText(created_at),
  updated_at: instantText(updated_at),
})
