import { AsyncLocalStorage } from 'node:async_hooks'
import { assert } from '../../kernel/assert.ts'
import type { Cancel, World } from '../../kernel/world.ts'
import { OUTAGE_WAIT_MS } from './limits.ts'

/** Something done again and again, one turn at a time, at the pace of a World. */
export type Loop = {
  start(): void
  /** The next turn starts now, or right after the running one. Does nothing during an outage. */
  wake(): void
  /** No further turn; resolves when the running one has ended. */
  stop(): Promise<void>
}

/**
 * `turn` does the work and returns how long to wait, in milliseconds, when nobody wakes it. When it rejects,
 * `failed` is told and the next turns come after longer and longer waits (OUTAGE_WAIT_MS).
 *
 * Turns run in the context the loop was made in: whoever wakes it may be inside a transaction.
 */
export function createLoop(options: {
  world: World
  turn: () => Promise<number>
  failed: (error: unknown) => void
}): Loop {
  const { world } = options
  const turns = withOutages(options)
  const outside = AsyncLocalStorage.snapshot()
  let isStarted = false
  let isWoken = false
  let running: Promise<void> | undefined
  let cancel: Cancel = () => undefined

  const wait = (ms: number): void => {
    cancel()
    cancel = world.after(ms, () => outside(begin))
  }
  const begin = (): void => {
    isWoken = false
    running = turns.next().then((wait_ms) => {
      running = undefined
      if (isStarted) wait(isWoken && !turns.isFailing() ? 0 : wait_ms)
    })
  }
  return {
    start() {
      assert(!isStarted, 'a loop is started once')
      isStarted = true
      wait(0)
    },
    wake() {
      isWoken = true
      if (isStarted && running === undefined && !turns.isFailing()) wait(0)
    },
    async stop() {
      isStarted = false
      cancel()
      await running
    },
  }
}

/** A failed turn is not the end of the loop: it says when to try again. */
function withOutages({ turn, failed }: { turn: () => Promise<number>; failed: (error: unknown) => void }) {
  let failures = 0
  return {
    isFailing: () => failures > 0,
    async next(): Promise<number> {
      try {
        const wait_ms = await turn()
        failures = 0
        return wait_ms
      } catch (error) {
        failed(error)
        return OUTAGE_WAIT_MS[Math.min(failures++, OUTAGE_WAIT_MS.length - 1)] as number
      }
    },
  }
}
