import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import { ownOf } from '../../kernel/own.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import { merchantCategories } from './facts/merchant_categories.ts'
import type { MerchantState } from './merchant.machine.ts'
import type { Metadata, MetadataPatch } from './parties_changes.ts'

/** Who sells. */
export type Merchant = {
  readonly id: Id<'mer'>
  /** The caller's own name for it, unique in the tenant and for ever. */
  readonly reference: string | null
  readonly name: string
  /** What a cardholder reads on the statement: see `merchant_descriptor.ts`. */
  readonly statement_descriptor: string
  readonly city: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** ISO 18245, four digits. */
  readonly mcc: string
  readonly settlement_currency: Currency | null
  readonly state: MerchantState
  readonly metadata: Metadata
  readonly created_at: Instant
  readonly updated_at: Instant
}

/** What a merchant is created with, and what a repeat of its creation is compared by. */
export type MerchantFields = Omit<Merchant, 'id' | 'state' | 'created_at' | 'updated_at'>
export type NewMerchant = MerchantFields & { readonly id: Id<'mer'> }
/** A field that is not named stays. The reference stays whatever happens: it is what replays look up. */
export type MerchantPatch = Partial<Omit<MerchantFields, 'metadata' | 'reference'>> & {
  readonly metadata?: MetadataPatch
}

export const merchantJson = (merchant: Merchant) => ({
  id: merchant.id,
  reference: merchant.reference,
  name: merchant.name,
  statement_descriptor: merchant.statement_descriptor,
  city: merchant.city,
  country: merchant.country,
  mcc: merchant.mcc,
  mcc_name: ownOf(merchantCategories, merchant.mcc) ?? null,
  settlement_currency: merchant.settlement_currency,
  state: merchant.state,
  metadata: merchant.metadata,
  created_at: instantText(merchant.created_at),
  updated_at: instantText(merchant.updated_at),
})
