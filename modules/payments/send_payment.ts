import { type Id, newId } from '../../kernel/id.ts'
import { plusMs } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type Means, newAttempt, runAttempts } from './attempts.ts'
import type { Authentication } from './authentication.ts'
import { codeOf } from './begin_batch.ts'
import type { Core } from './deps.ts'
import { OPERATION_LEASE_MS } from './limits.ts'
import type { PaymentView } from './payment.ts'
import { paymentStep } from './steps.ts'
import { beginOperation } from './store_operations.ts'

/** Raised by what is written together with an attempt, when it does not stand any more as it was read. */
export const CHANGED = 'FL201'

/**
 * Writes the next attempt of a payment that exists, sends it, and returns what came of it. `also` writes in the same
 * transaction, when the payment stands as `begun` shows it, and says by which authentication it stands from then on.
 * `changed`: the payment does not stand as it was read, and nothing was written or sent.
 */
export async function sendPayment(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  { means, account }: { readonly means: Means; readonly account: Id<'aca'> },
  also: (begun: PaymentView, tx: Db) => Promise<Authentication | null>,
): Promise<{ view: PaymentView; text: string } | 'changed'> {
  const { order, standing } = view
  const at = scope.world.now()
  const attempt = newAttempt({ id: newId('att', scope.world), number: standing.attempts + 1, account })
  const moved = paymentStep(standing.state, 'send')
  // Counted first: a process that dies in between has counted once too often, never too little.
  const is_authenticated = means.three_ds !== null
  await core.counting.submit(scope.tenant_id, { ...means.counted, is_authenticated })
  const begun: PaymentView = {
    ...view,
    attempt,
    standing: {
      ...standing,
      state: moved.state,
      version: standing.version + 1,
      attempts: attempt.number,
      attempt: attempt.id,
      open_operation: attempt.id,
      updated_at: at,
    },
  }
  const times = { at, lease_until: plusMs(core.world.now(), OPERATION_LEASE_MS) }
  const authentication = await core.db
    .withTenant(scope.tenant_id, async (tx) => {
      const isBegun = await beginOperation(tx, scope.tenant_id, times, {
        payment: order.id,
        version: standing.version,
        step: moved.step,
        operation: { id: attempt.id, kind: 'authorize', account, amount: order.amount, is_final: true },
        decision: means.decision,
        request_id: scope.request_id,
        token: means.card.token,
      })
      return isBegun ? also(begun, tx) : ('changed' as const)
    })
    .catch((error: unknown) => {
      if (codeOf(error) === CHANGED) return 'changed' as const
      throw error
    })
  if (authentication === 'changed') return 'changed'
  return runAttempts(core, scope, { ...begun, authentication }, means)
}
