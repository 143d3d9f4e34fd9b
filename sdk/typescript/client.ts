import type { Answer, Ask, Client, ClientOptions, Line, Method } from './client_types.ts'
import { ConnectionError, FlorinError, problemError, readProblem } from './errors.ts'
import { listAll } from './list.ts'
import { createOnce, type Tried } from './once.ts'
import { retryWait } from './retry.ts'
import { isBrowser, pause, type Runtime, systemRuntime } from './runtime.ts'
import { streamEvents } from './stream.ts'

const TIMEOUT_MS = 40_000
const RETRIES_MAX = 4

/** What sends requests of one key to one address. It holds nothing that must be closed. */
export function createClient(options: ClientOptions): Client {
  const line = lineOf(options)
  const once = createOnce(line)
  const request: Client['request'] = (method, path, ask = {}) =>
    insist({ line, options, once }, method, path, ask) as never
  const client: Client = {
    url: line.url,
    request,
    get: (path, ask) => request('GET', path, ask),
    post: (path, body, ask) => request('POST', path, { ...ask, body }),
    patch: (path, body, ask) => request('PATCH', path, { ...ask, body }),
    delete: (path, ask) => request('DELETE', path, ask),
    list: (path, ask) => listAll(client, path, ask),
    stream: (path, asked) => streamEvents(line, path, asked),
  }
  return client
}

function lineOf(options: ClientOptions): Line {
  const { key, api_version, user_agent = 'florin-typescript/0.1' } = options
  return {
    url: baseOf(options.url),
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    runtime: options.runtime ?? systemRuntime(),
    timeout_ms: options.timeout_ms ?? TIMEOUT_MS,
    headers: {
      authorization: `Bearer ${key}`,
      // A browser has its own, and would ask the server whether it may send another.
      ...(isBrowser() ? {} : { 'user-agent': user_agent }),
      ...(api_version === undefined ? {} : { 'florin-version': api_version }),
    },
  }
}

/** Errors: FlorinError for what is no address of HTTP. */
function baseOf(url: string): string {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return url.replace(/\/+$/, '')
  throw new FlorinError(`“${url}” is not an address such as http://127.0.0.1:4010`)
}

type Means = {
  readonly line: Line
  readonly options: ClientOptions
  readonly once: ReturnType<typeof createOnce>
}

/** One intent: as many tries as it takes and may take, under one key. */
async function insist(means: Means, method: Method, path: string, ask: Ask): Promise<Answer> {
  const { runtime } = means.line
  const idempotency_key = method === 'GET' ? null : (ask.idempotency_key ?? newKey(runtime))
  const retries_max = ask.max_retries ?? means.options.max_retries ?? RETRIES_MAX
  for (let attempt = 1; ; attempt++) {
    const tried = await means.once(method, path, ask, idempotency_key)
    if (tried.kind === 'answered' && isGood(tried.status)) return answerOf(tried, idempotency_key, attempt)
    const isLast = attempt > retries_max || ask.signal?.aborted === true
    const wait_ms = isLast
      ? undefined
      : retryWait(failedOf(tried), attempt, chanceOf(runtime), runtime.now() / 1_000)
    if (wait_ms === undefined) throw errorOf(tried, attempt)
    const status = tried.kind === 'answered' ? tried.status : null
    means.options.on_retry?.({ method, path, status, wait_ms, attempt })
    await pause(runtime, wait_ms, ask.signal)
    if (ask.signal?.aborted === true) throw errorOf(tried, attempt)
  }
}

/** A browser calls a redirect that it may not follow 0. */
const isGood = (status: number): boolean => status >= 200 && status < 300

const failedOf = (tried: Tried) =>
  tried.kind === 'answered'
    ? {
        status: tried.status,
        should_retry: tried.headers.get('florin-should-retry'),
        retry_after: tried.headers.get('retry-after'),
      }
    : { status: null, should_retry: null, retry_after: null }

function answerOf(
  tried: Tried & { kind: 'answered' },
  idempotency_key: string | null,
  attempts: number,
): Answer {
  const { status, headers, text, took_ms } = tried
  const isJson = /^application\/([\w.-]+\+)?json\b/.test(headers.get('content-type') ?? '')
  return {
    status,
    headers,
    took_ms,
    attempts,
    idempotency_key,
    body: text === '' ? null : isJson ? (JSON.parse(text) as unknown) : text,
    request_id: headers.get('request-id'),
    is_replayed: headers.get('idempotency-status') === 'replayed',
  }
}

function errorOf(tried: Tried, attempts: number): Error {
  if (tried.kind !== 'answered') return new ConnectionError(tried.kind, tried.message, attempts, tried.cause)
  const problem = readProblem(tried.status, tried.text)
  return problemError({ problem, attempts, request_id: tried.headers.get('request-id') })
}

const chanceOf = (runtime: Runtime): number => (runtime.random(1)[0] ?? 0) / 256

const newKey = (runtime: Runtime): string =>
  `auto-${[...runtime.random(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
