import { newUuid } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { AuditEntry } from '../audit/index.ts'
import type { Core } from './deps.ts'
import { paymentErrors } from './errors.ts'
import { bodyAround, factOf } from './facts.ts'
import { wrongState } from './wrong_state.ts'
import type { PaymentView } from './payment.ts'
import { type PaymentEvent, paymentMachine } from './payment.machine.ts'
import { renderPayment } from './render_payment.ts'
import { paymentStep } from './steps.ts'
import { type Held, movePayment, tellTurn, type Verdict } from './store_turns.ts'

/** What is kept and noted with a turn. */
export type TurnMore = {
  /** Of one that is put to review, or blocked when it was to be confirmed. */
  readonly held?: Held
  readonly verdict?: Verdict
  readonly audit?: AuditEntry
}

/**
 * A step that asks nobody: the payment as `view` shows it, moved by one event. A repeat is refused by the state. Errors:
 * wrong_state, operation_open, payment_changed.
 */
export async function turnPayment(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  event: PaymentEvent,
  { audit, ...more }: TurnMore = {},
): Promise<Result<PaymentView, Failure>> {
  const { standing, order } = view
  if (!Object.hasOwn(paymentMachine.table[standing.state], event)) return wrongState(standing.state, event)
  if (standing.open_operation !== null) return paymentErrors.fail('operation_open', { retry_after_ms: 1_000 })
  const at = scope.world.now()
  const { tenant_id, request_id, actor } = scope
  const { state, step } = paymentStep(standing.state, event)
  const version = standing.version + 1
  const after: PaymentView = { ...view, standing: { ...standing, state, version, updated_at: at } }
  const told = {
    id: newUuid(core.world),
    type: factOf[state],
    body: bodyAround(renderPayment(after), request_id),
  }
  const turn = { payment: order.id, version, step, told, actor_id: actor.id, request_id, ...more }
  const isMoved = await core.db.withTenant(tenant_id, async (tx) => {
    if (!(await movePayment(tx, tenant_id, at, turn))) return false
    if (audit !== undefined) await core.audit.append({ ...scope, db: tx }, [audit])
    await tellTurn(tx, tenant_id, at, turn)
    return true
  })
  return isMoved ? ok(after) : paymentErrors.fail('payment_changed')
}
