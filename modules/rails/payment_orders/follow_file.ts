import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText, parseInstant, plusMs } from '../../../kernel/world.ts'
import type { Job, JobOutcome, NewJob } from '../../../platform/jobs/job.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { afterSettlement } from '../ach/after_settlement.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import type { OutgoingFileEvent } from '../outgoing_files/outgoing_file.machine.ts'
import type { OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import { findFile } from '../outgoing_files/store.ts'
import { afterCollections } from '../sepa/after_collections.ts'
import type { OrderMove } from './decide_move.ts'
import type { OrderDeps } from './deps.ts'
import { FOLLOW_JOB, RELEASE_JOB, SETTLE_JOB } from './job_names.ts'
import { ORDERS_PER_CALL_MAX } from './limits.ts'
import { moveOrders } from './move_orders.ts'
import type { PaymentOrderEvent, PaymentOrderState } from './payment_order.machine.ts'
import * as store from './store.ts'

/** What happens to the orders of a file when something happens to it. `retry` and `begin` change nothing for them. */
const followed: Readonly<Partial<Record<OutgoingFileEvent, PaymentOrderEvent>>> = {
  deliver: 'deliver',
  lose: 'lose',
  accept: 'deliver',
  reject: 'reject',
}
/** From where they are moved. */
const movable: readonly PaymentOrderState[] = ['submitting', 'submitted', 'unknown']
const fromOf: Readonly<Partial<Record<PaymentOrderEvent, readonly PaymentOrderState[]>>> = {
  deliver: ['submitting', 'unknown'],
  lose: ['submitting', 'submitted'],
  reject: movable,
}
/** A file that the bank has not confirmed when its orders should settle is looked at again: soon at first, then more seldom. */
const UNCONFIRMED_MS = { min: 15 * 60_000, max: 6 * 3_600_000 }

/** Plans that the orders of a file follow what happened to it, in the transaction in which that is said. */
export async function followFile(scope: Scope, file: OutgoingFile, event: OutgoingFileEvent): Promise<void> {
  const move = followed[event]
  if (move === undefined) return
  const because = file.because
  await schedule(scope.db, scope, [
    { kind: FOLLOW_JOB, body: { file: file.id, event: move, because }, unique_key: `${file.id} ${move}` },
  ])
}

/** When the orders of a file settle: one job for each moment. */
export const settleJobs = (file: Id<'ofl'>, moments: Iterable<Instant>): NewJob[] =>
  [...new Set(moments)].map((at) => ({
    kind: SETTLE_JOB,
    body: { file, at: instantText(at) },
    run_at: at,
    unique_key: `${file} ${instantText(at)}`,
  }))

/** Moves orders of a file until none is left to be moved; a thousand in one transaction. */
async function moveAll(
  deps: OrderDeps,
  scope: OpenScope,
  asked: {
    readonly file: Id<'ofl'>
    readonly states: readonly PaymentOrderState[]
    readonly settles_by?: Instant
    readonly move: Omit<OrderMove, 'id'>
    readonly within?: Parameters<typeof moveOrders>[3]
  },
): Promise<void> {
  const { file, states, settles_by, move, within } = asked
  for (;;) {
    const ids = await deps.db.withTenant(scope.tenant_id, (db) =>
      store.ordersInState(db, scope.tenant_id, file, {
        states,
        limit: ORDERS_PER_CALL_MAX,
        ...(settles_by === undefined ? undefined : { settles_by }),
      }),
    )
    if (ids.length === 0) return
    await moveOrders(
      deps,
      scope,
      ids.map((id) => ({ ...move, id, file })),
      within,
    )
  }
}

/** The job behind `followFile`. A repeat finds nothing left to move. */
export async function runFollow(deps: OrderDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { file, event, because } = JSON.parse(job.body) as {
    file: Id<'ofl'>
    event: PaymentOrderEvent
    because: string | null
  }
  await moveAll(deps, scope, {
    file,
    states: fromOf[event] ?? [],
    move: { event, ...(because === null ? undefined : { because }) },
  })
  return { outcome: 'done' }
}

/**
 * Settles the orders of a file whose moment has come: no news is good news, but only of a file that the bank has. One that it
 * did not confirm is waited for.
 */
export async function runSettle(deps: OrderDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { file: id, at } = JSON.parse(job.body) as { file: Id<'ofl'>; at: string }
  const { tenant_id } = scope
  const [file, connection] = await deps.db.withTenant(tenant_id, async (db) => {
    const found = await findFile(db, tenant_id, id)
    const places = found === undefined ? undefined : await findConnections(db, tenant_id, [found.connection])
    return [found, found === undefined ? undefined : places?.get(found.connection)] as const
  })
  if (file === undefined || connection === undefined || file.state === 'rejected') return { outcome: 'done' }
  const isConfirmed = file.state === 'accepted' || (file.state === 'sent' && !connection.rules.acknowledges)
  const now = scope.world.now()
  const settles_by = parseInstant(at) ?? now
  if (!isConfirmed) {
    const late_ms = (now - settles_by) / 1_000
    const { min, max } = UNCONFIRMED_MS
    return { outcome: 'again', run_at: plusMs(now, Math.min(Math.max(late_ms / 2, min), max)) }
  }
  await moveAll(deps, scope, {
    file: id,
    states: movable,
    settles_by,
    move: { event: 'settle' },
    within: async (within, moved) => {
      await schedule(within.db, within, releaseJobs(moved.map(({ after }) => after)))
      await afterSettlement(within, moved)
      await afterCollections(deps, within, moved)
    },
  })
  return { outcome: 'done' }
}

type Waiting = Pick<
  Awaited<ReturnType<typeof store.findOrders>>[number],
  'connection' | 'funds' | 'return_closes_at'
>

/** When money that waits becomes free: one job for each connection and moment. */
function releaseJobs(orders: readonly Waiting[]): NewJob[] {
  const jobs = new Map<string, NewJob>()
  for (const { connection, funds, return_closes_at } of orders) {
    if (funds !== 'uncleared' || return_closes_at === null) continue
    const unique_key = `${connection} ${instantText(return_closes_at)}`
    jobs.set(unique_key, { kind: RELEASE_JOB, body: { connection }, run_at: return_closes_at, unique_key })
  }
  return [...jobs.values()]
}
