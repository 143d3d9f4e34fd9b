import type { IncomingMessage } from 'node:http'

export type BodyEvents = {
  complete(bytes: Buffer): void
  tooLarge(): void
  /** The caller went away before the end. */
  lost(): void
}

/**
 * Reads the body of a request, at most `bytes_max` bytes; exactly one of the three is called. A body that
 * came in one piece, as nearly all do, is not copied.
 */
export function readBody(request: IncomingMessage, bytes_max: number, events: BodyEvents): void {
  let first: Buffer | undefined
  let more: Buffer[] | undefined
  let bytes = 0
  let isOver = false
  const end = (settle: () => void): void => {
    if (isOver) return
    isOver = true
    settle()
  }
  request.on('data', (chunk: Buffer) => {
    if (isOver) return
    bytes += chunk.length
    if (bytes > bytes_max) return end(() => events.tooLarge())
    if (first === undefined) first = chunk
    else (more ??= [first]).push(chunk)
  })
  request.on('end', () => {
    end(() => events.complete(more === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(more)))
  })
  request.on('error', () => end(() => events.lost()))
  request.on('close', () => end(() => events.lost()))
}
