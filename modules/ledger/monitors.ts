import { present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { ok, type Failure, type Fault, type Result } from '../../kernel/result.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import type { Scope } from '../../platform/scope.ts'
import { telling } from './by.ts'
import { type LedgerCode, ledgerErrors } from './errors.ts'
import { BALANCE_MINOR_MAX } from './limits.ts'
import type { Monitor, NewMonitor } from './monitor.ts'
import * as store from './store_monitors.ts'

const paramOf: Partial<Record<LedgerCode, string>> = {
  account_not_found: 'account_id',
  account_closed: 'account_id',
  too_many_monitors: 'account_id',
  monitor_currency_mismatch: 'threshold.currency',
  monitor_differs: 'id',
}

/**
 * Begins to watch a balance, from the account's present version on. One that holds already starts as triggered
 * and tells nothing until it was cleared. Two statements.
 *
 * A repeat with the same content returns the monitor as it is now.
 * Errors: `invalid_request`, account_not_found, account_closed,
 * monitor_currency_mismatch, too_many_monitors (20 an account), monitor_differs.
 */
export async function createMonitor(scope: Scope, monitor: NewMonitor): Promise<Result<Monitor, Failure>> {
  const { threshold, hysteresis = 0n } = monitor
  const faults: Fault[] = []
  const detail = `must lie within ${BALANCE_MINOR_MAX}`
  if (threshold > BALANCE_MINOR_MAX || threshold < -BALANCE_MINOR_MAX)
    faults.push({ code: 'too_large', param: 'threshold.value', detail })
  if (hysteresis > BALANCE_MINOR_MAX || hysteresis < 0n)
    faults.push({ code: 'too_large', param: 'hysteresis.value', detail })
  if (faults.length > 0) return refuseFaults(faults)
  const outcome = await store.createMonitor(
    scope.db,
    scope.tenant_id,
    scope.world.now(),
    monitor,
    telling(scope),
  )
  if (outcome !== 'created' && outcome !== 'exists') {
    const param = paramOf[outcome as LedgerCode]
    return ledgerErrors.fail(outcome as LedgerCode, param === undefined ? {} : { param })
  }
  const found = await store.findMonitor(scope.db, scope.tenant_id, monitor.id)
  return ok(present(found, 'the monitor just made'))
}

/** Stops watching. A repeat does nothing. Errors: monitor_not_found for one that never was. */
export async function deleteMonitor(scope: Scope, id: Id<'mon'>): Promise<Result<null, Failure>> {
  const wasThere = await store.deleteMonitor(scope.db, scope.tenant_id, scope.world.now(), id, telling(scope))
  return wasThere ? ok(null) : ledgerErrors.fail('monitor_not_found')
}
