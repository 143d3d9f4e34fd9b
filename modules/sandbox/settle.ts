import { type Instant, pause } from '../../kernel/world.ts'
import { jobHorizon } from '../../platform/jobs/horizon.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { SandboxDeps } from './index.ts'
import { LISTENERS_MS_MAX, SETTLE_LOOK_MS_MAX, SETTLE_MS_MAX } from './limits.ts'
import { standing } from './standing.ts'
import { behindOf } from './store.ts'

/** A moment of which nothing is left to be done: how many callbacks nobody took, and when anything is due next. */
export type Settled = { readonly undelivered: number; readonly next: Instant | null }
/** Lets everything happen that is due by `at`, and what follows from it at the same moment. */
export type Settle = (at: Instant) => Promise<Settled>

const earliest = (...all: readonly (Instant | null)[]): Instant | null =>
  all.reduce((first, one) => (first === null || (one !== null && one < first) ? one : first), null)

/** Has the card world live up to `at`; how many callbacks nobody took. */
async function play({ simulator }: SandboxDeps, scope: OpenScope, at: Instant): Promise<number> {
  if (simulator === undefined) return 0
  for (;;) {
    const { undelivered, is_complete } = await simulator.advance(scope, at)
    if (is_complete) return undelivered
  }
}

export function createSettle(deps: SandboxDeps, base: OpenScope): Settle {
  const { db, world, simulator, ledger } = deps
  const { tenant_id } = base
  const { kinds, listeners, serve, wakeListeners } = deps.work()
  const scopeAt = (at: Instant): OpenScope => standing(base, world, at)
  /** A listener that is stuck is waited for once; everything else goes on without it. */
  let waitsForListeners = true

  const look = () =>
    db.withTenant(tenant_id, async (tx) => ({
      ...(await jobHorizon(tx, tenant_id, kinds, world.now())),
      behind: await behindOf(tx, tenant_id, listeners),
      hold_end: await ledger.nextHoldEnd({ ...base, db: tx }),
    }))

  /** Works until nothing is left at this moment; when the next job or hold is due. */
  async function workUntilRest(at: Instant): Promise<Instant | null> {
    const began_ms = world.elapsed_ms()
    for (let wait_ms = 1; ; wait_ms = Math.min(2 * wait_ms, SETTLE_LOOK_MS_MAX)) {
      if ((await serve(tenant_id)) > 0) wakeListeners(tenant_id)
      const { first_at, is_running, behind, hold_end } = await look()
      const isBusy = is_running || (first_at !== null && first_at <= at)
      const isHeard = behind === 0 || !waitsForListeners
      if (hold_end !== null && hold_end <= at && (await ledger.expireHolds(scopeAt(at))) > 0) continue
      if (!isBusy && isHeard) return earliest(first_at, hold_end)
      const took_ms = world.elapsed_ms() - began_ms
      if (isBusy && took_ms > SETTLE_MS_MAX) throw new Error('the work of one moment does not end')
      if (!isBusy && took_ms > LISTENERS_MS_MAX) waitsForListeners = false
      wakeListeners(tenant_id)
      await pause(world, wait_ms)
    }
  }

  return async (at) => {
    let undelivered = 0
    for (;;) {
      undelivered += await play(deps, scopeAt(at), at)
      const next = await workUntilRest(at)
      const outside = simulator === undefined ? null : await simulator.nextDue(scopeAt(at))
      // Otherwise what was done made something else due out there at the same moment.
      if (outside === null || outside > at) return { undelivered, next: earliest(next, outside) }
    }
  }
}
