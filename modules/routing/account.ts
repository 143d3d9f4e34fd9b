import type { Id } from '../../kernel/id.ts'
import type { CardScheme } from '../rails/index.ts'
import type { Need } from './condition.ts'
import type { RouteInput } from './input.ts'

/** An acquirer account as routing sees it. What it can do comes from its contract and its connector. */
export type RoutedAccount = {
  readonly id: Id<'aca'>
  readonly connector: string
  readonly currencies: readonly string[] | 'any'
  readonly schemes: readonly CardScheme[]
  /** ISO 3166-1 alpha-2 of the acquirer. */
  readonly country: string
  /** Lower comes first where no rule says otherwise. */
  readonly priority: number
  readonly state: 'enabled' | 'disabled'
  readonly capabilities: readonly Need[]
  /** Whether a proof of 3-D Secure can be sent to it along with an authorisation. */
  readonly takes_three_ds: boolean
  /** What it is expected to cost, in hundredths of a percent; null: unknown, and never guessed. */
  readonly fee_bps: number | null
}

/** An account with its lists as sets, made once per snapshot. */
export type ReadyAccount = {
  readonly id: Id<'aca'>
  readonly is_enabled: boolean
  readonly currencies: ReadonlySet<string> | 'any'
  readonly schemes: ReadonlySet<string>
  readonly capabilities: ReadonlySet<string>
  readonly takes_three_ds: boolean
}

export const readyAccount = (account: RoutedAccount): ReadyAccount => ({
  id: account.id,
  is_enabled: account.state === 'enabled',
  currencies: account.currencies === 'any' ? 'any' : new Set(account.currencies),
  schemes: new Set(account.schemes),
  capabilities: new Set(account.capabilities),
  takes_three_ds: account.takes_three_ds,
})

/** Why an account cannot take a payment at all; the first that applies. */
export type Unfit = 'unknown_account' | 'disabled' | 'currency' | 'scheme' | 'three_ds' | 'capability'

export function unfitFor(account: ReadyAccount | undefined, input: RouteInput): Unfit | undefined {
  if (account === undefined) return 'unknown_account'
  if (!account.is_enabled) return 'disabled'
  if (account.currencies !== 'any' && !account.currencies.has(input.amount.currency)) return 'currency'
  if (!account.schemes.has(input.scheme)) return 'scheme'
  if (input.three_ds !== 'none' && !account.takes_three_ds) return 'three_ds'
  for (const need of input.needs) if (!account.capabilities.has(need)) return 'capability'
  return undefined
}

/** Cheaper first among equals; an unknown fee comes after known ones. */
export const byPriority = (a: RoutedAccount, b: RoutedAccount): number =>
  a.priority - b.priority ||
  (a.fee_bps ?? Number.MAX_SAFE_INTEGER) - (b.fee_bps ?? Number.MAX_SAFE_INTEGER) ||
  (a.id < b.id ? -1 : 1)
