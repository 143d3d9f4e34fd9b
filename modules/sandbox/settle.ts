import { type Instant, pause, plusMs } from '../../kernel/world.ts'
import { type JobHorizon, jobHorizon } from '../../platform/jobs/horizon.ts'
import { skipPolls } from '../../platform/jobs/skip_polls.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { SandboxDeps } from './index.ts'
import { LISTENERS_MS_MAX, MOMENT_MS, SETTLE_LOOK_MS_MAX, SETTLE_MS_MAX } from './limits.ts'
import { standing } from './standing.ts'

/** A moment of which nothing is left to be done: how many callbacks nobody took, and the next at which anything is. */
export type Settled = { readonly undelivered: number; readonly next: Instant | null }
/** Lets everything happen that is due by `at`, and what follows from it at the same moment. The clock goes to `target`. */
export type Settle = (at: Instant, target: Instant) => Promise<Settled>

const earliest = (...all: readonly (Instant | null)[]): Instant | null =>
  all.reduce((first, one) => (first === null || (one !== null && one < first) ? one : first), null)
/** The moment at which something that is due then is done: see MOMENT_MS. */
const momentOf = (due: Instant | null): Instant | null => {
  const over_us = due === null ? 0 : due % (MOMENT_MS * 1_000)
  return due === null || over_us === 0 ? due : plusMs(due, MOMENT_MS - over_us / 1_000)
}
const isDue = (due: Instant | null, at: Instant): boolean => due !== null && due <= at

/** Has the card world live up to `at`; how many callbacks nobody took. */
async function play({ simulator }: SandboxDeps, scope: OpenScope, at: Instant): Promise<number> {
  if (simulator === undefined) return 0
  for (;;) {
    const { undelivered, is_complete } = await simulator.advance(scope, at)
    if (is_complete) return undelivered
  }
}

type Moment = JobHorizon & { readonly hold_end: Instant | null }

export function createSettle(deps: SandboxDeps, base: OpenScope): Settle {
  const { simulator } = deps
  const scopeAt = (at: Instant): OpenScope => standing(base, deps.world, at)
  const workUntilRest = createWork(deps, base)
  /** Since when nothing has happened but looks; and the next moment, when at it only looks are due. */
  let changed_at: Instant | undefined
  let quiet_at: Instant | undefined

  /** When something is due, looks that would find nothing new left out. */
  async function nextOf(at: Instant, target: Instant, rest: Moment, outside: Instant | null) {
    const busy_at = earliest(rest.first_other_at, rest.hold_end, outside)
    const until = earliest(busy_at, target) ?? target
    quiet_at = undefined
    if (rest.first_at === null || rest.first_at >= until) return momentOf(busy_at)
    // Without a card world of ours nobody knows whether it stands still.
    if (simulator === undefined) return momentOf(earliest(busy_at, rest.first_at))
    const first_at = await putOff(deps, base, { since: changed_at ?? at, until })
    const next = momentOf(earliest(busy_at, first_at))
    const isLook = first_at !== null && first_at < until && momentOf(busy_at) !== next
    if (isLook && next !== null) quiet_at = next
    return next
  }

  return async (at, target) => {
    if (at !== quiet_at) changed_at = at
    let undelivered = 0
    for (;;) {
      undelivered += await play(deps, scopeAt(at), at)
      const rest = await workUntilRest(at)
      if (rest.hasWorked) changed_at = at
      const outside = simulator === undefined ? null : await simulator.nextDue(scopeAt(at))
      // Otherwise what was done made something else due out there at the same moment.
      if (!isDue(outside, at)) return { undelivered, next: await nextOf(at, target, rest, outside) }
    }
  }
}

const lookAt = ({ db, world, ledger, work }: SandboxDeps, base: OpenScope): Promise<Moment> =>
  db.withTenant(base.tenant_id, async (tx) => {
    const { kinds, polls, listeners } = work()
    const names = polls.map(({ kind }) => kind)
    const horizon = await jobHorizon(tx, base.tenant_id, {
      kinds,
      polls: names,
      listeners,
      real_at: world.now(),
    })
    return { ...horizon, hold_end: await ledger.nextHoldEnd({ ...base, db: tx }) }
  })

/** Leaves out looks at a card world that stands still; when the first job is due then. */
async function putOff(
  deps: SandboxDeps,
  base: OpenScope,
  still: { readonly since: Instant; readonly until: Instant },
): Promise<Instant | null> {
  const { tenant_id } = base
  await deps.db.withTenant(tenant_id, (tx) => skipPolls(tx, tenant_id, deps.work().polls, still))
  return (await lookAt(deps, base)).first_at
}

/** Works until nothing is left at a moment; what is due next, and whether anything but a look was done. */
function createWork(deps: SandboxDeps, base: OpenScope) {
  const { world, ledger } = deps
  const { tenant_id } = base
  const { serve, hear, wakeListeners } = deps.work()
  /** A listener that is stuck is waited for once; everything else goes on without it. */
  let waitsForListeners = true

  return async (at: Instant): Promise<Moment & { readonly hasWorked: boolean }> => {
    const began_ms = world.elapsed_ms()
    let heard = { behind: Number.POSITIVE_INFINITY, at_ms: began_ms }
    let hasWorked = false
    for (let wait_ms = 1; ; ) {
      const moment = await lookAt(deps, base)
      const { first_at, first_other_at, is_running, behind, hold_end } = moment
      if (isDue(first_other_at, at) || isDue(hold_end, at)) hasWorked = true
      if (isDue(hold_end, at) && (await ledger.expireHolds(standing(base, world, at))) > 0) continue
      const isBusy = is_running || isDue(first_at, at)
      if (!isBusy && (behind === 0 || !waitsForListeners)) return { ...moment, hasWorked }
      const now_ms = world.elapsed_ms()
      if (isBusy && now_ms - began_ms > SETTLE_MS_MAX) throw new Error('the work of one moment does not end')
      const isLess = behind < heard.behind
      if (isLess) heard = { behind, at_ms: now_ms }
      else if (!isBusy && now_ms - heard.at_ms > LISTENERS_MS_MAX) waitsForListeners = false
      const done = isDue(first_at, at) ? await serve(tenant_id) : 0
      if (done > 0) wakeListeners(tenant_id)
      else if (behind > 0) await hear(tenant_id)
      // Others are at it: another process, or one that holds the listeners' places.
      if (done > 0 || (behind > 0 && isLess)) wait_ms = 1
      else {
        wakeListeners(tenant_id)
        await pause(world, wait_ms)
        wait_ms = Math.min(2 * wait_ms, SETTLE_LOOK_MS_MAX)
      }
    }
  }
}
