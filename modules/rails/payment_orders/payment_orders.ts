import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { PlaceInTime } from '../../../platform/http/lists.ts'
import {
  type Job,
  type JobKind,
  type JobOutcome,
  OWN_FAULTS_RETRY_MS,
  oneByOne,
} from '../../../platform/jobs/job.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { cancelOrder, closeOrderReview } from './change_order.ts'
import { createOrders, type NewOrder, type WithinCreation } from './create_orders.ts'
import type { OrderDeps } from './deps.ts'
import { paymentOrderErrors } from './errors.ts'
import { runFollow, runSettle } from './follow_file.ts'
import { runGather } from './gather_file.ts'
import { FOLLOW_JOB, GATHER_JOB, RELEASE_JOB, SETTLE_JOB } from './job_names.ts'
import type { PaymentOrder, PaymentOrderStep } from './payment_order.ts'
import { runRelease } from './release_orders.ts'
import * as store from './store.ts'

/** Payments to and collections from bank accounts of others. What each method does and refuses stands beside its function. */
export type PaymentOrders = {
  createOrders(
    scope: OpenScope,
    orders: readonly NewOrder[],
    within?: WithinCreation,
  ): Promise<Result<readonly PaymentOrder[], Failure>>
  cancelOrder(scope: OpenScope, id: Id<'por'>, because: string): Promise<Result<PaymentOrder, Failure>>
  closeOrderReview(scope: OpenScope, id: Id<'por'>, because: string): Promise<Result<PaymentOrder, Failure>>
  findOrder(scope: OpenScope, id: Id<'por'>): Promise<Result<PaymentOrder, Failure>>
  /** Any number of them; ids that there are not are left out. */
  findOrders(scope: OpenScope, ids: readonly Id<'por'>[]): Promise<readonly PaymentOrder[]>
  listOrders(
    scope: OpenScope,
    filter: store.OrderFilter,
    page: { readonly after: PlaceInTime<'por', 'created_at'> | undefined; readonly limit: number },
  ): Promise<readonly PaymentOrder[]>
  /** Orders of which nobody knows whether the bank has them: how many, and the longest unknown of them with their ids. */
  unknownOrders(scope: OpenScope): Promise<store.UnknownOrders>
  /** What happened to an order, oldest first. */
  listOrderSteps(scope: OpenScope, id: Id<'por'>): Promise<Result<readonly PaymentOrderStep[], Failure>>
}

export function createPaymentOrders(deps: OrderDeps): PaymentOrders {
  const { db } = deps
  return {
    createOrders: (scope, orders, within) => createOrders(deps, scope, orders, within),
    cancelOrder: (scope, id, because) => cancelOrder(deps, scope, id, because),
    closeOrderReview: (scope, id, because) => closeOrderReview(deps, scope, id, because),
    async findOrder({ tenant_id }, id) {
      const [found] = await db.withTenant(tenant_id, (tx) => store.findOrders(tx, tenant_id, [id]))
      return found === undefined ? paymentOrderErrors.fail('payment_order_not_found') : ok(found)
    },
    findOrders: ({ tenant_id }, ids) =>
      db.withTenant(tenant_id, (tx) => store.findOrders(tx, tenant_id, ids)),
    listOrders: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => store.listOrders(tx, tenant_id, filter, page)),
    unknownOrders: ({ tenant_id }) => db.withTenant(tenant_id, (tx) => store.countUnknown(tx, tenant_id)),
    listOrderSteps: ({ tenant_id }, id) =>
      db.withTenant(tenant_id, async (tx) => {
        const [found] = await store.findOrders(tx, tenant_id, [id])
        if (found === undefined) return paymentOrderErrors.fail('payment_order_not_found')
        return ok(await store.listSteps(tx, tenant_id, id))
      }),
  }
}

/** What a worker does for payment orders. */
export function paymentOrderJobs(deps: OrderDeps): JobKind[] {
  const each = (kind: string, run: (own: OrderDeps, scope: OpenScope, job: Job) => Promise<JobOutcome>) =>
    oneByOne({ kind, retry_ms: OWN_FAULTS_RETRY_MS }, (scope, job) => run(deps, scope, job))
  return [
    each(GATHER_JOB, runGather),
    each(FOLLOW_JOB, runFollow),
    each(SETTLE_JOB, runSettle),
    each(RELEASE_JOB, runRelease),
  ]
}
