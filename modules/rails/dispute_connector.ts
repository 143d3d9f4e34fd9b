import type { Id } from '../../kernel/id.ts'
import type { Money } from '../../kernel/money.ts'
import type { Instant } from '../../kernel/world.ts'
import type { WireAnswer, WireRequest } from '../../platform/outbound/wire.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { AcquirerAccount } from './card_connector.ts'

/** How far a dispute has gone, in the order in which it goes. An inquiry asks and takes nothing. */
export const caseStages = ['inquiry', 'chargeback', 'pre_arbitration', 'arbitration'] as const
export type CaseStage = (typeof caseStages)[number]

/** Whose turn it is, or how the stage ended. `closed`: an inquiry that came to nothing. */
export const caseStatuses = ['open', 'under_review', 'won', 'lost', 'closed'] as const
export type CaseStatus = (typeof caseStatuses)[number]

/** A dispute as its acquirer shows it. Nothing in it is older than `changed_at`. */
export type DisputeCase = {
  /** The acquirer's own case number: the same through all stages. */
  readonly case_reference: string
  /** Ours, of the sale that is disputed. */
  readonly operation_reference: string
  /** What the acquirer called the authorisation. */
  readonly acquirer_reference: string | null
  readonly stage: CaseStage
  readonly status: CaseStatus
  /** The network's, such as `10.4`. */
  readonly reason_code: string
  readonly amount: Money
  /** What the acquirer takes for the work, once; null when it does not say. */
  readonly fee: Money | null
  readonly opened_at: Instant
  /** By when the stage has to be answered; null when the acquirer does not say. */
  readonly respond_by: Instant | null
  readonly changed_at: Instant
}

/** A dispute that an acquirer told of by itself. */
export type DisputeNews = {
  readonly about: 'dispute'
  /** The acquirer's own id of the message: a repeat has the same one. */
  readonly message_id: string
  readonly case: DisputeCase
  readonly at: Instant
}

export type DisputeRequest =
  /** Cases that changed at that moment or later, by the acquirer's clock. */
  | { readonly operation: 'list'; readonly since: Instant | null }
  | { readonly operation: 'find'; readonly case_reference: string }
  /** The same evidence twice is one answer. */
  | { readonly operation: 'submit'; readonly case_reference: string; readonly evidence: string }
  | { readonly operation: 'accept'; readonly case_reference: string }

export type DisputeOutcome =
  | { readonly kind: 'cases'; readonly cases: readonly DisputeCase[] }
  /** The acquirer refused; nothing changed there. */
  | { readonly kind: 'rejected'; readonly code: string; readonly text: string }
  | { readonly kind: 'not_found' }
  /** It may have been taken in: look at the case before anything else is done. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** Nothing left this machine. */
  | { readonly kind: 'not_sent'; readonly why: string }

/** How an acquirer is asked about disputes; over HTTP, at the host of its reports. Pure. */
export type DisputeConnector = {
  build(account: AcquirerAccount, request: DisputeRequest): WireRequest
  parse(request: DisputeRequest, answer: WireAnswer): DisputeOutcome
}

/** Calls an acquirer about disputes. Never throws for what the other side does. */
export type DisputeCaller = {
  askDisputes(scope: OpenScope, account: Id<'aca'>, request: DisputeRequest): Promise<DisputeOutcome>
}
