import type { Runtime } from './runtime.ts'
import type { StreamEvent, StreamOptions } from './stream_types.ts'

/** As much of `fetch` as is used; Node's own fits. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string
    readonly headers: Record<string, string>
    readonly body?: string
    readonly signal: AbortSignal
    readonly redirect: 'manual'
  },
) => Promise<FetchReply>
export type FetchReply = {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
  readonly body: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null
}

export type FlorinOptions = {
  /** Where the API is; `http://127.0.0.1:4010` when absent. */
  readonly url?: string
  /** Where the vault takes card numbers; the port after the API's when absent. */
  readonly vault_url?: string
  /** `2026-11-21`. When absent the version that the key is pinned to. */
  readonly api_version?: string
  /** Of one try, its answer included. 40 s when absent: longer than the API holds the line. */
  readonly timeout_ms?: number
  /** Tries after the first. 4 when absent. */
  readonly max_retries?: number
  readonly user_agent?: string
  readonly fetch?: Fetch
  readonly runtime?: Runtime
  /** Told before each wait. */
  readonly on_retry?: (notice: RetryNotice) => void
}
/** One address and one key. */
export type ClientOptions = Omit<FlorinOptions, 'url' | 'vault_url'> & {
  readonly url: string
  /** `sk_…`, `rk_…` or `pk_…`. */
  readonly key: string
}
export type RetryNotice = {
  readonly method: string
  readonly path: string
  /** Null: no answer came. */
  readonly status: number | null
  readonly wait_ms: number
  readonly attempt: number
}

export type QueryValue =
  | string
  | number
  | boolean
  | readonly (string | number)[]
  | Readonly<Record<string, string>>
  | undefined
export type Ask = {
  readonly query?: Readonly<Record<string, QueryValue>>
  readonly body?: unknown
  /** For one intent. Made when absent; either way the same one goes with every try. */
  readonly idempotency_key?: string
  readonly headers?: Readonly<Record<string, string>>
  /** How many seconds the API may hold the line for an outcome, 0 to 30. */
  readonly wait_s?: number
  readonly timeout_ms?: number
  readonly max_retries?: number
  readonly signal?: AbortSignal
}

/** What came back, when it was no refusal. */
export type Answer<T = unknown> = {
  readonly status: number
  readonly body: T
  readonly request_id: string | null
  readonly headers: { get(name: string): string | null }
  /** True when the key had done this before, and the first answer is repeated. */
  readonly is_replayed: boolean
  /** The key that was sent; null for reads. */
  readonly idempotency_key: string | null
  readonly attempts: number
  /** Of the try that was answered. */
  readonly took_ms: number
}

export type Page<T> = {
  readonly data: readonly T[]
  readonly has_more: boolean
  readonly next_cursor: string | null
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
export type Client = {
  /**
   * Sends one request and answers what came back. Repeats what passes by itself, always under the same idempotency
   * key. Errors: a `ProblemError` when the API refused, a `ConnectionError` when nobody answered.
   */
  request<T = unknown>(method: Method, path: string, ask?: Ask): Promise<Answer<T>>
  get<T = unknown>(path: string, ask?: Ask): Promise<Answer<T>>
  post<T = unknown>(path: string, body?: unknown, ask?: Ask): Promise<Answer<T>>
  patch<T = unknown>(path: string, body: unknown, ask?: Ask): Promise<Answer<T>>
  delete<T = unknown>(path: string, ask?: Ask): Promise<Answer<T>>
  /** Every row of a list, page after page, as they are asked for. */
  list<T = unknown>(path: string, ask?: Ask): AsyncGenerator<T, void, undefined>
  /**
   * Events as they happen, until `signal` is aborted. A lost connection is opened again behind the last event, so none
   * is lost and none comes twice.
   */
  stream(path: string, options?: StreamOptions): AsyncGenerator<StreamEvent, void, undefined>
  readonly url: string
}

/** What one client sends every request over. */
export type Line = {
  readonly url: string
  readonly fetch: Fetch
  readonly runtime: Runtime
  readonly timeout_ms: number
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>
}
