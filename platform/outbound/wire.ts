import type { DialPolicy } from './safe_url.ts'

/**
 * What is sent to a counterpart, as pure bytes: connectors build it, the sender sends it. Bodies are Latin-1 text, so
 * that JSON (escaped to ASCII), ISO 8583 and fixed-width records are all carried exactly.
 */
export type WireRequest =
  | {
      readonly transport: 'http'
      readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
      /** Begins with a slash; joined to the address that is dialled. */
      readonly path: string
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | {
      /** One message on a shared connection, behind a two-byte length. */
      readonly transport: 'tcp'
      readonly body: string
      /** What `Dial.key_of` reads from the answer that belongs to this message. */
      readonly key: string
    }

/** Where a counterpart is reached, and for how long an answer is waited for. */
export type Dial = {
  /** `http://…`, `https://…` or `tcp://host:port`. */
  readonly url: string
  readonly timeout_ms: number
  /** Of an address that a tenant gave: where it may lead. Absent: it is ours. */
  readonly policy?: DialPolicy
  /** Of `tcp`: which message an answer belongs to; undefined for one that answers nothing. */
  readonly key_of?: (body: string) => string | undefined
}

export type WireAnswer = {
  /** Of `tcp` always 200. */
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A time-out is not a failure: only `not_sent` is known to have had no effect. */
export type WireReply =
  | { readonly kind: 'answered'; readonly answer: WireAnswer }
  /** Nothing left this machine: refused, not resolved, no TLS, or no connection in time. */
  | { readonly kind: 'not_sent'; readonly why: string }
  /** It may have arrived and had its effect. */
  | { readonly kind: 'no_answer'; readonly why: string }

export type Send = (dial: Dial, request: WireRequest) => Promise<WireReply>
