import type { Scope } from '../../../platform/scope.ts'
import { createAchNumbering } from '../ach/batches.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { moveReference, nextReference } from '../bank_connections/store_reads.ts'
import type { PaymentOrder } from './payment_order.ts'

/**
 * How the rail will call each of these orders, in their order. ACH: trace numbers, the bank's first eight digits and seven that
 * count (Nacha Operating Rules, appendix three). SEPA: our end_to_end_id, which every bank on the way passes on. In the
 * caller's transaction, which holds the connection's row.
 */
export async function referencesFor(
  { db, tenant_id }: Scope,
  connection: BankConnection,
  orders: readonly PaymentOrder[],
): Promise<readonly string[]> {
  if (connection.identity.ach === undefined || orders.some(({ rail }) => rail !== 'ach'))
    return orders.map((order) => order.end_to_end_id)
  const numbering = createAchNumbering(connection, await nextReference(db, tenant_id, connection.id))
  const references = orders.map((order) => numbering.take(order))
  await moveReference(db, tenant_id, connection.id, numbering.next())
  return references
}
