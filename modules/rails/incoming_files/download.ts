import { createHash } from 'node:crypto'
import type { FileTransport } from '../../../platform/files/transport.ts'
import { FILE_BYTES_MAX, PIECE_BYTES } from '../bank_files/limits.ts'
import { inPieces } from '../files/in_pieces.ts'
import { HELD_BYTES_MAX } from './limits.ts'

/** The file cannot be taken now: it has gone, it broke off, or it changed while it was read. The next look sees. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken'
}

/** A file of the bank that can be read from its beginning any number of times, and is the same each time. */
export type Taken = {
  /** Hex. */
  readonly sha256: string
  readonly bytes: number
  open(): AsyncIterable<Uint8Array>
}

/**
 * Fetches a file. A short one is held in memory. A longer one is only hashed here, piece by piece, and fetched again by
 * whoever opens it: then each piece is compared before it is handed on, so that two versions of a file are never mixed.
 * Throws NotTaken and FileBroken; one that is longer than files may be is NotTaken too.
 */
export async function fetchFile(transport: FileTransport, path: string): Promise<Taken> {
  const whole = createHash('sha256')
  const hashes: string[] = []
  const held: Uint8Array[] = []
  let bytes = 0
  for await (const piece of inPieces(stream(transport, path), PIECE_BYTES)) {
    bytes += piece.length
    if (bytes > FILE_BYTES_MAX) throw new NotTaken(`it has more than ${FILE_BYTES_MAX} bytes`)
    whole.update(piece)
    hashes.push(hashOf(piece))
    if (bytes <= HELD_BYTES_MAX) held.push(piece)
    else held.length = 0
  }
  const isHeld = bytes <= HELD_BYTES_MAX
  const open = isHeld ? () => inMemory(held) : () => fetchAgain(transport, path, hashes)
  return { sha256: whole.digest('hex'), bytes, open }
}

const hashOf = (piece: Uint8Array): string => createHash('sha256').update(piece).digest('hex')

// oxlint-disable-next-line typescript/require-await -- a generator of ready bytes
async function* inMemory(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  yield* pieces
}

async function* stream(transport: FileTransport, path: string): AsyncGenerator<Uint8Array, void> {
  const opened = await transport.download(path)
  if (opened.kind === 'refused') throw new NotTaken(`${opened.reason}: ${opened.why}`)
  yield* opened.value.bytes
}

async function* fetchAgain(
  transport: FileTransport,
  path: string,
  hashes: readonly string[],
): AsyncGenerator<Uint8Array, void> {
  let index = 0
  for await (const piece of inPieces(stream(transport, path), PIECE_BYTES)) {
    if (hashOf(piece) !== hashes[index]) throw new NotTaken('it changed while it was read')
    index++
    yield piece
  }
  if (index !== hashes.length) throw new NotTaken('it got shorter while it was read')
}
