import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { Instant } from '../../kernel/world.ts'
import type { EventBus } from '../../platform/bus/event.ts'
import type { KeyClaim } from '../../platform/idempotency/claim.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Door } from '../../platform/http/doors.ts'
import type { Stage } from '../../platform/http/route.ts'
import type { JobKind } from '../../platform/jobs/job.ts'
import type { Answer } from './answers.ts'
import type { Confirming } from './confirm_payment.ts'
import type { Disputed } from './disputed.ts'
import type { Command, Operated } from './operate.ts'
import type { plannedAccounts } from './merchant_accounts.ts'
import type { NewPayment } from './new_payment.ts'
import type { Parties } from './parties.ts'
import type { PaymentView } from './payment.ts'
import type { Receipt } from './receipt.ts'
import type { Refund } from './refund.ts'
import type { NewRefund } from './refunds.ts'
import type { Reviewing } from './review_payment.ts'
import type { SettlementMarks } from './settlement_marks.ts'
import type { Entry } from './timeline_entry.ts'
import type { StoredDecision } from './store_decisions.ts'
import type { PaymentFilter } from './store_payments.ts'
import type { PaymentsTally, WaitingState } from './tally.ts'

/** The face of payments. Amounts are minor units. What each refuses, and what a repeat does, stands beside its function. */
export type Payments = SettlementMarks & {
  /** Ids of the ledger accounts that card payments move money through; `parties.ensureAccounts` opens them. */
  readonly ledgerAccounts: typeof plannedAccounts
  readonly parties: Parties
  /** What disputes need. See `disputed.ts`. */
  readonly disputed: Disputed
  /** Makes a payment and sends it. See `create_payment.ts`. */
  create(
    scope: OpenScope,
    asked: NewPayment,
    claim: KeyClaim,
    wait_ms: number,
  ): Promise<Result<Answer, Failure>>
  /** Errors: payment_not_found. */
  find(scope: OpenScope, id: Id<'pay'>): Promise<Result<PaymentView, Failure>>
  /** Newest first, from below `before`. */
  list(
    scope: OpenScope,
    filter: Omit<PaymentFilter, 'waiting'> & { readonly status?: WaitingState | undefined },
    page: { before: Id<'pay'> | undefined; limit: number },
  ): Promise<PaymentView[]>
  /** See `confirm_payment.ts`. */
  confirm(scope: OpenScope, id: Id<'pay'>, means: Confirming): Promise<Result<Answer, Failure>>
  /** A person's word about a payment in review. See `review_payment.ts`, also for the next. */
  approve(
    scope: OpenScope,
    id: Id<'pay'>,
    reviewing: Reviewing,
    stage: Stage,
  ): Promise<Result<Answer, Failure>>
  reject(
    scope: OpenScope,
    id: Id<'pay'>,
    reviewing: Reviewing,
    stage: Stage,
  ): Promise<Result<Answer, Failure>>
  /** Captures, gives back or raises what is held. See `operate.ts`. */
  operate(scope: OpenScope, id: Id<'pay'>, command: Command, stage: Stage): Promise<Result<Operated, Failure>>
  /** Gives a payment up, before it was sent or after; with an amount only that part. */
  cancel(
    scope: OpenScope,
    id: Id<'pay'>,
    part: { readonly amount?: number },
    stage: Stage,
  ): Promise<Result<Operated, Failure>>
  /** Everything that happened, oldest first. Errors: payment_not_found. See `timeline.ts`. */
  timeline(
    scope: OpenScope,
    id: Id<'pay'>,
  ): Promise<Result<{ readonly entries: readonly Entry[]; readonly currency: Currency }, Failure>>
  /** Errors: payment_not_found, wrong_state. See `receipt.ts`. */
  receipt(scope: OpenScope, id: Id<'pay'>): Promise<Result<Receipt, Failure>>
  /** Why attempts went where they went, newest first, from below `before`. */
  decisions(
    scope: OpenScope,
    page: { before: Id<'att'> | undefined; limit: number },
  ): Promise<StoredDecision[]>
  /** The same of one payment, from below the number of an attempt. */
  decisionsOf(
    scope: OpenScope,
    payment: Id<'pay'>,
    page: { before: number | undefined; limit: number },
  ): Promise<StoredDecision[]>
  findDecision(scope: OpenScope, id: Id<'att'>): Promise<StoredDecision | undefined>
  /** See `refunds.ts`. */
  refund(scope: OpenScope, asked: NewRefund, stage: Stage): Promise<Result<Refund, Failure>>
  findRefund(scope: OpenScope, id: Id<'ref'>): Promise<Refund | undefined>
  /** Newest first, from below `before`; of one payment when it is named. */
  listRefunds(
    scope: OpenScope,
    payment: Id<'pay'> | undefined,
    page: { before: Id<'ref'> | undefined; limit: number },
  ): Promise<Refund[]>
  /** Counts what happens. See `tally.ts`. */
  follow(bus: Pick<EventBus, 'subscribe'>): void
  /** What happened to payments by the hour or the day, and which wait. See `tally.ts`. */
  tally(
    scope: OpenScope,
    asked: { readonly from: Instant; readonly bucket: 'hour' | 'day' },
  ): Promise<PaymentsTally>
  /** Work by the tenant's clock: inquiries, and voids in time. */
  readonly jobs: readonly JobKind[]
  /** Finds operations whose process died; returns how many. See `sweep.ts`. */
  sweep(): Promise<number>
  /** Asks anew about an operation that an acquirer settles otherwise than our books say. See `recheck.ts`. */
  recheck(scope: OpenScope, operation: string): Promise<void>
  /** Where acquirers call back. */
  readonly doors: readonly Door[]
  /** How full the queues are, 0 to 1. */
  pressure(): number
  /** Resolves when nothing waits and nothing is under way. */
  close(): Promise<void>
}

export { type Disputed, type DisputeMove, disputeTransfers, leftOf } from './disputed.ts'
export type { PlannedAccount } from './merchant_accounts.ts'
export { operationOfTransfer } from './movements.ts'
export type { NewPayment } from './new_payment.ts'
export type { Address, Asked, PaymentView } from './payment.ts'
export type { PaidByCard } from './store_disputed.ts'
export { type PaymentState, paymentStates } from './payment.machine.ts'
export { paymentFacts, refundFacts } from './facts.ts'
export { partyFacts } from './facts_parties.ts'
export type { SettledPart, SettlementMarks, SettlementOperation } from './settlement_marks.ts'
export type { Measure, PaymentsTally, Tally } from './tally.ts'
export { createPayments } from './payments.ts'
export { routes } from './http.ts'
