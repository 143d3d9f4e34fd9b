import { present } from '../../kernel/assert.ts'
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
