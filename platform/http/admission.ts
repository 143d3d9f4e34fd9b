import type { Cancel, World } from '../../kernel/world.ts'
import { IN_FLIGHT_MAX, LOOP_LAG_MS_MAX, LOOP_LAG_SAMPLE_MS } from './limits.ts'

/** Which share of the capacity a request may fill: reports go first, money-moving routes last. */
export const shares = { report: 0.6, other: 0.8, money: 1 } as const
export type ShedReason = 'in_flight' | 'event_loop_lag' | 'queue'

export type Admission = {
  /** Null when the request may begin, otherwise why not. Either way it counts until it is released, once. */
  admit(share: number): ShedReason | null
  release(): void
  /** 0 is idle, 1 is full. */
  load(): number
  /** Measures the event loop until stopped. */
  start(): void
  stop(): void
}

export type AdmissionOptions = {
  world: World
  in_flight_max?: number
  loop_lag_ms_max?: number
  /** Other queues of the process, each 0 (empty) to 1 (full): batchers, for instance. */
  pressures?: readonly (() => number)[]
}

/**
 * Load shedding before any work is done. The server counts as full by the requests it is working on, by how
 * late its event loop runs, or by a queue behind it, whichever is worst. Source: reliability.md B8, F8.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const { world, pressures = [] } = options
  const in_flight_max = options.in_flight_max ?? IN_FLIGHT_MAX
  const loop_lag_ms_max = options.loop_lag_ms_max ?? LOOP_LAG_MS_MAX
  let in_flight = 0
  let lag_load = 0
  let queue_load = 0
  let cancel: Cancel | undefined

  const sample = (): void => {
    const due_ms = world.elapsed_ms() + LOOP_LAG_SAMPLE_MS
    cancel = world.after(LOOP_LAG_SAMPLE_MS, () => {
      const lag_ms = Math.max(0, world.elapsed_ms() - due_ms)
      // Half of the last reading stays, so one collection of garbage does not turn callers away.
      lag_load = (lag_load + lag_ms / loop_lag_ms_max) / 2
      queue_load = pressures.reduce((most, pressure) => Math.max(most, pressure()), 0)
      sample()
    })
  }
  return {
    admit(share) {
      const others = in_flight++
      if (others >= in_flight_max * share) return 'in_flight'
      if (lag_load >= share) return 'event_loop_lag'
      return queue_load >= share ? 'queue' : null
    },
    release() {
      in_flight--
    },
    load: () => Math.max(in_flight / in_flight_max, lag_load, queue_load),
    start() {
      if (cancel === undefined) sample()
    },
    stop() {
      cancel?.()
      cancel = undefined
    },
  }
}
