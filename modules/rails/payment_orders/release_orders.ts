import type { Id } from '../../../kernel/id.ts'
import { present } from '../../../kernel/assert.ts'
import type { Job, JobOutcome } from '../../../platform/jobs/job.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { isForExactPath, postJoined, PostingRefused } from '../../ledger/index.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import type { OrderDeps } from './deps.ts'
import { paymentOrderFacts } from './facts.ts'
import { ORDERS_PER_CALL_MAX } from './limits.ts'
import { releaseOf } from './movements.ts'
import { type PaymentOrder, paymentOrderJson } from './payment_order.ts'
import * as store from './store.ts'

/**
 * Frees collected money whose return window has closed: from the uncleared account to its owner's. A repeat finds none. What
 * the owner's account does not take stays where it is, for a person to look at.
 */
export async function runRelease(deps: OrderDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { connection } = JSON.parse(job.body) as { connection: Id<'bcn'> }
  for (let is_exact = false; ; ) {
    try {
      const released = await deps.db.withTenant(scope.tenant_id, (db) =>
        releaseSome({ ...scope, db }, connection, is_exact),
      )
      if (released < ORDERS_PER_CALL_MAX) return { outcome: 'done' }
      is_exact = false
    } catch (error) {
      if (isForExactPath(error) && !is_exact) is_exact = true
      else if (!(error instanceof ReleaseRefused)) throw error
      else {
        const { orders } = error
        await deps.db.withTenant(scope.tenant_id, (db) => store.markForReview(db, scope.tenant_id, orders))
      }
    }
  }
}

/** The accounts of some owners take nothing: the transaction is undone and goes on without them. */
class ReleaseRefused extends Error {
  override readonly name = 'ReleaseRefused'
  readonly orders: readonly Id<'por'>[]
  constructor(orders: readonly Id<'por'>[]) {
    super(`${orders.length} collections cannot be freed`)
    this.orders = orders
  }
}

async function releaseSome(scope: Scope, id: Id<'bcn'>, is_exact: boolean): Promise<number> {
  const { db, tenant_id, world } = scope
  const at = world.now()
  const waiting = await store.uncleared(db, tenant_id, id, { by: at, limit: ORDERS_PER_CALL_MAX })
  if (waiting.length === 0) return 0
  const places = present((await findConnections(db, tenant_id, [id])).get(id), 'a connection with orders')
  const after = waiting.map(
    (order): PaymentOrder => ({ ...order, steps: order.steps + 1, funds: 'account', updated_at: at }),
  )
  await store.writeReleases(db, tenant_id, after, at)
  const transfers = after.map((order) => releaseOf(order, places))
  await postJoined(scope, transfers, { is_exact }).catch((error: unknown) => {
    if (!(error instanceof PostingRefused)) throw error
    throw new ReleaseRefused(error.refused.flatMap(({ place }) => after[place]?.id ?? []))
  })
  await appendFacts(
    db,
    scope,
    after.map((order) =>
      paymentOrderFacts.fact('rails.payment_order_released', order.id, {
        object: paymentOrderJson(order, at),
      }),
    ),
  )
  return after.length
}
