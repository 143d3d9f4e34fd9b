import type { Id } from '../../kernel/id.ts'
import type { Money } from '../../kernel/money.ts'
import type { CardScheme } from '../rails/index.ts'
import type { Channel, Funding, Initiator, Need, ThreeDsState } from './condition.ts'

/** What a choice is made from. No card number: the BIN and what its range tells. */
export type RouteInput = {
  /** A split goes by its hash, so all attempts of a payment see the same order. */
  readonly payment: Id<'pay'>
  readonly merchant: Id<'mer'>
  readonly amount: Money
  readonly scheme: CardScheme
  readonly funding: Exclude<Funding, 'unknown'> | null
  /** The first 6 to 8 digits. */
  readonly bin: string
  /** ISO 3166-1 alpha-2 of the issuer; null when the range is not known. */
  readonly card_country: string | null
  /** ISO 18245, four digits. */
  readonly mcc: string
  readonly initiator: Initiator
  readonly channel: Channel
  readonly three_ds: ThreeDsState
  readonly metadata: Readonly<Record<string, string>>
  readonly needs: readonly Need[]
}
/** A field that has one text, as the condition language names it. */
export type TextField =
  | 'scheme'
  | 'funding'
  | 'initiator'
  | 'channel'
  | 'three_ds'
  | 'card_country'
  | 'merchant'
  | 'mcc'
  | 'currency'
  | 'bin'

export function textOf(input: RouteInput, field: TextField): string {
  switch (field) {
    case 'funding':
      return input.funding ?? 'unknown'
    case 'card_country':
      return input.card_country ?? 'unknown'
    case 'currency':
      return input.amount.currency
    default:
      return input[field]
  }
}
