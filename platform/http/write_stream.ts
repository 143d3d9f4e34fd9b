import type { ServerResponse } from 'node:http'
import type { World } from '../../kernel/world.ts'
import { STREAM_STALL_MS_MAX } from './limits.ts'
import type { Pieces } from './route.ts'

/**
 * Writes pieces as fast as the caller takes them: the next one is asked for when the last has left. `begin`
 * sends the headers, once there is a first piece, so that what fails before can still be answered as a failure; it
 * says false when nobody waits any more. Resolves to whether the whole was written: a caller who goes away, or takes
 * nothing for STREAM_STALL_MS_MAX, ends it. What the pieces throw is thrown on.
 */
export async function writeStream(
  world: World,
  response: ServerResponse,
  pieces: Pieces,
  begin: () => boolean,
): Promise<boolean> {
  let isBegun = false
  for await (const piece of pieces) {
    if (!isBegun && !begin()) return false
    isBegun = true
    if (!response.destroyed && !response.write(piece)) await drained(world, response)
    if (response.destroyed) return false
  }
  if (!isBegun && !begin()) return false
  response.end()
  return true
}

function drained(world: World, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const cancel = world.after(STREAM_STALL_MS_MAX, () => response.destroy())
    const done = (): void => {
      cancel()
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}
