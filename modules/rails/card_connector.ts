import type { Id } from '../../kernel/id.ts'
import type { Money } from '../../kernel/money.ts'
import type { Instant } from '../../kernel/world.ts'
import type { WireAnswer, WireRequest } from '../../platform/outbound/wire.ts'
import type { CardFace, CardScheme } from '../vault/index.ts'
import type { DisputeConnector, DisputeNews } from './dispute_connector.ts'

export { type CardFace, type CardScheme, cardPlaceholders, cardSchemes } from '../vault/index.ts'

/** A contract with an acquirer, as a connector needs it. Secrets are opened for the length of a call. */
export type AcquirerAccount = {
  readonly id: Id<'aca'>
  /** Which connector speaks for it: the folder's name in `connectors/`. */
  readonly connector: string
  /** The acquirer's number for the merchant (ISO 8583 field 42): at most 15 characters. */
  readonly merchant_number: string
  readonly url: string
  /** Where settlement reports are fetched, always over HTTP. */
  readonly report_url: string
  readonly api_key: string
  /** What callbacks are signed with. The second one is still good while a rotation overlaps. */
  readonly callback_secrets: readonly string[]
  /** Where the acquirer sends callbacks to. */
  readonly callback_url: string
}

export type CardAcceptor = {
  readonly name: string
  readonly city: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** ISO 18245, four digits. */
  readonly mcc: string
}

/** Why a merchant charges without the cardholder (payment-codes.md 4.6). */
export const mitReasons = [
  'recurring',
  'installment',
  'unscheduled',
  'incremental',
  'resubmission',
  'delayed_charge',
  'reauthorization',
  'no_show',
] as const
export type MitReason = (typeof mitReasons)[number]

/** What a merchant-initiated payment refers to: the cardholder's own payment that allowed it. */
export type MerchantInitiated = {
  readonly reason: MitReason
  readonly network_transaction_id: string | null
  /** Mastercard's transaction link id: 22 characters. */
  readonly transaction_link_id: string | null
}

/** What a 3-D Secure authentication proved. */
export type ThreeDsProof = {
  readonly version: string
  readonly eci: string
  readonly cavv: string | null
  readonly ds_transaction_id: string
  readonly has_liability_shift: boolean
}

export const scaExemptions = [
  'low_value',
  'transaction_risk_analysis',
  'trusted_beneficiary',
  'secure_corporate',
] as const
export type ScaExemption = (typeof scaExemptions)[number]

type Common = {
  /** The merchant's reference: the same over all attempts of a payment. */
  readonly reference: string
  /** Ours for this very operation; an acquirer that sees it again does nothing new. At most 26 characters, a-z 0-9. */
  readonly operation_reference: string
  readonly amount: Money
  /** By the tenant's clock. */
  readonly at: Instant
}
export type Authorize = Common & {
  readonly operation: 'authorize'
  readonly card: CardFace
  readonly acceptor: CardAcceptor
  /** Approve and clear in one step. */
  readonly is_captured: boolean
  readonly allows_partial: boolean
  /** An estimate that will be raised or captured later than usual (pre-authorisation). */
  readonly is_estimate: boolean
  readonly has_cvc: boolean
  readonly initiated: MerchantInitiated | null
  /** The cardholder agreed to later merchant-initiated payments. */
  readonly is_first_of_many: boolean
  readonly three_ds: ThreeDsProof | null
  readonly exemption: ScaExemption | null
}
type Following = Common & {
  /** What the acquirer called the authorisation. */
  readonly acquirer_reference: string
  /** Of the authorisation that this follows. */
  readonly original_reference: string
}
export type Capture = Following & { readonly operation: 'capture'; readonly is_final: boolean }
/** `amount` is what is given back: all that is open, or a part of it. */
export type Void = Following & { readonly operation: 'void' }
/** `amount` is the new total. */
export type Increment = Following & { readonly operation: 'increment' }
export type Refund = Following & { readonly operation: 'refund' }
/** What became of the operation that was sent under `operation_reference`. */
export type Inquire = Common & {
  readonly operation: 'inquire'
  readonly about: Exclude<CardOperation, 'inquire'>
  readonly acquirer_reference: string | null
}
export type CardRequest = Authorize | Capture | Void | Increment | Refund | Inquire
export type CardOperation = 'authorize' | 'capture' | 'void' | 'increment' | 'refund' | 'inquire'

/** What the acquirer repeated of what it was asked: compared with what was sent before anything is believed. */
export type Echo = {
  readonly operation_reference: string | null
  /** What was approved; less than asked for in a partial approval. Null when the acquirer does not repeat it. */
  readonly amount: Money | null
}

export type CheckResult = 'match' | 'no_match' | 'not_checked'

/** What a rail can say. `unknown` and `pending` are states, not errors: ask again before acting. */
export type CardOutcome =
  | {
      readonly kind: 'approved'
      readonly acquirer_reference: string
      readonly echo: Echo
      readonly auth_code: string | null
      readonly network_transaction_id: string | null
      readonly transaction_link_id: string | null
      readonly cvc_check: CheckResult
      readonly address_check: CheckResult
    }
  | {
      readonly kind: 'declined'
      /** ISO 8583 field 39, or the scheme's own code. */
      readonly network_code: string
      /** Mastercard's merchant advice code. */
      readonly advice_code: string | null
      readonly acquirer_reference: string | null
      readonly echo: Echo
    }
  /** The acquirer itself refused the request; the card's issuer never saw it, and nothing moved. */
  | { readonly kind: 'rejected'; readonly code: string; readonly text: string }
  /** Accepted; the outcome comes by callback or inquiry. */
  | { readonly kind: 'pending'; readonly acquirer_reference: string }
  /** Money may have moved. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** Nothing left this machine. */
  | { readonly kind: 'not_sent'; readonly why: string }
  /** Of an inquiry: the acquirer never saw the operation. */
  | { readonly kind: 'not_found' }

/** One thing that an acquirer told by itself: about an operation, or about a dispute. */
export type CallbackNews = OperationNews | DisputeNews
/** Always about one operation, named by our reference. */
export type OperationNews = {
  /** The acquirer's own id of the message: a repeat has the same one. */
  readonly message_id: string
  readonly operation_reference: string
  readonly about: CardOperation | 'reversal'
  readonly outcome: CardOutcome | { readonly kind: 'reversed'; readonly acquirer_reference: string }
  /** When it happened, by the acquirer's clock. */
  readonly at: Instant
}

/** One line of a settlement report, in the words of every acquirer. Amounts are signed from our point of view. */
export type SettlementLine = {
  readonly kind: 'sale' | 'refund' | 'chargeback' | 'chargeback_reversal' | 'dispute_fee' | 'adjustment'
  readonly operation_reference: string | null
  readonly acquirer_reference: string | null
  readonly gross: Money
  readonly interchange: Money
  readonly scheme_fee: Money
  readonly acquirer_fee: Money
  /** Of a chargeback: the acquirer's own case number. */
  readonly case_reference: string | null
}
export type SettlementReport = {
  readonly report_reference: string
  readonly settled_on: string
  readonly currency: string
  readonly net: Money
  readonly lines: readonly SettlementLine[]
  /** The day has further reports, in these currencies: ask for each by name. */
  readonly also_in?: readonly string[]
}

export type CardCapabilities = {
  readonly currencies: readonly string[] | 'any'
  readonly schemes: readonly CardScheme[]
  readonly captures_max: number
  readonly increments: boolean
  readonly partial_approval: boolean
  readonly partial_void: boolean
  /** A proof of 3-D Secure can be sent along with an authorisation. */
  readonly three_ds: boolean
  readonly refunds_answer: 'at_once' | 'later'
}

/**
 * Speaks one acquirer's protocol. Pure on both sides: no clock, no socket, no database. Where a card number, expiry or
 * CVC belongs, `build` writes a placeholder (`cardPlaceholders`), which the vault replaces on the way out.
 */
export type CardConnector = {
  readonly name: string
  readonly title: string
  readonly capabilities: CardCapabilities
  build(account: AcquirerAccount, request: CardRequest): WireRequest
  parse(request: CardRequest, answer: WireAnswer): CardOutcome
  /** Of `tcp`: which message an answer belongs to. */
  key_of?(body: string): string | undefined
  /** Undefined when the signature is not one of the account's, is older than 5 minutes, or the text makes no sense. */
  readCallback?(
    account: AcquirerAccount,
    message: {
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      readonly at: Instant
    },
  ): readonly CallbackNews[] | undefined
  /** How it is asked about disputes; absent: it is not, and what it tells of them comes by callback and report. */
  readonly disputes?: DisputeConnector
  /**
   * The request that fetches the settlement report of a day, and how to read it; undefined: not ready yet. A report is
   * in one currency; without one it is the first of the day, and `also_in` names the others.
   */
  report: {
    build(account: AcquirerAccount, day: string, currency?: string): WireRequest
    parse(answer: WireAnswer): SettlementReport | undefined
  }
}
