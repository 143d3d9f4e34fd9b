import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { DeliveryState } from './delivery.machine.ts'

/** One event for one endpoint. Times are the wall clock's. */
export type Delivery = {
  readonly id: Id<'dlv'>
  readonly endpoint_id: Id<'whe'>
  readonly event_id: Id<'evt'>
  readonly event_type: string
  readonly state: DeliveryState
  readonly attempts: number
  /** When it goes out next; of one that is being sent, when that is given up. */
  readonly due_at: Instant | null
  readonly last_status: number | null
  readonly created_at: Instant
  readonly finished_at: Instant | null
}
/** What was sent follows from the event and the signature. */
export type Attempt = {
  readonly number: number
  readonly signed_at: Instant
  readonly url: string
  readonly signature: string
  readonly took_ms: number
  readonly status: number | null
  readonly fault: string | null
  readonly response_headers: string | null
  readonly response_body: string | null
}
