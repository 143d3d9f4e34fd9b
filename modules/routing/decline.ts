import type { Id } from '../../kernel/id.ts'
import type { Money } from '../../kernel/money.ts'
import type { Instant } from '../../kernel/world.ts'
import type { CardScheme } from '../rails/index.ts'

/** A decline to be noted. `fingerprint` is the vault's: 32 hex digits. */
export type NewDecline = {
  readonly attempt: Id<'att'>
  readonly fingerprint: string
  readonly amount: Money
  readonly merchant: Id<'mer'>
  readonly scheme: CardScheme
  readonly network_code: string
  readonly advice_code: string | null
}

/** A decline of the same card before, by the tenant's clock. */
export type EarlierDecline = {
  readonly at: Instant
  readonly amount: bigint
  readonly currency: string
  readonly merchant: string
  readonly scheme: string
  readonly network_code: string
  readonly advice_code: string | null
}

export const declineClasses = [
  'never',
  'later',
  'fix_data',
  'customer_action',
  'technical',
  'config',
  'compliance',
] as const
export type DeclineClass = (typeof declineClasses)[number]

/** What a network's code means, as far as routing looks at it: `readDecline` of rails gives it, and more. */
export type ReadDecline = {
  /** Unified code, such as `do_not_honor`. */
  readonly code: string
  readonly class: DeclineClass
  readonly network_code: string
}

/** What a scheme's law says of another attempt. */
export type RetryVerdict =
  | { readonly allowed: true }
  | {
      readonly allowed: false
      readonly rule: string
      readonly source: string
      readonly why: string
      /** From when on it would be allowed; null: never as it is. */
      readonly retry_at: Instant | null
    }

/** `mayRetry` of rails: the schemes' laws as dated facts. */
export type MayRetry<D extends ReadDecline> = (asked: {
  readonly scheme: CardScheme
  readonly decline: D
  readonly declined_at: Instant
  readonly merchant: string
  readonly amount: Money
  readonly earlier: readonly EarlierDecline[]
  readonly at: Instant
}) => RetryVerdict
