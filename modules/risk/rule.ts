import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { RiskInput } from './input.ts'
import type { ScaPolicy } from './sca.ts'
import { entities, spenders, windows } from './windows.ts'

/** From the strongest to the weakest: when several rules hold, the strongest decision is taken. */
export const decisions = ['block', 'review', 'challenge', 'allow'] as const
export type Decision = (typeof decisions)[number]

/** `card.attempts_1h`, `ip.declines_24h` and so on: what came before this payment. */
export const countFields: readonly string[] = entities.flatMap((entity) =>
  ['attempts', 'declines'].flatMap((what) => windows.map((window) => `${entity}.${what}_${window}`)),
)
/** `amount` of this payment; `card.amount_24h` and so on: what came before it in its currency. */
export const moneyFields: readonly string[] = [
  'amount',
  ...spenders.flatMap((entity) => windows.map((window) => `${entity}.amount_${window}`)),
]
export const countryFields = [
  'card_country',
  'ip_country',
  'billing_country',
  'shipping_country',
  'merchant_country',
] as const
export type CountryField = (typeof countryFields)[number]
export const textFields = [
  ...countryFields,
  'initiator',
  'channel',
  'funding',
  'scheme',
  'mcc',
  'bin',
  'currency',
  'exemption',
] as const
export type TextField = (typeof textFields)[number]
export const comparisons = ['gt', 'gte', 'lt', 'lte', 'eq'] as const
export type Comparison = (typeof comparisons)[number]

/** One question about a payment. A text that is not known is neither in nor out of any values and differs from nothing. */
export type Condition =
  | { readonly field: string; readonly operator: Comparison; readonly value: number }
  | {
      readonly field: string
      readonly operator: Comparison
      /** Minor units. A payment in another currency does not meet the condition. */
      readonly amount: { readonly value: string; readonly currency: string }
    }
  | { readonly field: TextField; readonly operator: 'in' | 'not_in'; readonly values: readonly string[] }
  | { readonly field: TextField; readonly operator: 'is_known' | 'is_unknown' }
  | { readonly field: CountryField; readonly operator: 'differs_from'; readonly other: CountryField }
  | { readonly field: 'list'; readonly operator: 'contains'; readonly list: Id<'lst'> }

/** When all conditions hold, this decision is asked for. */
export type Rule = {
  /** Its own within the set. */
  readonly name: string
  /** What whoever reads the assessment is told. */
  readonly text: string
  readonly when: readonly Condition[]
  readonly decision: Decision
}
/** What becomes of a payment that a rule challenges when 3-D Secure is not to be had. */
export const unavailableActions = ['go_on', 'decline'] as const
export type UnavailableAction = (typeof unavailableActions)[number]
export const UNAVAILABLE_DEFAULT: UnavailableAction = 'go_on'
export type RuleDefinition = {
  readonly rules: readonly Rule[]
  readonly sca: ScaPolicy
  readonly three_ds_unavailable: UnavailableAction
}

/** A stored version. It never changes; which one is active does. */
export type StoredRuleSet = {
  readonly id: Id<'rul'>
  readonly version: number
  readonly description: string | null
  readonly definition: RuleDefinition
  readonly created_by: string
  readonly created_at: Instant
  readonly is_active: boolean
}

/** A field's value of a text, as conditions see it. `exemption` is what SCA law would let us claim. */
export const textOf = (input: RiskInput, field: TextField, exemption: string | null): string | null =>
  field === 'exemption' ? exemption : field === 'currency' ? input.amount.currency : input[field]
