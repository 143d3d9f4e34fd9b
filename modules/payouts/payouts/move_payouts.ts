import { assert } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { Instant } from '../../../kernel/world.ts'
import type { NewJob } from '../../../platform/jobs/job.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import type { Scope } from '../../../platform/scope.ts'
import { postJoined, type TransferOrder } from '../../ledger/index.ts'
import { ORDER_JOB } from '../job_names.ts'
import { payoutFacts } from './facts.ts'
import { type PayoutEvent, type PayoutState, payoutTarget } from './payout.machine.ts'
import { type Payout, payoutJson, releaseIdOf } from './payout.ts'
import * as store from './store.ts'

/** Something that happened to a payout. */
export type PayoutMove = {
  readonly id: Id<'pyo'>
  readonly event: Exclude<PayoutEvent, 'order'>
  readonly reason_code?: string | null
  readonly because?: string | null
  /** Of `settle` and `restore`: until when it may come back. */
  readonly reversible_until?: Instant | null
  /** It happens only while this is the payout's order. */
  readonly order?: Id<'por'>
  /** It happens only in one of these states, even where the machine would let it happen in others. */
  readonly only_from?: readonly PayoutState[]
}
export type MovedPayouts = {
  readonly moved: readonly Payout[]
  /** To be told by the caller, as the last step. */
  readonly facts: readonly Fact[]
}

/**
 * Moves payouts along their machine, one move each, in the caller's transaction: their states, their own holds, and the jobs
 * that follow. Those from whose state the event leads nowhere stay as they are, so a repeat moves nothing.
 *
 * Audit entries of the caller come before: the ledger and the feed are locked after this.
 */
export async function movePayouts(scope: Scope, moves: readonly PayoutMove[]): Promise<MovedPayouts> {
  if (moves.length === 0) return { moved: [], facts: [] }
  assert(new Set(moves.map(({ id }) => id)).size === moves.length, 'one move for each payout')
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const found = await store.findPayouts(
    db,
    tenant_id,
    moves.map(({ id }) => id),
    { is_locked: true },
  )
  const steps = moves.flatMap((move) => {
    const before = found.get(move.id)
    const after = before === undefined ? undefined : moveOf(before, move, at)
    return before === undefined || after === undefined ? [] : [{ before, after, event: move.event }]
  })
  if (steps.length === 0) return { moved: [], facts: [] }
  await store.writeMoved(db, tenant_id, steps)
  const moved = steps.map(({ after }) => after)
  await schedule(db, scope, moved.filter(({ state }) => state === 'approved').map(orderJob))
  const released = steps.flatMap(({ before, after }) => releasesOf(before, after))
  await postJoined(scope, released, { is_exact: true })
  return { moved, facts: moved.map((payout) => payoutFact(payout, at)) }
}

function moveOf(before: Payout, move: PayoutMove, at: Instant): Payout | undefined {
  const state = payoutTarget(before.state, move.event)
  if (state === undefined || (move.order !== undefined && move.order !== before.order)) return undefined
  if (move.only_from !== undefined && !move.only_from.includes(before.state)) return undefined
  const keeps = state === 'approved' && before.state === 'needs_approval'
  return {
    ...before,
    state,
    hold: keeps ? before.hold : null,
    reason_code: move.reason_code ?? null,
    because: move.because ?? null,
    reversible_until: move.reversible_until ?? null,
    updated_at: at,
  }
}

/** What was set aside for a payout that ends before it was ordered is free again. */
const releasesOf = (before: Payout, after: Payout): TransferOrder[] =>
  before.hold === null || after.hold !== null
    ? []
    : [{ kind: 'void', id: releaseIdOf(before.id), pending_id: before.hold, code: 'payout_release' }]

/** Orders it as soon as it may be. */
export const orderJob = ({ id, held_until }: Pick<Payout, 'id' | 'held_until'>): NewJob => ({
  kind: ORDER_JOB,
  body: { payout: id },
  unique_key: id,
  ...(held_until === null ? undefined : { run_at: held_until }),
})

export const payoutFact = (payout: Payout, at: Instant): Fact =>
  payoutFacts.fact(`payouts.payout_${payout.state}`, payout.id, { object: payoutJson(payout, at) })
