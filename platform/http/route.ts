import type { Static, TObject, TSchema } from 'typebox'
import type { ErrorTable, Failure, Result } from '../../kernel/result.ts'
import type { KeyClaim } from '../idempotency/claim.ts'
import type { OpenScope, Scope } from '../scope.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Who may call a route. `members` are for people of the organization, whatever the tenant: no key gets there, because a key
 * of one tenant must not say who comes into the others. `anyone` is for who has not said yet who they are.
 */
export type Callers = 'keys_and_members' | 'members' | 'anyone'

/**
 * What a route answers when nothing was refused. `{ rendered }` is JSON text that the route made itself, on the hot
 * path; it must fit the reply schema. `{ chunks }` is the same as UTF-8 in pieces: megabytes that are neither joined nor
 * sent in one go.
 */
export type RouteReply<B = unknown> = {
  readonly status?: 200 | 201 | 202 | 204
  readonly body:
    | B
    | { readonly rendered: string }
    | { readonly chunks: readonly Buffer[] }
    | { readonly text: string; readonly content_type: string }
    | StreamedBody
  /**
   * What is stored for replays instead of `body`, when `body` shows a secret this once: the plaintext must
   * never be stored. Fits the same reply schema.
   */
  readonly kept?: B
  /** Not kept with the answer: what a replay must repeat belongs into the body, or into `location`. */
  readonly headers?: Readonly<Record<string, string>>
  /** True when the answer was given before and only repeated now. */
  readonly replayed?: boolean
}
/**
 * A reply of any length, of a `read` route: pieces of text, taken as fast as the caller reads and no faster. When
 * it throws midway the connection is cut, so that nobody takes the beginning for the whole.
 */
export type StreamedBody = {
  readonly stream: Pieces
  readonly content_type: string
  /**
   * True for one that goes on until its reader leaves: it gives its place among the requests back once it has begun, so
   * whoever opens it bounds how many there are.
   */
  readonly is_endless?: boolean
}
export type Pieces = AsyncIterable<string> | readonly Buffer[]

export type RouteInput<P, Q, B> = {
  readonly params: P
  readonly query: Q
  readonly body: B
  /** How long the caller wants the line held for an outcome: `Prefer: wait=N`, else the route's default. */
  readonly wait_ms: number
  /** Where the request stands in a distributed trace (W3C): to be sent along with calls made for it. */
  readonly traceparent: string | null
  /** Where a reader of server-sent events was when it lost the stream: `Last-Event-ID`. */
  readonly last_event_id: string | null
}

type RunInput<P extends TObject, Q extends TObject, B extends TSchema> = RouteInput<
  Static<P>,
  Static<Q>,
  Static<B>
>

type Common<P extends TObject, Q extends TObject, B extends TSchema, R extends TSchema> = {
  readonly method: Method
  /** Path with parameters in braces: `/v1/ledger/accounts/{id}`. Plural kebab-case nouns. */
  readonly path: `/v1/${string}`
  /** camelCase verb + noun; names the SDK's method and the docs' anchor: `createAccount`. */
  readonly operation_id: string
  readonly tag: string
  /** One sentence, imperative. */
  readonly summary: string
  readonly description?: string
  /** The financial intent a key must hold, such as `ledger.transfers:write`. No route is without one. */
  readonly scope: string
  /** Keys and members when absent. */
  readonly callers?: Callers
  /** Money-moving routes keep 20 % of capacity to themselves when load is shed. */
  readonly moves_money?: boolean
  /** Long reads over much history: the first to be refused when load is shed, and their own rate limit. */
  readonly is_report?: boolean
  readonly params?: P
  readonly query?: Q
  /** Unknown fields are refused at every level; a text without a bound gets one. See `input_schema.ts`. */
  readonly body?: B
  readonly body_bytes_max?: number
  /** The usual success status and its schema. */
  readonly status: 200 | 201 | 202 | 204
  readonly reply: R
  /** Other successes with the same schema: 202 while the outcome is not known, for instance. */
  readonly also_answers?: readonly (200 | 201 | 202)[]
  /** Other content the reply can have, e.g. `text/csv`. */
  readonly also_produces?: readonly string[]
  readonly errors: ErrorTable
  /** Codes of the reply that are no errors, and what they mean: they have pages beside those of the errors. */
  readonly outcomes?: Readonly<Record<string, string>>
  /** A body that works, for the docs and the fuzz. */
  readonly example?: unknown
  /** Where the made object is found: a path with fields of the reply in braces, `/v1/ledger/accounts/{id}`. */
  readonly location?: `/v1/${string}`
  /** Headers that `run` itself puts on an answer, on some or all of its successes; for the document. */
  readonly own_headers?: readonly ('Location' | 'Content-Disposition' | 'Set-Cookie')[]
  /** Set when the route can answer 202: how long it holds the line unless `Prefer: wait=N` says otherwise. */
  readonly wait_ms_default?: number
  readonly deprecated?: { readonly since: string; readonly sunset: string; readonly guide: string }
  /** The object a rate limit counts against besides key and route: a path into params or body; `id` of the path when absent. */
  readonly limit_object?: string
  /**
   * Of a route that changes something: runs first, before a transaction is opened and the key is claimed. What it answers
   * stands in the body's place where the key's request is compared and remembered: for bodies with secrets, of which not
   * even a digest may be kept.
   */
  prepare?(scope: OpenScope, input: RunInput<P, Q, B>): Promise<Result<unknown, Failure>>
}

/** A piece of work that outlives one transaction, under its key. */
export type Stage = {
  readonly claim: KeyClaim
  /** True when an earlier run of the same key ended without an answer: first find out what it did. */
  readonly is_resumed: boolean
}

/**
 * `read`: no transaction opened by the edge; the route opens what it needs.
 * `transaction`: the edge opens one tenant transaction, claims the key in it, runs, stores the reply, commits.
 * `joined`: the route writes key, state, ledger and fact in its own one statement; it gets the claim.
 * `staged`: the edge commits the claim with a lease, runs outside any transaction (record intent, call,
 * record outcome), then stores the reply. A run that died is resumed by the next request with its key.
 */
export type Route<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> = Common<P, Q, B, R> &
  (
    | {
        readonly kind: 'read'
        run(scope: OpenScope, input: RunInput<P, Q, B>): Promise<Result<RouteReply<Static<R>>, Failure>>
      }
    | {
        readonly kind: 'transaction'
        readonly idempotency: 'required' | 'accepted'
        run(scope: Scope, input: RunInput<P, Q, B>): Promise<Result<RouteReply<Static<R>>, Failure>>
      }
    | {
        readonly kind: 'joined'
        readonly idempotency: 'required'
        run(
          scope: OpenScope,
          input: RunInput<P, Q, B>,
          claim: KeyClaim,
        ): Promise<Result<RouteReply<Static<R>>, Failure>>
      }
    | {
        readonly kind: 'staged'
        /** Accepted: without a key the claim is drawn by chance, and no repeat will ever find it. */
        readonly idempotency: 'required' | 'accepted'
        run(
          scope: OpenScope,
          input: RunInput<P, Q, B>,
          stage: Stage,
        ): Promise<Result<RouteReply<Static<R>>, Failure>>
      }
  )

/** One object per route: validation, types, OpenAPI, SDK, CLI and docs are all read from it. */
export const route = <P extends TObject, Q extends TObject, B extends TSchema, R extends TSchema>(
  spec: Route<P, Q, B, R>,
): Route => spec
