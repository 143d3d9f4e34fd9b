/** What this module lets others count and log. */
export type WebhookEvent =
  /** Facts that became events, and deliveries of them. */
  | { readonly event: 'projected'; readonly events: number; readonly deliveries: number }
  /** Attempts whose results are written down. */
  | {
      readonly event: 'attempted'
      readonly succeeded: number
      readonly failed: number
      readonly dead: number
    }
  | { readonly event: 'disabled'; readonly count: number }
  /** An attempt left no result; it is made again when its lease is over. */
  | { readonly event: 'attempt_lost'; readonly error: unknown }
  | { readonly event: 'stream_look_failed'; readonly error: unknown }
export type Observe = (event: WebhookEvent) => void
