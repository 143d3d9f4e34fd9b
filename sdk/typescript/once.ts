import type { Ask, FetchReply, Line, QueryValue } from './client_types.ts'

/** What came of one try. */
export type Tried =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: FetchReply['headers']
      readonly text: string
      readonly took_ms: number
    }
  | {
      readonly kind: 'unreachable' | 'timed_out' | 'cut_off' | 'aborted'
      readonly message: string
      readonly cause: unknown
    }

/** Sends a request one single time. Never throws. */
export function createOnce(line: Line) {
  return async (method: string, path: string, ask: Ask, key: string | null): Promise<Tried> => {
    const { runtime } = line
    const stop = new AbortController()
    const timeout_ms = ask.timeout_ms ?? line.timeout_ms
    let ended: 'timed_out' | 'aborted' | undefined
    const end = (why: 'timed_out' | 'aborted') => (): void => {
      ended ??= why
      stop.abort()
    }
    const onAbort = end('aborted')
    if (ask.signal?.aborted === true) onAbort()
    ask.signal?.addEventListener('abort', onAbort, { once: true })
    const cancel = runtime.after(timeout_ms, end('timed_out'))
    const started_ms = runtime.elapsed_ms()
    let isBegun = false
    try {
      const reply = await line.fetch(urlOf(line.url, path, ask.query), {
        method,
        headers: headersOf(line, ask, key),
        signal: stop.signal,
        redirect: 'manual',
        ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
      })
      isBegun = true
      const text = await reply.text()
      const { status, headers } = reply
      return { kind: 'answered', status, headers, text, took_ms: runtime.elapsed_ms() - started_ms }
    } catch (cause) {
      const kind = ended ?? (isBegun ? 'cut_off' : 'unreachable')
      return { kind, cause, message: sayFault(kind, line.url, timeout_ms, cause) }
    } finally {
      cancel()
      ask.signal?.removeEventListener('abort', onAbort)
    }
  }
}

/** The whole address. A list becomes one name with commas, an object a name for each of its keys: `metadata[order]`. */
export function urlOf(url: string, path: string, query: Readonly<Record<string, QueryValue>> = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => pairsOf(name, value))
  if (pairs.length === 0) return url + path
  return `${url}${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(pairs).toString()}`
}

function pairsOf(name: string, value: QueryValue): [string, string][] {
  if (value === undefined) return []
  if (typeof value !== 'object') return [[name, String(value)]]
  if (isList(value)) return [[name, value.join(',')]]
  return Object.entries(value).map(([key, one]) => [`${name}[${key}]`, one])
}
const isList = (value: object): value is readonly (string | number)[] => Array.isArray(value)

const headersOf = (line: Line, ask: Ask, key: string | null): Record<string, string> => ({
  ...line.headers,
  accept: 'application/json',
  ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
  ...(key === null ? {} : { 'idempotency-key': key }),
  ...(ask.wait_s === undefined ? {} : { prefer: `wait=${ask.wait_s}` }),
  ...ask.headers,
})

function sayFault(kind: string, url: string, timeout_ms: number, cause: unknown): string {
  if (kind === 'timed_out') return `${url} did not answer within ${timeout_ms / 1_000} s`
  if (kind === 'aborted') return 'the call was given up'
  const why = reasonOf(cause)
  return kind === 'cut_off'
    ? `the answer of ${url} was cut off (${why})`
    : `${url} cannot be reached (${why})`
}

/** `fetch` puts the real reason one or two causes deep, and several addresses into a list. */
export function reasonOf(fault: unknown): string {
  for (let at = fault, depth = 0; depth < 4 && at instanceof Error; at = at.cause, depth++) {
    const { code, errors } = at as Error & { code?: unknown; errors?: readonly unknown[] }
    if (typeof code === 'string' && code !== '') return code
    if (errors?.[0] !== undefined) return reasonOf(errors[0])
    if (at.cause === undefined) return at.message
  }
  return String(fault)
}
