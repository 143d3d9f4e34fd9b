import type { Id } from '../../kernel/id.ts'
import type { Money } from '../../kernel/money.ts'
import type { Instant } from '../../kernel/world.ts'

/** What is known of a card payment before anybody is asked. Countries are ISO 3166-1 alpha-2; null: not known. */
export type RiskInput = {
  readonly amount: Money
  /** By the tenant's clock. */
  readonly at: Instant
  /** Keyed hash of the card number, 32 hex digits: the vault's. */
  readonly fingerprint: string
  /** The first six to eight digits of the card. */
  readonly bin: string
  readonly scheme: string
  readonly card_country: string | null
  readonly funding: 'credit' | 'debit' | 'prepaid' | null
  readonly customer: Id<'cus'> | null
  readonly merchant: Id<'mer'>
  readonly merchant_country: string
  /** ISO 18245, four digits. */
  readonly mcc: string
  /** What the caller's own device recognition says. */
  readonly device: string | null
  readonly ip: string | null
  readonly ip_country: string | null
  readonly billing_country: string | null
  readonly shipping_country: string | null
  /** One canonical line. */
  readonly address: string | null
  readonly email: string | null
  readonly initiator: 'customer' | 'merchant'
  readonly channel: 'ecommerce' | 'moto' | 'recurring'
}

/** A payment that is sent. `is_authenticated`: its cardholder was, so what the card may do without it counts anew. */
export type RiskAttempt = RiskInput & { readonly is_authenticated?: boolean }
