import { createHash } from 'node:crypto'
import { CHUNK_BYTES } from './limits.ts'

/** What is sent. It is read anew by each attempt, from its beginning. */
export type Content = {
  readonly size: number
  read(): AsyncIterable<Uint8Array>
}

/** Bytes that are in memory already. */
export const bytesContent = (bytes: Uint8Array): Content => ({
  size: bytes.length,
  // oxlint-disable-next-line typescript/require-await -- a generator of ready bytes
  async *read() {
    yield bytes
  },
})

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Of everything a stream gives, in lower-case hex digits. It never holds more than one piece. */
export async function sha256OfStream(
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of pieces) {
    hash.update(piece)
    size += piece.length
  }
  return { size, sha256: hash.digest('hex') }
}

/** The content cut into what one write takes, and what it turned out to be. */
export type CheckedContent = {
  readonly chunks: AsyncIterable<Uint8Array>
  /** After the last chunk: the content was what its size and hash said. */
  isAsSaid(sha256: string): boolean
}

/**
 * Gives the content from a byte on in chunks. All of it is hashed on its way, the part before that byte too: what is on a
 * disk for a night is not always what was put there.
 */
export function checkContent(content: Content, from_byte: number): CheckedContent {
  const hash = createHash('sha256')
  let size = 0
  async function* useful(): AsyncGenerator<Uint8Array> {
    for await (const piece of content.read()) {
      const skipped = Math.min(piece.length, Math.max(0, from_byte - size))
      size += piece.length
      // More than was said is not sent; the check that follows refuses it.
      if (size > content.size) return
      hash.update(piece)
      if (skipped < piece.length) yield piece.subarray(skipped)
    }
  }
  let digest: string | undefined
  return {
    chunks: cutInto(CHUNK_BYTES, useful()),
    isAsSaid(sha256) {
      digest ??= hash.digest('hex')
      return size === content.size && digest === sha256
    },
  }
}

/** The same bytes in pieces of one size, the last one shorter. */
async function* cutInto(bytes: number, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = []
  let size = 0
  for await (const piece of pieces) {
    held.push(piece)
    size += piece.length
    if (size < bytes) continue
    const whole = held.length === 1 ? piece : Buffer.concat(held)
    let at = 0
    for (; size - at >= bytes; at += bytes) yield whole.subarray(at, at + bytes)
    held = at < size ? [whole.subarray(at)] : []
    size -= at
  }
  if (size > 0) yield held.length === 1 ? (held[0] as Uint8Array) : Buffer.concat(held)
}
