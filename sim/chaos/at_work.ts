import { assert } from '../../kernel/assert.ts'
import { pause, type World } from '../../kernel/world.ts'

/** A start waits for a crash recovery of PostgreSQL, on machines that are slow at both. */
const LOOKS_MAX = 3_600
const LOOK_MS = 50

export type Working = { readonly clients: number; answered(): number; isStopped(): boolean }

/** Until the program, back from the last kill, has answered each client twice: a kill of an idle program proves nothing. */
export async function untilAtWork(world: World, { clients, answered, isStopped }: Working): Promise<void> {
  const enough = answered() + 2 * clients
  for (let look = 0; answered() < enough && !isStopped(); look++) {
    assert(look < LOOKS_MAX, 'the program answers its clients within three minutes of its start')
    await pause(world, LOOK_MS)
  }
}
