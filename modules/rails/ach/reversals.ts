import type { Id } from '../../../kernel/id.ts'
import type { Db } from '../../../platform/db/database.ts'
import { type Job, type JobKind, OWN_FAULTS_RETRY_MS } from '../../../platform/jobs/job.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { OpenScope, Scope, TenantId } from '../../../platform/scope.ts'
import type { Moved, OrderMove } from '../payment_orders/decide_move.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { moveOrders } from '../payment_orders/move_orders.ts'
import type { PaymentOrderState } from '../payment_orders/payment_order.machine.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { findOrders } from '../payment_orders/store.ts'
import { idFollowing } from './retries.ts'

/** Lets an order follow what became of its reversal. */
const FOLLOW_REVERSAL_JOB = 'rails.follow_reversal'
const BATCH_MAX = 200

/** Plans, in the caller's transaction, that the orders which these reversals undo follow them. A repeat plans it once. */
export async function followReversals(scope: Scope, moved: readonly Moved[]): Promise<void> {
  const reversals = moved.filter(({ after }) => after.purpose === 'reversal' && after.original !== null)
  const jobs = reversals.map(({ after }) => ({
    kind: FOLLOW_REVERSAL_JOB,
    body: { reversal: after.id },
    unique_key: `${after.id} ${after.steps}`,
  }))
  await schedule(scope.db, scope, jobs)
}

/**
 * An order is `reversed` when its reversal has settled, and settled again when the reversal came back. The job looks at what
 * stands, so it may run twice, late, or in any order.
 */
export const reversalJobs = (deps: OrderDeps): JobKind[] => [
  {
    kind: FOLLOW_REVERSAL_JOB,
    retry_ms: OWN_FAULTS_RETRY_MS,
    batch_max: BATCH_MAX,
    async run({ scope, jobs }) {
      await follow(deps, scope, jobs)
      return 'done'
    },
  },
]

async function follow(deps: OrderDeps, scope: OpenScope, jobs: readonly Job[]): Promise<void> {
  const { tenant_id } = scope
  const ids = jobs.map(({ body }) => (JSON.parse(body) as { reversal: Id<'por'> }).reversal)
  const reversals = await deps.db.withTenant(tenant_id, (tx) => findOrders(tx, tenant_id, ids))
  const moves = new Map(reversals.flatMap(moveOf).map((move) => [move.id, move]))
  await moveOrders(deps, scope, [...moves.values()])
}

function moveOf({ id, original, state }: PaymentOrder): OrderMove[] {
  if (original === null) return []
  if (state === 'settled') return [{ id: original, event: 'reverse', because: `It was reversed by ${id}.` }]
  if (state !== 'returned') return []
  const because = `Its reversal ${id} came back.`
  // What came back by itself as well stays so.
  return [{ id: original, event: 'restore', from: 'reversed', because, needs_review: true }]
}

/** Reversals of these orders, by the ids of the orders; one read. */
export async function readReversals(
  db: Db,
  tenant_id: TenantId,
  orders: readonly PaymentOrder[],
): Promise<ReadonlyMap<Id<'por'>, PaymentOrder>> {
  const ids = new Set(orders.map(({ id }) => idFollowing(id, 'reversal')))
  const reversals = await findOrders(db, tenant_id, [...ids])
  return new Map(reversals.flatMap((one) => (one.original === null ? [] : [[one.original, one]])))
}

const AT_THE_BANK: ReadonlySet<PaymentOrderState> = new Set(['submitting', 'submitted', 'unknown', 'settled'])

/** Whether an order that comes back is given back a second time by its reversal. */
export const isGivenBackTwice = (reversal: PaymentOrder | undefined): reversal is PaymentOrder =>
  reversal !== undefined && AT_THE_BANK.has(reversal.state)
