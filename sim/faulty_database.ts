import type { Database } from '../platform/db/database.ts'
import type { Lane } from '../platform/db/lane.ts'
import type { Dice } from './dice.ts'

export type Faults = {
  /** Chances in percent, per statement that a batcher sends. */
  readonly lost_before: number
  readonly lost_after: number
  readonly crash_before: number
  readonly crash_after: number
}

export type FaultyDatabase = Database & {
  /** Resolves when the simulated program died; its promises stay open for ever, as a dead program's do. */
  readonly crashed: Promise<void>
  isDead(): boolean
  /** Closes what the dead, or finished, program left open. */
  abandon(): Promise<void>
}

class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}
const never = <T>(): Promise<T> => new Promise<T>(() => undefined)

/**
 * The real database behind a wire that breaks: before the statement arrives, after it was committed, or
 * because the program itself dies at that await. Which of these, if any, the dice say.
 */
export function createFaultyDatabase(db: Database, dice: Dice, faults: Faults): FaultyDatabase {
  let isDead = false
  const lanes: Lane[] = []
  let die: () => void = () => undefined
  const crashed = new Promise<void>((resolve) => {
    die = () => {
      isDead = true
      resolve()
    }
  })
  const run = async (lane: Lane, ...call: Parameters<Lane['run']>): ReturnType<Lane['run']> => {
    if (isDead) return never()
    const roll = dice.below(100)
    const { lost_before, lost_after, crash_before, crash_after } = faults
    if (roll < crash_before) {
      die()
      return never()
    }
    if (roll < crash_before + lost_before) throw new ConnectionLost('the request was lost')
    const rows = await lane.run(...call)
    if (isDead) return never()
    if (roll < crash_before + lost_before + crash_after) {
      die()
      return never()
    }
    if (roll < crash_before + lost_before + crash_after + lost_after)
      throw new ConnectionLost('the answer was lost')
    return rows
  }
  return {
    ...db,
    lane(name) {
      const lane = db.lane(name)
      lanes.push(lane)
      return { ...lane, run: (...call) => run(lane, ...call) }
    },
    crashed,
    isDead: () => isDead,
    async abandon() {
      await Promise.all(lanes.map((lane) => lane.close()))
    },
  }
}
