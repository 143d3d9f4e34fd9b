import type { WireAnswer } from '../outbound/wire.ts'
import { readContentRange, readModifiedAt, refusedByStatus } from './https_answer.ts'
import type { HttpsCall } from './https_call.ts'
import { HTTPS_RANGE_BYTES } from './limits.ts'
import { done, FileBroken, refused, type Told } from './outcome.ts'
import type { Download, Seen } from './transport.ts'

type Part = {
  readonly bytes: Buffer
  /** Of the whole file. */
  readonly total: number | undefined
  /** What changes when the file does. */
  readonly version: string
  /** Nothing follows. */
  readonly is_last: boolean
  readonly modified_at: Seen['modified_at']
}

/** One part of a file. A server that knows no parts gives all of it, which is cut here. */
async function readPart(call: HttpsCall, path: string, from: number, bytes: number): Promise<Told<Part>> {
  const range = `bytes=${from}-${from + bytes - 1}`
  const reply = await call.ask('GET', path, { range, 'accept-encoding': 'identity' })
  if (reply.kind === 'refused') return reply
  const answer = reply.value
  const { status, headers } = answer
  const version = headers['etag'] ?? headers['last-modified'] ?? ''
  const common = { version, modified_at: readModifiedAt(headers['last-modified']) }
  if (status === 206) return partOf(answer, from, common)
  if (status === 416) {
    const total = readContentRange(headers['content-range'])?.total
    return total === from
      ? done({ ...common, bytes: Buffer.alloc(0), total, is_last: true })
      : refused('content_differs', 'the file has become shorter')
  }
  if (status !== 200) return refusedByStatus(answer, call.secrets)
  const whole = Buffer.from(answer.body, 'latin1')
  if (from > whole.length) return refused('content_differs', 'the file has become shorter')
  return done({ ...common, bytes: whole.subarray(from), total: whole.length, is_last: true })
}

function partOf(
  { headers, body }: WireAnswer,
  from: number,
  common: Pick<Part, 'version' | 'modified_at'>,
): Told<Part> {
  const range = readContentRange(headers['content-range'])
  if (range?.first !== from) return refused('failed', 'the server sent another part than it was asked for')
  const bytes = Buffer.from(body, 'latin1')
  const end = from + bytes.length
  const is_last = range.total === undefined ? bytes.length < HTTPS_RANGE_BYTES : end >= range.total
  if (bytes.length === 0 && !is_last) return refused('failed', 'the server sent an empty part')
  return done({ ...common, bytes, total: range.total, is_last })
}

/** The first part now, so that a refusal is a value; the others as they are taken. */
export async function downloadHttps(
  call: HttpsCall,
  path: string,
  from_byte: number,
): Promise<Told<Download>> {
  const first = await readPart(call, path, from_byte, HTTPS_RANGE_BYTES)
  if (first.kind === 'refused') return first
  return done({ size: first.value.total, bytes: readParts(call, path, { from_byte, first: first.value }) })
}

async function* readParts(
  call: HttpsCall,
  path: string,
  { from_byte, first }: { from_byte: number; first: Part },
): AsyncGenerator<Uint8Array> {
  let at = from_byte
  let part = first
  for (;;) {
    at += part.bytes.length
    if (part.bytes.length > 0) yield part.bytes
    if (part.is_last) return
    const next = await readPart(call, path, at, HTTPS_RANGE_BYTES)
    if (next.kind === 'refused') throw new FileBroken(next, at)
    if (next.value.version !== first.version)
      throw new FileBroken(refused('content_differs', 'the file changed while it was read'), at)
    part = next.value
  }
}

/** Asked for by its first byte, since what banks offer is GET. */
export async function statHttps(call: HttpsCall, path: string): Promise<Told<Seen | undefined>> {
  const part = await readPart(call, path, 0, 1)
  if (part.kind === 'refused') return part.reason === 'no_such_file' ? done(undefined) : part
  return done({ size: part.value.total, modified_at: part.value.modified_at, kind: 'file' })
}
