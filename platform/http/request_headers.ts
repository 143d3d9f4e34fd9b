import type { IncomingMessage } from 'node:http'
import { IDEMPOTENCY_KEY_CHARS_MAX } from '../../kernel/limits.ts'
import { CREDENTIAL_CHARS_MAX, PREFER_WAIT_S_MAX } from './limits.ts'

const SPACE = 32
const TILDE = 126
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i
const WAIT = /^wait *= *(?:"([^"]*)"|(\S*))$/i
const SECONDS = /^[0-9]{1,2}$/

/** The credential of `Authorization: Bearer …` (RFC 6750), undefined when there is none of this form. */
export function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined || header.length > CREDENTIAL_CHARS_MAX) return undefined
  return BEARER.exec(header)?.[1]
}

/** Whether a text can be an Idempotency-Key: 1 to 255 printable ASCII characters. */
export function isIdempotencyKey(text: string): boolean {
  if (text.length === 0 || text.length > IDEMPOTENCY_KEY_CHARS_MAX) return false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < SPACE || code > TILDE) return false
  }
  return true
}

/**
 * How long `Prefer` (RFC 7240) asks to wait, in milliseconds. Null when it says nothing about waiting, since
 * unknown preferences are ignored; `invalid` for a wait that is not 0 to 30 seconds.
 */
export function preferredWait(header: string): number | null | 'invalid' {
  for (const preference of header.split(',')) {
    const match = WAIT.exec(preference.trim())
    if (match === null) continue
    const text = match[1] ?? match[2] ?? ''
    const seconds = SECONDS.test(text) ? Number(text) : PREFER_WAIT_S_MAX + 1
    return seconds > PREFER_WAIT_S_MAX ? 'invalid' : seconds * 1000
  }
  return null
}

const single: ReadonlySet<string> = new Set([
  'authorization',
  'content-type',
  'florin-version',
  'idempotency-key',
])
const lengths: ReadonlySet<number> = new Set([...single].map((name) => name.length))

/**
 * The name of a header that was sent twice though it can only mean one thing. Node keeps one of them or joins
 * both, so which was meant would be a guess.
 */
export function repeatedHeader({ rawHeaders }: IncomingMessage): string | undefined {
  let first: string | undefined
  let seen: Set<string> | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index] as string
    if (!lengths.has(raw.length)) continue
    const name = raw.toLowerCase()
    if (!single.has(name)) continue
    if (first === undefined) first = name
    else if (name === first || seen?.has(name) === true) return name
    else (seen ??= new Set()).add(name)
  }
  return undefined
}

const JSON_TYPE = /^application\/json *(?:; *charset *= *"?utf-8"? *)?$/i
export const isJsonType = (header: string | undefined): boolean =>
  header === 'application/json' || (header !== undefined && JSON_TYPE.test(header))

/** Chunks are only how a body comes; any other coding (`gzip, chunked`) would have to be undone to read it. */
export const isPlainTransfer = (header: string | undefined): boolean =>
  header === undefined || header.trim().toLowerCase() === 'chunked'

/** Without the `Host` that HTTP/1.1 asks for; HTTP/1.0 knows none. */
export const isHostless = ({ headers, httpVersion }: IncomingMessage): boolean =>
  headers.host === undefined && httpVersion === '1.1'

export const CLOSE: readonly string[] = ['connection', 'close']
const UNREAD_BYTES_MAX = 65_536
const none: readonly string[] = []

/** A long body nobody will read is not waited for: the answer closes the connection behind it. */
export function closing({ headers }: IncomingMessage): readonly string[] {
  const isLong =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > UNREAD_BYTES_MAX
  return isLong ? CLOSE : none
}

/** Whether bytes follow the headers (RFC 9112 §6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}
