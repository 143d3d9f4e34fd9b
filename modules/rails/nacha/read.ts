import type { AchEvent, AchReadOptions } from './events.ts'
import { CHUNK_BYTES } from './limits.ts'
import { createAchReader } from './reader.ts'

/**
 * Reads Nacha files from a stream: what `createAchReader` tells, as it comes. Takes the next chunk only when what the one
 * before said has been taken. Never throws for what stands in the bytes; what the stream itself throws is passed on.
 */
export async function* readAch(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: AchReadOptions = {},
): AsyncGenerator<AchEvent, void> {
  let events: AchEvent[] = []
  const reader = createAchReader((event) => events.push(event), options)
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; at += CHUNK_BYTES) {
      reader.push(chunk.subarray(at, at + CHUNK_BYTES))
      yield* events
      events = []
    }
  reader.end()
  yield* events
}
