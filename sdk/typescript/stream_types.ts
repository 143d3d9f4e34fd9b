import type { QueryValue } from './client_types.ts'

/** `text` is the event's JSON, byte for byte as a webhook carries it. */
export type StreamEvent = { readonly id: string; readonly type: string; readonly text: string }
export type StreamState =
  | { readonly state: 'open' }
  | { readonly state: 'lost'; readonly why: string; readonly wait_ms: number; readonly after: string | null }
export type StreamOptions = {
  readonly query?: Readonly<Record<string, QueryValue>>
  /** Id of the last event that is known: the stream goes on behind it. */
  readonly after?: string
  readonly signal?: AbortSignal
  readonly on_state?: (state: StreamState) => void
  readonly silence_ms_max?: number
}
