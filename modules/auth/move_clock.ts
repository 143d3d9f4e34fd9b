import { assert, present } from '../../kernel/assert.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { type Instant, instantText, type VirtualClock, type World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { lockClock, readClocks, saveClock } from '../../platform/tenant_clock.ts'
import type { Audit } from '../audit/index.ts'
import { type AuthFailure, authErrors } from './errors.ts'
import { authFacts } from './facts.ts'
import { type ClockMove, moveClock, shownBy } from './sandbox_clock.ts'
import { findTenant } from './store_directory.ts'

export type ClockDeps = {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly audit: Audit
  readonly onChange: (scope: Pick<Scope, 'tenant_id'>) => void
}
/** What a sandbox's clock shows; `ahead_ms` of the wall, negative for one that stands and was overtaken. */
export type ClockView = { readonly now: Instant; readonly is_frozen: boolean; readonly ahead_ms: number }

const view = (clock: VirtualClock, wall: Instant): ClockView => {
  const now = shownBy(clock, wall)
  return { now, is_frozen: clock.frozen_at !== null, ahead_ms: Math.round((now - wall) / 1_000) }
}

/** Reads the sandbox's clock from the database, not from this node's memory. Errors: `sandbox_only`. */
export async function readClock(deps: ClockDeps, scope: OpenScope): Promise<Result<ClockView, AuthFailure>> {
  const clock = (await readClocks(deps.db, [scope.tenant_id])).get(scope.tenant_id) ?? null
  return clock === null ? authErrors.fail('sandbox_only') : ok(view(clock, deps.world.now()))
}

/** One step of a move that is lived through: the clock stands at `to`, or runs on from there when `is_frozen` is false. */
export type ClockStep = {
  /** What the clock shows now, or nothing is done: somebody else moved it. */
  readonly from: Instant
  readonly to: Instant
  readonly is_frozen: boolean
  /** From where the move is told as one fact; null tells nothing yet. */
  readonly told_from: Instant | null
}

/**
 * Sets a sandbox's clock to a later time, in the caller's transaction, without an entry in the audit trail: whoever asked
 * for the whole move is in it. False when the clock did not show `from` any more. A running clock is held to `from` as its
 * lower bound only.
 */
export async function stepTenantClock(deps: ClockDeps, scope: Scope, step: ClockStep): Promise<boolean> {
  const { db, tenant_id } = scope
  const clock = present(await lockClock(db, tenant_id), 'the clock of a sandbox')
  const wall = deps.world.now()
  const shown = shownBy(clock, wall)
  if (clock.frozen_at === null ? shown < step.from : shown !== step.from) return false
  assert(step.to >= step.from, 'a sandbox’s clock never goes backwards')
  const to = step.to < shown ? shown : step.to
  const offset_us = Math.max(0, to - wall)
  await saveClock(db, tenant_id, { frozen_at: step.is_frozen ? to : null, offset_us })
  if (step.told_from !== null) {
    const { id } = present(await findTenant(db, tenant_id), 'the tenant of the scope')
    await appendFacts(db, scope, [
      authFacts.fact('auth.clock_moved', id, {
        from: instantText(step.told_from),
        to: instantText(to),
        is_frozen: step.is_frozen,
      }),
    ])
  }
  deps.onChange(scope)
  return true
}

/**
 * Advances, freezes or resumes a sandbox's clock in the caller's transaction. This node follows with the
 * commit, others within KEY_CACHED_MS_MAX. A repeat of `by` goes further; of the others it changes nothing.
 *
 * Errors: `sandbox_only` in a live tenant, `clock_backwards`, `clock_too_far`.
 */
export async function moveTenantClock(
  deps: ClockDeps,
  scope: Scope,
  move: ClockMove,
): Promise<Result<ClockView, AuthFailure>> {
  const { db, tenant_id } = scope
  const clock = await lockClock(db, tenant_id)
  if (clock === undefined) return authErrors.fail('sandbox_only')
  // Read after the lock: the wall has moved on while another move was waited for.
  const wall = deps.world.now()
  const moved = moveClock(clock, wall, move)
  if (!moved.ok) {
    const param = move.move === 'to' ? 'to' : 'by_ms'
    return authErrors.fail(moved.error, { param })
  }
  await saveClock(db, tenant_id, moved.value)
  const [from, to] = [view(clock, wall), view(moved.value, wall)]
  const json = ({ now, is_frozen }: ClockView) => ({ now: instantText(now), is_frozen })
  const { id } = present(await findTenant(db, tenant_id), 'the tenant of the scope')
  const resource = { resource_type: 'sandbox_clock', resource_id: id }
  await deps.audit.append(scope, [
    { action: 'sandbox_clock.move', ...resource, before: json(from), after: json(to) },
  ])
  await appendFacts(db, scope, [
    authFacts.fact('auth.clock_moved', id, {
      from: instantText(from.now),
      to: instantText(to.now),
      is_frozen: to.is_frozen,
    }),
  ])
  deps.onChange(scope)
  return ok(to)
}
