import type { Id } from '../../../kernel/id.ts'
import type { NewJob } from '../../../platform/jobs/job.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'

/** Tells of collections that are near. */
export const ANNOUNCE_JOB = 'rails.announce_collections'
/** Puts recalls into files. */
export const RECALL_JOB = 'rails.send_recalls'
/** Reads a pain.001 or pain.008 of the tenant. */
export const READ_MESSAGE_JOB = 'rails.read_iso_message'

/** Looks, for each connection with new collections of SEPA, which of them have to be announced. */
export function announceJobs(orders: readonly Pick<PaymentOrder, 'connection' | 'rail'>[]): NewJob[] {
  const connections = new Set<Id<'bcn'>>()
  for (const { connection, rail } of orders)
    if (rail === 'sepa_core' || rail === 'sepa_b2b') connections.add(connection)
  return [...connections].map((connection) => ({
    kind: ANNOUNCE_JOB,
    body: { connection },
    unique_key: connection,
  }))
}

/** Plans that the recalls of a connection are sent, in the caller's transaction. A repeat plans it once. */
export async function planRecalls({ db, ...scope }: Scope, connection: Id<'bcn'>): Promise<void> {
  await schedule(db, scope, [{ kind: RECALL_JOB, body: { connection }, unique_key: connection }])
}
