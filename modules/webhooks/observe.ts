/** What an endpoint did with an attempt: the class of its answer, or `none` when no answer came. */
export type AttemptAnswer = '2xx' | '3xx' | '4xx' | '5xx' | 'other' | 'none'
export type AttemptSeen = { readonly answer: AttemptAnswer; readonly took_ms: number }

/** What this module lets others count and log. */
export type WebhookEvent =
  /** Facts that became events, and deliveries of them. */
  | { readonly event: 'projected'; readonly events: number; readonly deliveries: number }
  /** Attempts whose results are written down; `dead` of their deliveries have no other try. */
  | { readonly event: 'attempted'; readonly attempts: readonly AttemptSeen[]; readonly dead: number }
  | { readonly event: 'disabled'; readonly count: number }
  /** An attempt left no result; it is made again when its lease is over. */
  | { readonly event: 'attempt_lost'; readonly error: unknown }
  | { readonly event: 'stream_look_failed'; readonly error: unknown }
export type Observe = (event: WebhookEvent) => void
