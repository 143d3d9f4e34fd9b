import type { Day, Instant } from '../../kernel/world.ts'
import type { WireAnswer, WireRequest } from '../../platform/outbound/wire.ts'
import type { InstantOrderRail } from './instant/instant_rail.ts'

export type { InstantOrderRail } from './instant/instant_rail.ts'

/** Our side at a gateway for instant payments. Opened for the length of a call. */
export type InstantGate = {
  /** By which the gateway knows us. */
  readonly client: string
  readonly token: string
  /** With any of these the gateway signs what it sends to us. */
  readonly callback_secrets: readonly string[]
  /** How the rail knows our bank: a routing number or a BIC. */
  readonly agent: string
  readonly account: string
  readonly name: string
}
type Own = {
  readonly rail: InstantOrderRail
  /** At most 35 characters, A-Z 0-9. The same name twice is the same message. */
  readonly message_id: string
  readonly at: Instant
}
type Money = {
  /** Minor units. */
  readonly amount: bigint
  readonly currency: string
}
/** Somebody else's account: its numbers by field, such as `iban`, or `routing_number` and `account_number`. */
export type InstantParty = {
  readonly name: string
  readonly account: Readonly<Record<string, string>>
}

/** What we say over an instant rail. */
export type InstantOutgoing = Own &
  (
    | (Money & {
        readonly kind: 'payment'
        readonly end_to_end_id: string
        /** As the rail is to call it: a UETR on RTP and FedNow, a transaction id on SEPA. */
        readonly reference: string
        readonly creditor: InstantParty
        readonly remittance: string | null
      })
    /** What became of the payment that was sent as `about`, or, with `of`, of the recall? */
    | {
        readonly kind: 'query'
        readonly of?: 'recall'
        readonly about: string
        readonly reference: string
        readonly sent_at: Instant
      }
    /** What becomes of a payment that came in as `about`. */
    | {
        readonly kind: 'status'
        readonly about: string
        readonly reference: string
        readonly end_to_end_id: string
        readonly status: 'ACCC' | 'ACCP' | 'RJCT'
        readonly reason_code: string | null
      }
    | (Money & {
        readonly kind: 'payment_request'
        readonly end_to_end_id: string
        readonly debtor: InstantParty
        /** Where the money is to come in. */
        readonly account_number: string
        readonly expires_at: Instant
        readonly remittance: string | null
      })
    /** Takes back the request for payment that was sent as `about`. */
    | {
        readonly kind: 'request_cancellation'
        readonly about: string
        readonly end_to_end_id: string
        readonly sent_at: Instant
      }
    /** Asks for the payment back that was sent as `about` and settled on that day. */
    | (Money & {
        readonly kind: 'recall'
        readonly about: string
        readonly reference: string
        readonly end_to_end_id: string
        readonly settled_on: Day
        readonly reason_code: string
        readonly because: string
      })
  )

/** What was said of a payment of ours. */
export type InstantStatusNews = {
  readonly kind: 'status'
  readonly message_id: string
  /** The message id of our payment. */
  readonly about: string
  /** As it came: one that nobody knows is possible. */
  readonly status: string
  readonly reason_code: string | null
  /** Where it is repeated: a status about another amount is about another payment. */
  readonly money: Money | null
}

/** What the gateway answered at once. */
export type InstantSaid =
  | InstantStatusNews
  /** Of a request for payment: it is with the debtor's bank, or it is not. */
  | InstantRequestNews
  /** Of a recall: the gateway has it, or the other bank's answer is known. */
  | InstantRecallNews
  /** The gateway has it; an answer follows by callback. */
  | { readonly kind: 'taken' }
  /** To a query: the rail knows no such payment. */
  | { readonly kind: 'not_found' }
  /** The gateway passed nothing on. `is_lasting`: it would not the next time either. */
  | { readonly kind: 'refused'; readonly why: string; readonly is_lasting: boolean }
  /** Nothing that can be believed. */
  | { readonly kind: 'unknown'; readonly why: string }

export type InstantRequestNews = {
  readonly kind: 'request_status'
  readonly message_id: string
  readonly about: string
  /** ACTC: with the debtor's bank; ACCP, ACWC: the debtor will pay; RJCT; CNCL, RJCR: to our cancellation. */
  readonly status: string
  readonly reason_code: string | null
}

/** What the other bank says to a recall of ours. */
export type InstantRecallNews = {
  readonly kind: 'recall_status'
  readonly message_id: string
  /** The message id of the payment that was asked back. */
  readonly about: string
  /** ACCR: the money will come; RJCR: it will not; PDCR: nobody has decided. */
  readonly status: string
  readonly reason_code: string | null
  /** Of the payment, where it is repeated. */
  readonly money: Money | null
}

/** What a gateway tells us by itself. */
export type InstantIncoming =
  | InstantStatusNews
  | InstantRequestNews
  | InstantRecallNews
  | (Money & {
      readonly kind: 'payment'
      readonly rail: InstantOrderRail
      readonly message_id: string
      readonly end_to_end_id: string
      readonly reference: string
      readonly created_at: Instant
      readonly debtor_name: string
      /** The account of ours that is paid to. */
      readonly account_number: string
      readonly remittance: string | null
    })
  /** What did we do with the payment that came as `about`? */
  | {
      readonly kind: 'query'
      readonly rail: InstantOrderRail
      readonly message_id: string
      readonly about: string
    }
  /** A payment of ours comes back: pacs.004. */
  | (Money & {
      readonly kind: 'return'
      readonly message_id: string
      readonly about: string
      readonly reason_code: string | null
    })
  /** Somebody asks for a payment back that came to us: camt.056. A person has to decide about it. */
  | {
      readonly kind: 'recall'
      readonly message_id: string
      /** The message by which the payment came; null where it is not said. */
      readonly about: string | null
      readonly reference: string
      readonly end_to_end_id: string
      readonly reason_code: string | null
      /** In the words of the one who asks; empty where there are none. */
      readonly note: string
      /** Of the payment, where it is repeated. */
      readonly money: Money | null
    }
  /** Somebody asks for something else that a person has to decide about, such as pain.013. */
  | {
      readonly kind: 'other'
      readonly message_id: string
      /** Such as `pain_013`. */
      readonly message_kind: string
      readonly reference: string
      readonly reason_code: string | null
      readonly amount: bigint
    }

/** What came in, with the rail that it came over. */
export type InstantMail = { readonly rail: InstantOrderRail; readonly news: InstantIncoming }

/**
 * Speaks to the gateway of a bank for instant payments. Without effects, like `CardConnector`; it answers promises, because
 * the readers and writers of bank messages are loaded by whoever needs them first.
 */
export type InstantConnector = {
  /** The bank, as connections name it. */
  readonly name: string
  /** The message itself, as it is kept and, if it must be, sent again. Throws for what no message can hold. */
  write(gate: InstantGate, message: InstantOutgoing): Promise<string>
  post(gate: InstantGate, rail: InstantOrderRail, text: string): WireRequest
  /** Reads what was answered at once. Never throws. */
  parse(answer: WireAnswer): Promise<InstantSaid>
  /** Undefined: not signed by this gateway, too old, or no message. `body` is Latin-1 text of the bytes. */
  read(
    gate: InstantGate,
    message: {
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      readonly at: Instant
    },
  ): Promise<InstantMail | undefined>
  /** What answers a callback: our message, nothing, or that we know no such payment. */
  answer(
    answer: { readonly kind: 'message'; readonly text: string } | { readonly kind: 'noted' | 'not_found' },
  ): {
    readonly status: 200 | 202 | 404
    readonly body: string
    readonly content_type: string
  }
}
