import type { Scope } from '../../../platform/scope.ts'
import type { Moved } from '../payment_orders/decide_move.ts'
import { countSettled } from './gauges.ts'
import { followReversals } from './reversals.ts'

/**
 * What is done when orders settle, in the transaction in which they do: debits of ACH are counted for the return rates, and what
 * a reversal undoes is told to follow it. Moves of other events are passed over. To be given to `moveOrders` as `within`, or
 * called from there.
 */
export async function afterSettlement(scope: Scope, moved: readonly Moved[]): Promise<void> {
  const settled = moved.filter(({ move }) => move.event === 'settle')
  const by_ach = settled.filter(({ after }) => after.rail === 'ach')
  if (by_ach.length > 0) await countSettled(scope, by_ach)
  await followReversals(scope, settled)
}
