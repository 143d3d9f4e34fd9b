import type { Id } from '../../kernel/id.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Instant } from '../../kernel/world.ts'

/** Networks that a card number can belong to. The ranges are dated facts (`facts/card_ranges.ts`). */
export const cardSchemes = [
  'visa',
  'mastercard',
  'amex',
  'discover',
  'diners',
  'jcb',
  'unionpay',
  'maestro',
] as const
export type CardScheme = (typeof cardSchemes)[number]
export type CardFunding = 'credit' | 'debit' | 'prepaid'

/** What stands on the card, without its number. */
export type CardFace = {
  readonly scheme: CardScheme
  /** The first eight digits; the first six of a number shorter than sixteen (PCI SSC FAQ 1091). */
  readonly bin: string
  readonly last4: string
  readonly expiry_month: number
  readonly expiry_year: number
  /** ISO 3166-1 alpha-2 of the issuer; null when the range is not known. */
  readonly country: string | null
  readonly funding: CardFunding | null
}

/** A card as every module may see it. Immutable, but for `has_cvc`. */
export type CardView = CardFace & {
  readonly token: Id<'tok'>
  /** 32 hex digits: the same for the same number within a tenant, and nowhere else. */
  readonly fingerprint: string
  /** Whether this process still holds the CVC. */
  readonly has_cvc: boolean
  /** The first instant, in UTC, at which the card is not valid any more. */
  readonly expires_at: Instant
  readonly created_at: Instant
}

/** A card as it is handed in. The details travel as secrets, so nothing that prints objects prints them. */
export type NewCard = {
  readonly number: Secret
  readonly expiry_month: number
  readonly expiry_year: number
  readonly cvc: Secret | null
  readonly name: Secret | null
}

/**
 * What the vault puts in the place of card details. In bodies these texts stand for: the number; the number behind its
 * length in two digits (ISO 8583 LLVAR); expiry as MMYY, as YYMM, as month and as year; the CVC (empty when none is held).
 * Each may stand in a body once: a second one can only come from a text that somebody else wrote.
 */
export const cardPlaceholders = {
  number: '{{card.number}}',
  number_llvar: '{{card.number_llvar}}',
  expiry_mmyy: '{{card.expiry_mmyy}}',
  expiry_yymm: '{{card.expiry_yymm}}',
  expiry_month: '{{card.expiry_month}}',
  expiry_year: '{{card.expiry_year}}',
  cvc: '{{card.cvc}}',
} as const
