import type { WriteSamples } from './reference_document.ts'
import type { TSchema } from 'typebox'
import type { ErrorTable } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import type { Log } from '../telemetry/log.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import type { Call } from './call.ts'
import type { Door } from './doors.ts'
import type { Authenticate, Sessions } from './principal.ts'
import type { RateRules } from './rate_limits.ts'
import type { Route } from './route.ts'
import type { ApiVersions } from './versions.ts'

/** What the edge counts. `route` is called once per route; what it returns, once per request. */
export type EdgeMetrics = {
  route(path: string, method: string): (status: number, duration_ms: number) => void
  version(version: string): void
  /** A request whose version or route is deprecated, by the key that made it: who has to be told. */
  deprecated(version: string, client: string): void
  shed(reason: string): void
  limited(reason: string): void
}

/** TLS on the listener itself, in PEM. */
export type EdgeTls = {
  readonly key: string
  readonly cert: string
  /** Authorities whose client certificates are accepted. */
  readonly client_ca?: string
  /** `optional`: a certificate may be shown, and must then be valid. */
  readonly client_certificate?: 'none' | 'optional' | 'required'
}

export type EdgeConfig = {
  /** How callers reach this server, without a slash at the end: it stands in `type` and in links. */
  readonly public_url: string
  readonly in_flight_max?: number
  readonly loop_lag_ms_max?: number
  readonly rates?: Partial<RateRules>
  /** Proxies whose forwarded headers are believed (addresses or networks). Others' are ignored. */
  readonly trusted_proxies?: readonly string[]
  /** Writes a line for every request, not only for refused and slow ones. */
  readonly log_every_request?: boolean
  readonly slow_request_ms?: number
  readonly tls?: EdgeTls
  /** Whether scripts of pages from anywhere may call (CORS). */
  readonly serves_pages?: boolean
}

/** Health and metrics, as `platform/telemetry` makes them. */
export type Operations = {
  readonly live: () => { readonly is_live: boolean }
  readonly ready: () => Promise<{ readonly is_ready: boolean; readonly because: string | null }>
  readonly metricsText: () => Promise<string>
}

export type Page = {
  readonly path: `/${string}`
  readonly content_type: string
  /** The content policy of a page that needs another one than pages have. */
  readonly policy?: string
  readonly render: () => string | Buffer | Promise<string | Buffer>
}

/**
 * Told of each answered request whose caller is known. It runs before the next request is looked at, so it only takes
 * notes; it must not throw.
 */
export type Finished = (call: Call, status: number, duration_ms: number) => void

/** A kind of event that is sent to callers, for the document: `schema` is that of its `data`. */
export type SentEvent = { readonly type: string; readonly text: string; readonly schema: TSchema }

/** Puts a page into the frame of the documents: their menu, their search. `path` is what the menu marks, `twin` the same as Markdown. */
export type FramePage = (page: {
  readonly title: string
  readonly path: string
  readonly html: string
  readonly twin: string
}) => Promise<string>

export type EdgeDeps = {
  /** Writes the calls of the reference; without it the reference shows its own. */
  readonly samples?: WriteSamples
  readonly routes: readonly Route[]
  readonly events?: readonly SentEvent[]
  /** For those who have no API key; see `doors.ts`. */
  readonly doors?: readonly Door[]
  readonly frame?: FramePage
  /** Routes that another listener of the program serves, and its address: they stand in this one's document, too. */
  readonly elsewhere?: { readonly routes: readonly Route[]; readonly url: string }
  readonly authenticate: Authenticate
  /** Members' sessions, where people may come in with a browser. */
  readonly sessions?: Sessions
  readonly db: Database
  readonly world: World
  readonly log: Log
  readonly versions: ApiVersions
  /** What `authenticate` can refuse with. */
  readonly auth_errors?: ErrorTable
  readonly config: EdgeConfig
  readonly metrics?: EdgeMetrics
  readonly finished?: Finished
  /** Given only when traces are sent somewhere: spans cost more than the rest of the edge. */
  readonly tracing?: Pick<Tracing, 'span' | 'traceparent'>
  readonly operations?: Operations
  /** Queues behind the edge, each 0 (empty) to 1 (full): load is shed when one fills. */
  readonly pressures?: readonly (() => number)[]
}
