import { assert } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../../kernel/result.ts'
import type { Instant } from '../../../kernel/world.ts'
import { keepLastWords, speakLastWords } from '../../../platform/db/last_words.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { NewJob } from '../../../platform/jobs/job.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { isForExactPath, postJoined, PostingRefused } from '../../ledger/index.ts'
import { announceJobs } from '../sepa/job_names.ts'
import { checkOrders, type CheckedOrder, type NewOrder } from './check_orders.ts'
import type { OrderDeps } from './deps.ts'
import { paymentOrderErrors } from './errors.ts'
import { paymentOrderFacts } from './facts.ts'
import { GATHER_JOB, gatherKey, INSTANT_JOB } from './job_names.ts'
import { ORDERS_PER_CALL_MAX } from './limits.ts'
import { holdOf } from './movements.ts'
import { type PaymentOrder, paymentOrderJson } from './payment_order.ts'
import * as store from './store.ts'

export type { NewOrder } from './check_orders.ts'

/** Runs in the transaction in which the orders are made, before the ledger is posted. What it tells is told at the end. */
export type WithinCreation = (scope: Scope, orders: readonly PaymentOrder[]) => Promise<void>

/**
 * Makes up to 1,000 orders, all or none: the rows, what is set aside in the ledger, the jobs and the facts are one transaction.
 * A repeat, known by the ids, answers the orders as they are now.
 *
 * Errors: `payment_order_not_valid` with every fault as `orders[3].amount`; `payment_order_differs`, `end_to_end_id_taken`;
 * `payment_order_not_covered` when the ledger cannot set the money aside.
 */
export async function createOrders(
  deps: OrderDeps,
  scope: OpenScope,
  asked: readonly NewOrder[],
  within?: WithinCreation,
): Promise<Result<readonly PaymentOrder[], Failure>> {
  assert(asked.length >= 1 && asked.length <= ORDERS_PER_CALL_MAX, 'a bounded number of orders')
  const attempt = (is_exact: boolean) =>
    deps.db.withTenant(scope.tenant_id, async (db) => {
      keepLastWords(db, 'facts')
      const made = await createWithin(deps, { ...scope, db }, asked, { is_exact, within })
      await speakLastWords(db)
      return made
    })
  try {
    const made = await attempt(false).catch((error: unknown) => {
      if (isForExactPath(error)) return attempt(true)
      // Somebody made one of them at the same moment: the next look finds it.
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return attempt(true)
      throw error
    })
    // What travels by itself is answered within seconds, so none of them goes by in waiting.
    if (made.ok && made.value.some(({ file_cutoff_at }) => file_cutoff_at === null))
      deps.hurry?.(scope.tenant_id)
    return made
  } catch (error) {
    if (error instanceof NotCovered) return error.failure
    throw error
  }
}

const UNIQUE_VIOLATION = '23505'

/** Thrown so that the transaction is undone; it is a refusal like any other. */
class NotCovered extends Error {
  override readonly name = 'NotCovered'
  readonly failure: Extract<Result<never, Failure>, { ok: false }>
  constructor(failure: NotCovered['failure']) {
    super('the ledger cannot set the money aside')
    this.failure = failure
  }
}

type How = { readonly is_exact: boolean; readonly within?: WithinCreation | undefined }

/** One try. Throws `NotCovered`, and what `isForExactPath` knows: either undoes the transaction. */
async function createWithin(
  deps: OrderDeps,
  scope: Scope,
  asked: readonly NewOrder[],
  { is_exact, within }: How,
): Promise<Result<readonly PaymentOrder[], Failure>> {
  const { db, tenant_id } = scope
  const known = await repeated(scope, asked)
  if (!known.ok || known.value !== undefined) return known as Result<readonly PaymentOrder[], Failure>
  const checked = await checkOrders(deps, scope, asked)
  if (!checked.ok) {
    // Somebody may have made the same orders between the two looks.
    const meanwhile = await repeated(scope, asked)
    return meanwhile.ok && meanwhile.value !== undefined ? ok(meanwhile.value) : checked
  }
  const orders = checked.value.map(({ order }) => order)
  await store.insertOrders(db, tenant_id, orders)
  await schedule(db, scope, jobsOf(orders))
  await within?.(scope, orders)
  await postHolds(scope, checked.value, is_exact)
  const at = scope.world.now()
  await appendFacts(
    db,
    scope,
    orders.map((order) =>
      paymentOrderFacts.fact('rails.payment_order_scheduled', order.id, {
        object: paymentOrderJson(order, at),
      }),
    ),
  )
  return ok(orders)
}

/** One for each file that orders wait for, and one for each order that travels by itself. */
function jobsOf(orders: readonly PaymentOrder[]): NewJob[] {
  const jobs = new Map<string, NewJob>()
  for (const { id, connection, rail, file_cutoff_at, created_at } of orders) {
    if (file_cutoff_at === null) {
      jobs.set(id, { kind: INSTANT_JOB, body: { order: id }, run_at: created_at, unique_key: id })
      continue
    }
    const key = gatherKey(connection, rail, file_cutoff_at)
    if (!jobs.has(key)) jobs.set(key, gatherJob({ connection, rail, cutoff_at: file_cutoff_at }))
  }
  return [...jobs.values(), ...announceJobs(orders)]
}

/** Gathers what is due at a cut-off. */
const gatherJob = (at: {
  readonly connection: Id<'bcn'>
  readonly rail: PaymentOrder['rail']
  readonly cutoff_at: Instant
}): NewJob => ({
  kind: GATHER_JOB,
  body: at,
  run_at: at.cutoff_at,
  unique_key: gatherKey(at.connection, at.rail, at.cutoff_at),
})

async function postHolds(scope: Scope, checked: readonly CheckedOrder[], is_exact: boolean): Promise<void> {
  const placed = checked.flatMap(({ order, connection, in_place_of }, index) =>
    holdOf(order, connection, in_place_of).map((transfer) => ({ index, transfer })),
  )
  try {
    await postJoined(
      scope,
      placed.map(({ transfer }) => transfer),
      { is_exact },
    )
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
    const errors = error.refused.map(
      ({ place, result }): Fault => ({
        code: result,
        param: `orders[${placed[place]?.index ?? 0}].account`,
        detail: `The ledger says ${result}.`,
      }),
    )
    throw new NotCovered(paymentOrderErrors.fail('payment_order_not_covered', { errors }))
  }
}

/** Orders that are there already, in the order of the request; undefined when none is. */
async function repeated(
  { db, tenant_id }: Scope,
  asked: readonly NewOrder[],
): Promise<Result<readonly PaymentOrder[] | undefined, Failure>> {
  const there = await store.findOrders(
    db,
    tenant_id,
    asked.map(({ id }) => id),
  )
  if (there.length === 0) return ok(undefined)
  const known = new Map(there.map((order) => [order.id, order]))
  const given = [
    'connection',
    'kind',
    'rail',
    'bank_account',
    'mandate',
    'account',
    'amount',
    'wish',
  ] as const
  const found: PaymentOrder[] = []
  for (const [index, one] of asked.entries()) {
    const order = known.get(one.id)
    const param = order === undefined ? 'id' : given.find((name) => order[name] !== one[name])
    if (order === undefined || param !== undefined)
      return paymentOrderErrors.fail('payment_order_differs', { param: `orders[${index}].${param ?? 'id'}` })
    found.push(order)
  }
  return ok(found)
}
