import { type Instant, instant, pause, type World } from '../../kernel/world.ts'
import type { Bank } from './banks/bank.ts'
import { CALLBACK_PAUSE_MS, CALLBACK_TRIES_AT_ONCE, EVENTS_PER_ADVANCE_MAX, TICK_MS } from './limits.ts'
import type { Deliver } from './deliver.ts'
import type { Happened } from './play_event.ts'
import { playUntil } from './play.ts'
import type { Store } from './store.ts'
import type { CardWorld, Worlds } from './worlds.ts'

export type Advanced = {
  readonly now: Instant
  readonly happened: readonly Happened[]
  readonly undelivered: number
  /** False: there was more than one call plays, and the clock stands where it was left. */
  readonly is_complete: boolean
}
export type Player = {
  /** Plays what is due by now, in the background; calls that come meanwhile join. */
  kick(one: CardWorld): void
  /** The same, and waits for it. */
  catchUp(one: CardWorld): Promise<void>
  /** Moves a world's clock and plays everything until then, in order. It never goes back. */
  advance(one: CardWorld, to: Instant): Promise<Advanced>
  stop(): Promise<void>
}

type Deps = { store: Store; worlds: Worlds; deliver: Deliver; bank: Bank; world: World }

export function createPlayer(deps: Deps): Player {
  const { worlds, world } = deps
  const parts = { ...deps, elapsed_ms: () => world.now() / 1000 }
  const queued = new Set<CardWorld>()
  let isStopped = false
  const after = <T>(one: CardWorld, job: () => Promise<T>): Promise<T> => {
    const result = one.playing.then(job)
    one.playing = result.catch(() => undefined)
    return result
  }
  const catchUp = async (one: CardWorld): Promise<void> => {
    await after(one, () => playUntil(parts, one, worlds.now(one), { events_max: EVENTS_PER_ADVANCE_MAX }))
  }
  const kick = (one: CardWorld): void => {
    if (queued.has(one) || isStopped || one.next_due_at > worlds.now(one)) return
    queued.add(one)
    void after(one, () => {
      queued.delete(one)
      return playUntil(parts, one, worlds.now(one), { events_max: EVENTS_PER_ADVANCE_MAX })
    }).catch(() => undefined)
  }
  let cancel = (): void => undefined
  const tick = (): void => {
    for (const one of worlds.all()) kick(one)
    if (!isStopped) cancel = world.after(TICK_MS, tick)
  }
  tick()
  return {
    kick,
    catchUp,
    advance: (one, to) => after(one, () => advance(parts, one, to)),
    async stop() {
      isStopped = true
      cancel()
      await Promise.all([...worlds.all()].map((one) => one.playing))
    },
  }
}

type Parts = Deps & { elapsed_ms: () => number }

async function advance(parts: Parts, one: CardWorld, to: Instant): Promise<Advanced> {
  const { worlds, world } = parts
  const reach = (at: Instant): void => {
    if (at <= worlds.now(one)) return
    const { frozen_at } = one.settings.clock
    const clock =
      frozen_at === null ? { frozen_at, offset_us: at - world.now() } : { frozen_at: at, offset_us: 0 }
    one.settings = { ...one.settings, clock }
  }
  const happened: Happened[] = []
  for (let turn = 0; turn < CALLBACK_TRIES_AT_ONCE; turn++) {
    if (turn > 0) await pause(world, CALLBACK_PAUSE_MS * turn)
    await forgetPauses(parts, one)
    const events_max = EVENTS_PER_ADVANCE_MAX - happened.length
    happened.push(...(await playUntil(parts, one, to, { events_max, onStep: reach })))
    if (undeliveredOf(parts, one, to) === 0) break
  }
  const is_complete = happened.length < EVENTS_PER_ADVANCE_MAX
  if (is_complete) reach(to)
  await worlds.setClock(one, one.settings.clock)
  return { now: instant(worlds.now(one)), happened, undelivered: undeliveredOf(parts, one, to), is_complete }
}

/** Whoever moves a clock does not wait for the pause of a callback that was refused. */
const forgetPauses = ({ store }: Parts, one: CardWorld): Promise<void> =>
  store.turn(() =>
    store.run('update due set retry_at = 0 where world = ? and retry_at > 0', one.merchant_number),
  )

const undeliveredOf = ({ store }: Parts, one: CardWorld, to: number): number =>
  store.one<{ waiting: number }>(
    `select count(*) as waiting from due where world = ? and at <= ? and kind = 'callback'`,
    one.merchant_number,
    to,
  )?.waiting ?? 0
