import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { Metadata } from './account.ts'

export const monitorFields = ['posted', 'pending_in', 'pending_out', 'available'] as const
export const monitorOperators = ['lt', 'lte', 'gt', 'gte'] as const

/**
 * Watches one balance of an account. It speaks when the comparison begins to hold (`ledger.monitor_triggered`) and
 * again only after it no longer holds even with the threshold moved by `hysteresis` (`ledger.monitor_cleared`). It is
 * judged once a batch, against the balances the batch left: a crossing that comes back within one is not told.
 */
export type Monitor = {
  readonly id: Id<'mon'>
  readonly account_id: Id<'acc'>
  readonly field: (typeof monitorFields)[number]
  readonly operator: (typeof monitorOperators)[number]
  /** Minor units of the account's currency, on its normal side. */
  readonly threshold: bigint
  readonly hysteresis: bigint
  readonly currency: Currency
  readonly is_triggered: boolean
  readonly metadata: Metadata
  readonly created_at: Instant
  /** When it was last triggered or cleared, or else created. */
  readonly changed_at: Instant
}
export type NewMonitor = Pick<
  Monitor,
  'id' | 'account_id' | 'field' | 'operator' | 'threshold' | 'currency'
> &
  Partial<Pick<Monitor, 'hysteresis' | 'metadata'>>
