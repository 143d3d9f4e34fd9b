import type { Instant } from '../../../kernel/world.ts'
import type { InstantRail } from '../codes/facts/instant_statuses.ts'
import type { PaymentOrderEvent, PaymentOrderState } from '../payment_orders/payment_order.machine.ts'
import type { InstantMessageEvent, InstantMessageState } from './instant_message.machine.ts'

/** Where the sending of an order under one message id stands. */
export type Sending = {
  readonly rail: InstantRail
  /** Of the order, not of the message. */
  readonly order: PaymentOrderState
  readonly state: InstantMessageState
  /** 1 for the first message id of an order. */
  readonly attempt: number
  /** How often it may have left under this id. */
  readonly sends: number
  /** How often it surely did not. */
  readonly misses: number
  readonly queries: number
  readonly first_sent_at: Instant | null
  readonly last_sent_at: Instant | null
  readonly last_query_at: Instant | null
  /** The last status that was heard, and its reason. */
  readonly status: string | null
  readonly reason_code: string | null
  /** Until when a held payment must be posted or rejected. */
  readonly held_until: Instant | null
  /** When something is to be done without being told; null: never. */
  readonly due_at: Instant | null
}

export type SendingInput =
  /** Time has passed. */
  | { readonly kind: 'tick' }
  /** Surely nothing left this machine, or the gateway passed nothing on. `is_lasting`: trying again does not help. */
  | {
      readonly kind: 'not_sent'
      readonly what: 'payment' | 'query'
      readonly why: string
      readonly is_lasting: boolean
    }
  /** It may have arrived; nothing that can be believed came back. */
  | { readonly kind: 'no_answer'; readonly what: 'payment' | 'query'; readonly why: string }
  /** The gateway has it; the rail's answer follows. */
  | { readonly kind: 'taken' }
  /** A pacs.002. `is_confirmed`: in answer to a status query. */
  | {
      readonly kind: 'answer'
      readonly status: string
      readonly reason_code: string | null
      readonly is_confirmed: boolean
    }
  /** In answer to a query of `asked_at`: the rail does not know the payment. */
  | { readonly kind: 'not_found'; readonly asked_at: Instant }
  /** A person knows what became of it. */
  | { readonly kind: 'person'; readonly outcome: 'settled' | 'rejected'; readonly because: string }
  /** Another message of the order turned out to have moved money after all: send nothing more. */
  | { readonly kind: 'halt'; readonly why: string }

/** What happens to the order. */
export type SendingMove = {
  readonly event: PaymentOrderEvent
  readonly reason_code?: string
  readonly because?: string
  readonly next_action?: string
  readonly needs_review?: boolean
}

/** What follows from an input. Everything of it is written in one transaction; then `send` is sent. */
export type Decision = {
  readonly after: Sending
  /** Of the message; null: its state stays. */
  readonly event: InstantMessageEvent | null
  readonly move: SendingMove | null
  readonly send: 'payment' | 'query' | null
  /** Another message id follows this one. */
  readonly is_replaced: boolean
  /** Why a person must look at the order; null: nobody must. */
  readonly review: string | null
  /** What contradicts what was known. */
  readonly contradiction: string | null
}

/** The sending of an order that nothing has left for yet. */
export const freshSending = (
  rail: InstantRail,
  order: PaymentOrderState,
  attempt: number,
  due_at: Instant,
): Sending => ({
  rail,
  order,
  state: 'ready',
  attempt,
  sends: 0,
  misses: 0,
  queries: 0,
  first_sent_at: null,
  last_sent_at: null,
  last_query_at: null,
  status: null,
  reason_code: null,
  held_until: null,
  due_at,
})
