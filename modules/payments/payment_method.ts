import type { Id } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { CardFace } from '../rails/index.ts'
import type { Metadata, MetadataPatch } from './parties_changes.ts'
import type { Address } from './parties_fields.ts'
import type { PaymentMethodState } from './payment_method.machine.ts'

/** Who the card's bills go to. */
export type Billing = {
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly address: Address | null
}
/** The cardholder agreed to payments that the merchant starts. */
export type Consent = { readonly given_at: Instant; readonly reference: string | null }

/** The card as it was when the method was made. `fingerprint` is the same for every token of one card number. */
export type CardSnapshot = CardFace & { readonly fingerprint: string }

/** A card token kept for use again. */
export type PaymentMethod = {
  readonly id: Id<'pm'>
  readonly token: Id<'tok'>
  readonly customer: Id<'cus'> | null
  readonly state: PaymentMethodState
  readonly card: CardSnapshot
  /** What the network called the payment that later ones refer to. */
  readonly network_transaction_id: string | null
  /** Mastercard's: 22 characters. */
  readonly transaction_link_id: string | null
  readonly consent: Consent | null
  readonly billing: Billing | null
  readonly metadata: Metadata
  readonly created_at: Instant
  readonly updated_at: Instant
  readonly detached_at: Instant | null
}

/** Null withdraws it. The time is the tenant's clock. */
export type ConsentAsked = { readonly reference: string | null } | null

/** What a method is created with, and what a repeat of its creation is compared by. */
export type PaymentMethodFields = Pick<PaymentMethod, 'token' | 'customer' | 'billing' | 'metadata'> & {
  readonly consent: ConsentAsked
}
/** `token` may be a sandbox's test name. */
export type NewPaymentMethod = Omit<PaymentMethodFields, 'token'> & {
  readonly id: Id<'pm'>
  readonly token: string
}
/** A field that is not named stays. */
export type PaymentMethodPatch = {
  readonly billing?: Billing | null
  readonly consent?: ConsentAsked
  readonly metadata?: MetadataPatch
}

export const paymentMethodJson = (method: PaymentMethod) => ({
  id: method.id,
  token: method.token,
  customer: method.customer,
  state: method.state,
  card: {
    scheme: method.card.scheme,
    bin: method.card.bin,
    last4: method.card.last4,
    expiry_month: method.card.expiry_month,
    expiry_year: method.card.expiry_year,
    country: method.card.country,
    funding: method.card.funding,
    fingerprint: method.card.fingerprint,
  },
  network_transaction_id: method.network_transaction_id,
  transaction_link_id: method.transaction_link_id,
  consent:
    method.consent === null
      ? null
      : { given_at: instantText(method.consent.given_at), reference: method.consent.reference },
  billing: method.billing,
  metadata: method.metadata,
  created_at: instantText(method.created_at),
  updated_at: instantText(method.updated_at),
  detached_at: method.detached_at === null ? null : instantText(method.detached_at),
})
