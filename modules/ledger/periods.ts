import { present } from '../../kernel/assert.ts'
import { ok, type Failure, type Result } from '../../kernel/result.ts'
import type { Scope } from '../../platform/scope.ts'
import { telling } from './by.ts'
import { type LedgerCode, ledgerErrors } from './errors.ts'
import type { NewPeriod, Period } from './period.ts'
import * as store from './store_periods.ts'

/**
 * Closes the books through a day that is over by the tenant's clock and lies behind what is closed already. It
 * cannot be undone: a correction takes an effective date in an open period. Two statements.
 *
 * A repeat with the same content returns the closing.
 * Errors: period_already_closed, period_not_over, period_differs (same id, other content).
 */
export async function closePeriod(scope: Scope, period: NewPeriod): Promise<Result<Period, Failure>> {
  const outcome = await store.closePeriod(
    scope.db,
    scope.tenant_id,
    scope.world.now(),
    period,
    telling(scope),
  )
  if (outcome !== 'closed' && outcome !== 'exists')
    return ledgerErrors.fail(outcome as LedgerCode, {
      param: outcome === 'period_differs' ? 'id' : 'closed_through',
    })
  const found = await store.findPeriod(scope.db, scope.tenant_id, period.id)
  return ok(present(found, 'the closing just made'))
}
