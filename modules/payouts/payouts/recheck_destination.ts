import type { Id } from '../../../kernel/id.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { AFFECTED_MAX } from '../limits.ts'
import { type CancelDeps, cancelItsOrder, endWaiting } from './cancel_payout.ts'
import { CHANGED } from './order_payout.ts'
import * as store from './store.ts'

/**
 * Ends the open payouts to a bank account that meant other details than it has now: those that wait fail, and orders that no
 * file has yet are taken back. What is on its way goes on with the details that it left with. A repeat finds them ended.
 */
export async function recheckDestination(
  deps: CancelDeps,
  scope: OpenScope,
  bank_account: Id<'bac'>,
): Promise<void> {
  const { tenant_id } = scope
  const account = await deps.rails.findBankAccount(scope, bank_account)
  if (!account.ok) return
  const { details_given_at } = account.value
  let after: Id<'pyo'> | undefined
  for (;;) {
    const page = { after, limit: AFFECTED_MAX }
    const found = await deps.db.withTenant(tenant_id, (db) =>
      store.payoutsToOtherDetails(db, tenant_id, bank_account, details_given_at, page),
    )
    for (const payout of found) {
      if (payout.state === 'ordered') await cancelItsOrder(deps, scope, payout, CHANGED.because)
      else await endWaiting(deps, scope, payout, { id: payout.id, event: 'fail', ...CHANGED })
    }
    after = found.at(-1)?.id
    if (found.length < AFFECTED_MAX) return
  }
}
