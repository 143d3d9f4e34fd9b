import type { Cancel, World } from '../../kernel/world.ts'
import type { Call } from './call.ts'
import { DEADLINE_LOOK_MS, DEADLINE_MS } from './limits.ts'

/** Requests whose work has begun, in the order of their deadlines. */
export type Deadlines = {
  begin(call: Call): void
  end(call: Call): void
  start(): void
  stop(): void
}

/**
 * Answers for work that does not come back: a database that stands still would keep its callers, and their places,
 * for as long as it likes. `expire` is called once for a request that has not been answered by its deadline; what
 * its work says later is dropped, and a repeat with the same key finds out what it did. Looked at in steps of
 * DEADLINE_LOOK_MS, because a timer for each request would cost more than the look. Reports have no deadline: how
 * long they take is bounded by the statement.
 */
export function createDeadlines(world: World, expire: (call: Call) => void): Deadlines {
  const running = new Map<Call, number>()
  let cancel: Cancel | undefined
  const look = (): void => {
    const now_ms = world.elapsed_ms()
    for (const [call, due_ms] of running) {
      if (due_ms > now_ms) break
      running.delete(call)
      if (!call.is_settled) expire(call)
    }
    cancel = world.after(DEADLINE_LOOK_MS, look)
  }
  return {
    begin(call) {
      if (call.route.rate_class !== 'report') running.set(call, world.elapsed_ms() + DEADLINE_MS)
    },
    end: (call) => void running.delete(call),
    start() {
      cancel ??= world.after(DEADLINE_LOOK_MS, look)
    },
    stop() {
      cancel?.()
      cancel = undefined
    },
  }
}
