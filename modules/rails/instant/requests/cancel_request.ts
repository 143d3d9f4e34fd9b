import type { Id } from '../../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../../kernel/result.ts'
import { schedule } from '../../../../platform/jobs/schedule.ts'
import type { Scope } from '../../../../platform/scope.ts'
import type { InstantDeps } from '../deps.ts'
import { instantErrors } from '../errors.ts'
import { REQUEST_JOB } from './job_names.ts'
import { moveRequest } from './move_request.ts'
import type { PaymentRequest } from './payment_request.ts'
import { findRequest } from './store.ts'

/**
 * Asks for a request for payment back, in the caller's transaction; a job sends that, and the debtor's bank may be too late.
 * A repeat does nothing. Errors: `payment_request_not_found`, `payment_request_state`.
 */
export async function cancelRequest(
  { audit }: Pick<InstantDeps, 'audit'>,
  scope: Scope,
  id: Id<'rfp'>,
  because: string,
): Promise<Result<PaymentRequest, Failure>> {
  const { db, tenant_id, world } = scope
  const found = await findRequest(db, tenant_id, id, { is_locked: true })
  if (found === undefined) return instantErrors.fail('payment_request_not_found')
  if (found.state === 'cancelling' || found.state === 'cancelled') return ok(found)
  const after = await moveRequest(scope, id, { event: 'ask_back', because })
  if (after.state !== 'cancelling')
    return instantErrors.fail('payment_request_state', {
      detail: `The request for payment is ${found.state}.`,
    })
  await schedule(db, scope, [
    { kind: REQUEST_JOB, body: { request: id }, run_at: world.now(), unique_key: id },
  ])
  await audit.append(scope, [
    {
      action: 'payment_requests.cancel',
      resource_type: 'payment_request',
      resource_id: id,
      after: { state: after.state, because },
    },
  ])
  return ok(after)
}
