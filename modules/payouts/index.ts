import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { EventBus } from '../../platform/bus/event.ts'
import type { JobKind } from '../../platform/jobs/job.ts'
import type { PlaceInTime } from '../../platform/http/lists.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { Approval, VoteDecision } from './approvals/approval.ts'
import type { ApprovalPolicy, PolicyTerms } from './approvals/approval_policy.ts'
import type { ApprovalView } from './approvals/decide_approval.ts'
import type { ProposedPolicy } from './approvals/policy_subject.ts'
import type { ApprovalFilter } from './approvals/store.ts'
import type { Attempt, NewPayout, Payout } from './payouts/payout.ts'
import type { PayoutFilter } from './payouts/store.ts'
import type { NewTransfer } from './transfers/create_transfer.ts'
import type { NewGrant } from './transfers/grants.ts'
import type { TransferProof } from './transfers/prove_transfers.ts'
import type { TransferFilter } from './transfers/store.ts'
import type { Transfer, TransferGrant } from './transfers/transfer.ts'

type Page<P extends 'pyo' | 'itf' | 'itg'> = {
  readonly after: PlaceInTime<P, 'created_at'> | undefined
  readonly limit: number
}

/** Money that leaves a tenant. What each method does and refuses stands beside its function. Lists are newest first. */
export type Payouts = {
  /** Orders payouts, ends approvals that nobody gave, brings transfers to the other side. */
  readonly jobs: readonly JobKind[]
  /** Listens to payment orders and bank accounts. See `on_order_told.ts`. */
  follow(bus: Pick<EventBus, 'subscribe'>): void
  createPayout(scope: OpenScope, asked: NewPayout): Promise<Result<Payout, Failure>>
  cancelPayout(scope: OpenScope, id: Id<'pyo'>, because: string): Promise<Result<Payout, Failure>>
  /** Errors: payout_not_found. */
  findPayout(scope: OpenScope, id: Id<'pyo'>): Promise<Result<Payout, Failure>>
  listPayouts(scope: OpenScope, filter: PayoutFilter, page: Page<'pyo'>): Promise<readonly Payout[]>
  /** In their order. Errors: payout_not_found. */
  listAttempts(scope: OpenScope, id: Id<'pyo'>): Promise<Result<readonly Attempt[], Failure>>
  /** Which of these payment orders were made for payouts. */
  ordersOfPayouts(scope: OpenScope, orders: readonly Id<'por'>[]): Promise<ReadonlySet<Id<'por'>>>
  /** How many approvals are open, and since when the first of them waits. */
  countApprovals(scope: OpenScope): Promise<{ readonly count: bigint; readonly oldest_at: Instant | null }>
  decideApproval(
    scope: OpenScope,
    id: Id<'apv'>,
    asked: {
      readonly decision: VoteDecision
      readonly because: string | null
      readonly digest?: string | undefined
    },
    options: { readonly is_repeat: boolean },
  ): Promise<Result<ApprovalView, Failure>>
  /** Errors: approval_not_found. */
  findApproval(scope: OpenScope, id: Id<'apv'>): Promise<Result<ApprovalView, Failure>>
  listApprovals(
    scope: OpenScope,
    filter: ApprovalFilter,
    page: { readonly before: Id<'apv'> | undefined; readonly limit: number },
  ): Promise<readonly ApprovalView[]>
  askDestination(scope: OpenScope, bank_account: Id<'bac'>): Promise<Result<Approval, Failure>>
  /** The rules that count now. */
  readPolicy(scope: OpenScope): Promise<ApprovalPolicy>
  /** Whether others have to agree to some of the tenant's payouts, so that nothing may be paid past them. Outside of transactions. */
  asksOthers(scope: OpenScope): Promise<boolean>
  proposePolicy(scope: OpenScope, terms: PolicyTerms): Promise<Result<ProposedPolicy, Failure>>
  listPolicies(
    scope: OpenScope,
    page: { readonly before: number | undefined; readonly limit: number },
  ): Promise<readonly ApprovalPolicy[]>
  createTransfer(scope: OpenScope, asked: NewTransfer): Promise<Result<Transfer, Failure>>
  /** Errors: tenant_transfer_not_found. */
  findTransfer(scope: OpenScope, id: Id<'itf'>): Promise<Result<Transfer, Failure>>
  listTransfers(scope: OpenScope, filter: TransferFilter, page: Page<'itf'>): Promise<readonly Transfer[]>
  proveTransfers(scope: OpenScope): Promise<readonly TransferProof[]>
  createGrant(scope: OpenScope, asked: NewGrant): Promise<Result<TransferGrant, Failure>>
  revokeGrant(scope: Scope, id: Id<'itg'>): Promise<Result<TransferGrant, Failure>>
  listGrants(scope: OpenScope, page: Page<'itg'>): Promise<readonly TransferGrant[]>
}

export { approvalFacts } from './approvals/facts.ts'
export type { PayoutsDeps } from './deps.ts'
export { routes } from './http.ts'
export { payoutFacts } from './payouts/facts.ts'
export { createPayouts } from './payouts.ts'
export { transferFacts } from './transfers/facts.ts'
