import { idFromBytes, uuidOf } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { type Instant, instantText, plusMs } from '../../kernel/world.ts'
import type { Stage } from '../../platform/http/route.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { readClocks } from '../../platform/tenant_clock.ts'
import { WAIT_LOOK_MS, type Waits } from '../../platform/waits.ts'
import { CLOCK_AHEAD_MS_MAX, type ClockView } from '../auth/index.ts'
import { sandboxErrors } from './errors.ts'
import type { SandboxDeps } from './index.ts'
import { ADVANCE_JOB } from './limits.ts'
import { standing } from './standing.ts'
import { type Advance, findAdvance, insertAdvance, openAdvance } from './store.ts'

/** Where the clock is to go. */
export type ClockMove = { readonly by_ms: number } | { readonly to: Instant }
/** What the clock shows, and the move that is under way. */
export type ClockNow = ClockView & { readonly move: Advance | null }

/** Errors: sandbox_only. */
export async function readClockNow(deps: SandboxDeps, scope: OpenScope): Promise<Result<ClockNow, Failure>> {
  const found = await deps.auth.readClock(scope)
  if (!found.ok) return found
  const move = await deps.db.withTenant(scope.tenant_id, (tx) => openAdvance(tx, scope.tenant_id))
  if (move === undefined) return ok({ ...found.value, move: null })
  // It stands for a moment only, at what is being done just now.
  return ok({ ...found.value, is_frozen: found.value.is_frozen && !move.resumes, move })
}

/**
 * Sends the clock forward; everything due on the way happens in order. Answers when it has arrived, or after `wait_ms` with
 * the move under way. The move follows from the key: a repeat looks at the same one and starts nothing.
 *
 * Errors: sandbox_only, clock_backwards, clock_too_far, clock_advancing.
 */
export async function advance(
  deps: SandboxDeps & { readonly arrivals: Waits<string> },
  scope: OpenScope,
  move: ClockMove,
  stage: Stage,
  wait_ms: number,
): Promise<Result<ClockNow, Failure>> {
  const id = uuidOf(idFromBytes('req', stage.claim.key_hash))
  const begun = await begin(deps, scope, move, id)
  if (!begun.ok) return begun
  deps.work().wakeMove(scope.tenant_id)
  const until_ms = deps.world.elapsed_ms() + wait_ms
  for (;;) {
    const left_ms = until_ms - deps.world.elapsed_ms()
    // Waited for before it is looked at: an arrival in between is told.
    const told = deps.arrivals.until(id, Math.max(0, Math.min(left_ms, WAIT_LOOK_MS)))
    if (left_ms <= 0 || (await hasArrived(deps, scope, id))) break
    await told
  }
  return readClockNow(deps, scope)
}

async function hasArrived({ db }: SandboxDeps, { tenant_id }: OpenScope, id: string): Promise<boolean> {
  const found = await db.withTenant(tenant_id, (tx) => findAdvance(tx, tenant_id, id))
  return found?.state !== 'advancing'
}

async function begin(
  deps: SandboxDeps,
  scope: OpenScope,
  move: ClockMove,
  id: string,
): Promise<Result<null, Failure>> {
  const { tenant_id } = scope
  const shown = await deps.auth.readClock(scope)
  if (!shown.ok) return shown
  const { now, is_frozen } = shown.value
  const known = await deps.db.withTenant(tenant_id, (tx) => findAdvance(tx, tenant_id, id))
  if (known !== undefined) return ok(null)
  const target = targetOf(now, deps.world.now(), move)
  if (!target.ok) return target
  const { id: resource_id } = await deps.auth.ownTenant(scope)
  return deps.db.withTenant(tenant_id, async (db): Promise<Result<null, Failure>> => {
    const row = { id, from_at: now, target_at: target.value, resumes: !is_frozen }
    if (!(await insertAdvance(db, tenant_id, deps.world.now(), row)))
      return sandboxErrors.fail('clock_advancing')
    const inner = { ...standing(scope, deps.world, now), db }
    await deps.audit.append(inner, [
      {
        action: 'sandbox_clock.advance',
        resource_type: 'sandbox_clock',
        resource_id,
        before: { now: instantText(now) },
        after: { to: instantText(target.value) },
      },
    ])
    await schedule(db, inner, [{ kind: ADVANCE_JOB, unique_key: 'move', body: { move: id } }])
    return ok(null)
  })
}

function targetOf(now: Instant, wall: Instant, move: ClockMove): Result<Instant, Failure> {
  if ('by_ms' in move && move.by_ms > CLOCK_AHEAD_MS_MAX)
    return sandboxErrors.fail('clock_too_far', { param: 'by_ms' })
  const param = 'to' in move ? 'to' : 'by_ms'
  const target = 'to' in move ? move.to : plusMs(now, move.by_ms)
  if (target < now) return sandboxErrors.fail('clock_backwards', { param })
  if (target > plusMs(wall, CLOCK_AHEAD_MS_MAX)) return sandboxErrors.fail('clock_too_far', { param })
  return ok(target)
}

/** See `Sandbox.setRunning`. */
export async function setRunning(
  deps: SandboxDeps,
  scope: OpenScope,
  is_running: boolean,
): Promise<Result<ClockNow, Failure>> {
  const { tenant_id } = scope
  const moved = await deps.db.withTenant(tenant_id, async (db) => {
    const open = await openAdvance(db, tenant_id)
    if (open !== undefined) return sandboxErrors.fail('clock_advancing')
    return deps.auth.moveClock({ ...scope, db }, { move: is_running ? 'resume' : 'freeze' })
  })
  if (!moved.ok) return moved
  await showSimulator(deps, scope)
  return ok({ ...moved.value, move: null })
}

/** The card world's clock shows what the sandbox's does; it hears of it at its next use when it cannot be told now. */
async function showSimulator({ db, simulator }: SandboxDeps, scope: OpenScope): Promise<void> {
  const clock = (await readClocks(db, [scope.tenant_id])).get(scope.tenant_id)
  if (simulator !== undefined && clock !== null && clock !== undefined)
    await simulator.setClock(scope, clock).catch(() => undefined)
}
