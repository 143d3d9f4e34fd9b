import type { Client } from '../../../sdk/typescript/index.ts'
import type { Point } from './journal.ts'

/** The clock is moved when the file's time has gone on by this much: each move waits for what is on its way. */
const STEP_US = 3_600_000_000

type Clock = { readonly now: string }

export type ClockWalk = {
  /** Whether the row at this time of the file comes after a move. */
  isDue(at: number): boolean
  /** Moves the sandbox's clock along. Nothing may be on its way. */
  move(at: number): Promise<void>
  readonly base: () => Point['clock']
}

/**
 * Lets a sandbox live through the time of the file: its first row happens now, by the sandbox's clock, and every other
 * one as much later as in the file. The clock never goes back, so a file that is out of order does not either.
 */
export function createClockWalk(client: Client, start: Point['clock']): ClockWalk {
  let base = start
  let moved_to = start === null ? Number.NEGATIVE_INFINITY : start.file
  return {
    base: () => base,
    isDue: (at) => base === null || at - moved_to >= STEP_US,
    async move(at) {
      const { body } = await client.get<Clock>('/v1/sandbox/clock')
      const sandbox = Date.parse(body.now) * 1_000
      base ??= { file: at, sandbox }
      moved_to = Math.max(moved_to, at)
      const to = base.sandbox + (at - base.file)
      if (to > sandbox)
        await client.post('/v1/sandbox/clock/advance', { to: new Date(to / 1_000).toISOString() })
    },
  }
}
