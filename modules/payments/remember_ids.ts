import type { OpenScope } from '../../platform/scope.ts'
import type { Core } from './deps.ts'
import type { Lesson } from './learn.ts'
import type { PaymentView } from './payment.ts'

/**
 * Keeps what the network called an approved payment on its payment method, for payments that the merchant starts later.
 * After the payment was written down, in a transaction of its own: a process that dies in between forgets it, and the next
 * approval remembers. A fault here is logged, because the payment stands.
 */
export async function rememberIds(
  core: Core,
  scope: OpenScope,
  { order }: PaymentView,
  { event, learned }: Lesson,
): Promise<void> {
  const { payment_method: method } = order
  const { result, network_transaction_id, transaction_link_id } = learned
  const isFirst = event !== null && result === 'approved' && order.asked.initiated_by === 'customer'
  if (method === null || !isFirst || network_transaction_id === null) return
  try {
    await core.db.withTenant(scope.tenant_id, (db) =>
      core.parties.rememberNetworkIds({ ...scope, db }, [
        { method, network_transaction_id, transaction_link_id },
      ]),
    )
  } catch (error) {
    core.log.error('network_ids_not_remembered', { request_id: scope.request_id, error })
  }
}
