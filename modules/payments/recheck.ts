import { idOf } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { conclude } from './attempts.ts'
import type { Core } from './deps.ts'
import { askAcquirer, inquire } from './inquire.ts'
import type { News } from './learn.ts'
import type { OutcomeResult, PaymentView } from './payment.ts'
import { hearRefundOnce } from './refunds.ts'
import { findOperation, type StoredOperation } from './store_operations.ts'

/** How often an answer is judged anew because its payment changed meanwhile. */
const TRIES_MAX = 10

/**
 * Asks the acquirer what became of an operation (a UUID) that it settles otherwise than our books say, and believes what
 * report and answer agree on: an approval that we had not heard of, or that what was approved was taken back. Everything
 * else changes nothing. A repeat asks again.
 */
export async function recheck(core: Core, scope: OpenScope, uuid: string): Promise<void> {
  const { tenant_id } = scope
  const read = () => core.db.withTenant(tenant_id, (tx) => findOperation(tx, tenant_id, idOf('opn', uuid)))
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const named = await read()
    if (named === undefined) return
    const view = await core.readView(scope, named.payment)
    // Read after the payment, so that an operation that is newer than it shows by the payment's version.
    const operation = (await read()) ?? named
    if ((await ask(core, scope, view, operation)) !== 'stale') return
  }
}

async function ask(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  operation: StoredOperation,
): Promise<'asked' | 'stale'> {
  const { kind, known } = operation
  if (kind !== 'refund' && view.standing.open_operation === operation.id) {
    await inquire(core, scope, operation.payment, { ...operation, kind })
    return 'asked'
  }
  const news = newsOf(operation, known, await askAcquirer(core, scope, view, operation))
  if (news === undefined) return 'asked'
  const done =
    kind === 'refund'
      ? await hearRefundOnce(core, scope, operation.id, { news, via: 'inquiry', message_id: null })
      : await conclude(core, scope, { view, operation: { ...operation, kind }, news, via: 'inquiry', known })
  return done === 'stale' ? 'stale' : 'asked'
}

/** What the answer adds to what is known; undefined when it adds nothing. */
function newsOf(
  { kind, acquirer_reference }: StoredOperation,
  known: OutcomeResult | null,
  asked: News,
): News | undefined {
  if (asked.kind === 'approved') return known === 'approved' ? undefined : asked
  if (asked.kind !== 'rejected' || known !== 'approved') return undefined
  if (kind === 'refund') return asked
  // A front door may refuse an inquiry too: only what says that it was reversed is believed to be.
  return asked.code === 'reversed' && acquirer_reference !== null
    ? { kind: 'reversed', acquirer_reference }
    : undefined
}
