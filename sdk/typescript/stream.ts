import type { FetchReply, Line } from './client_types.ts'
import { ProblemError, problemError, readProblem } from './errors.ts'
import { reasonOf, urlOf } from './once.ts'
import { retryWait } from './retry.ts'
import { pause } from './runtime.ts'
import { createSseParser, type SseParser } from './sse.ts'
import type { StreamEvent, StreamOptions } from './stream_types.ts'

/** The API sends a comment every 15 s when nothing happens: three of them missing means that nobody is there. */
const SILENCE_MS_MAX = 45_000
const RECONNECT_MS = 1_000
/** Ids that are remembered, so that an event which comes again is told once. */
const REMEMBERED_MAX = 10_000

/**
 * Follows a stream of events for as long as it is wanted. Errors: a ProblemError that no waiting would cure, such as a
 * revoked key; everything else is waited out.
 */
export async function* streamEvents(
  line: Line,
  path: string,
  options: StreamOptions = {},
): AsyncGenerator<StreamEvent, void, undefined> {
  const { signal, on_state } = options
  const seen = rememberIds(options.after)
  for (let failures = 0; !isOver(signal); failures++) {
    const parser = createSseParser()
    const lost: Lost = { why: 'the stream ended', asked_ms: undefined }
    const opened = (): void => {
      failures = 0
      on_state?.({ state: 'open' })
    }
    try {
      yield* connection({ line, path, options, seen, parser, opened })
    } catch (error) {
      Object.assign(lost, readLost(error))
    }
    if (isOver(signal)) return
    const wait_ms = lost.asked_ms ?? (failures === 0 ? (parser.retry_ms() ?? RECONNECT_MS) : grown(failures))
    on_state?.({ state: 'lost', why: lost.why, wait_ms, after: seen.last() ?? null })
    await pause(line.runtime, wait_ms, signal)
  }
}

type Lost = { readonly why: string; readonly asked_ms: number | undefined }

/** Why a connection ended, and how long the server asked to wait. Throws what no waiting would cure. */
function readLost(error: unknown): Lost {
  if (!(error instanceof ProblemError)) return { why: reasonOf(error), asked_ms: undefined }
  if (!isPassing(error)) throw error
  const { retry_after } = error.problem
  return { why: error.message, asked_ms: retry_after === undefined ? undefined : retry_after * 1_000 }
}

const isOver = (signal: AbortSignal | undefined): boolean => signal?.aborted === true
const grown = (failures: number): number =>
  retryWait({ status: null, should_retry: null, retry_after: null }, failures + 1, 0.5, 0) ?? RECONNECT_MS
const isPassing = ({ status, problem }: ProblemError): boolean =>
  problem.retry === 'same_key' || status >= 500 || status === 429

type Connection = {
  readonly line: Line
  readonly path: string
  readonly options: StreamOptions
  readonly seen: ReturnType<typeof rememberIds>
  readonly parser: SseParser
  readonly opened: () => void
}

/** One connection, until it ends or falls silent. */
async function* connection(of: Connection): AsyncGenerator<StreamEvent, void, undefined> {
  const { line, options, seen, parser } = of
  const stop = new AbortController()
  const end = (): void => stop.abort(new Error('the stream was given up'))
  options.signal?.addEventListener('abort', end, { once: true })
  const silence_ms = options.silence_ms_max ?? SILENCE_MS_MAX
  const onSilence = (): void => stop.abort(new Error(`nothing came for ${silence_ms / 1_000} s`))
  let cancel = line.runtime.after(silence_ms, onSilence)
  try {
    const reply = await openStream(of, stop.signal)
    const decoder = new TextDecoder()
    for await (const bytes of chunksOf(reply.body)) {
      cancel()
      const events = parser.feed(decoder.decode(bytes, { stream: true }))
      yield* events.filter(({ id }) => id === '' || seen.isNew(id))
      seen.reach(parser.last_id())
      // Only the server's silence counts, not the time that the reader takes.
      cancel = line.runtime.after(silence_ms, onSilence)
    }
  } finally {
    cancel()
    options.signal?.removeEventListener('abort', end)
    stop.abort()
  }
}

/** Not every browser lets a body be read by `for await`. */
async function* chunksOf(body: FetchReply['body']): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) return
  if (Symbol.asyncIterator in body) {
    yield* body
    return
  }
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
  } finally {
    await reader.cancel()
  }
}

async function openStream(
  { line, path, options, seen, opened }: Connection,
  signal: AbortSignal,
): Promise<FetchReply> {
  const after = seen.last()
  const reply = await line.fetch(urlOf(line.url, path, options.query), {
    method: 'GET',
    headers: {
      ...line.headers,
      accept: 'text/event-stream',
      ...(after === undefined ? {} : { 'last-event-id': after }),
    },
    signal,
    redirect: 'manual',
  })
  if (reply.status !== 200) throw await refusal(reply)
  opened()
  return reply
}

async function refusal(reply: FetchReply): Promise<ProblemError> {
  const problem = readProblem(reply.status, await reply.text())
  return problemError({ problem, request_id: reply.headers.get('request-id'), attempts: 1 })
}

/** The last ids that came: a server that goes back a little costs nothing but bytes. */
function rememberIds(after: string | undefined) {
  const known = new Set<string>(after === undefined ? [] : [after])
  let last = after
  return {
    last: () => last,
    /** The server may say where the stream stands before anything happens. */
    reach(id: string): void {
      if (id !== '') last = id
    },
    isNew(id: string): boolean {
      if (known.has(id)) return false
      known.add(id)
      last = id
      const [oldest] = known
      if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest)
      return true
    },
  }
}
