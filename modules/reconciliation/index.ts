import type { Day } from '../../kernel/world.ts'
import type { Id } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { EventBus } from '../../platform/bus/event.ts'
import type { JobKind } from '../../platform/jobs/job.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { Break } from './break.ts'
import type { Matching } from './matching/matching.ts'
import type { Statements } from './statements/statements.ts'
import type { BookedLine, Settlement } from './settlement.ts'
import type { BreakFilter, BreakPlace, OpenBreaks } from './store_breaks.ts'
import type { Proof } from './store_proofs.ts'
import type { SettlementFilter, SettlementPlace } from './store_reports.ts'

/** The face of reconciliation. Amounts are minor units, signed from our point of view. */
export type Reconciliation = Statements & {
  /** Bank statements against the ledger. See `matching/matching.ts`. */
  readonly matching: Matching
  /** The job that fetches and books reports, and those of bank accounts. See `fetch_report.ts`, `matching/jobs.ts`. */
  readonly jobs: readonly JobKind[]
  /** Listens to payments, so that reports are fetched while anything is owed. See `on_payment_told.ts`. */
  follow(bus: Pick<EventBus, 'subscribe'>): void
  /** Errors: settlement_not_found. */
  findSettlement(scope: OpenScope, id: Id<'stl'>): Promise<Result<Settlement, Failure>>
  /** Latest first, from behind `after`. */
  listSettlements(
    scope: OpenScope,
    filter: SettlementFilter,
    page: { after: SettlementPlace | undefined; limit: number },
  ): Promise<Settlement[]>
  /** Booked lines in their order, from behind the number `after`. */
  listLines(
    scope: OpenScope,
    id: Id<'stl'>,
    page: { status: string | undefined; after: number; limit: number },
  ): Promise<BookedLine[]>
  /** Errors: break_not_found. */
  findBreak(scope: OpenScope, id: Id<'brk'>): Promise<Result<Break, Failure>>
  /** Oldest first, from behind `after`. */
  listBreaks(
    scope: OpenScope,
    filter: BreakFilter,
    page: { after: BreakPlace | undefined; limit: number },
  ): Promise<Break[]>
  /** Open breaks by currency: how many, since when, and how much is at risk. */
  sumOpenBreaks(scope: OpenScope): Promise<OpenBreaks[]>
  /** See `close_break.ts`. */
  resolveBreak(scope: Scope, id: Id<'brk'>, note: string): Promise<Result<Break, Failure>>
  /** See `close_break.ts`. */
  assignBreak(scope: Scope, id: Id<'brk'>, owner: string | null): Promise<Result<Break, Failure>>
  /** See `close_break.ts`. */
  writeOffBreak(
    scope: Scope,
    id: Id<'brk'>,
    command: { readonly note: string; readonly ledger_account: Id<'acc'> },
  ): Promise<Result<Break, Failure>>
  /** The proofs of a day or, without one, the latest of each account and currency. */
  proofs(scope: OpenScope, asked: { readonly day?: Day; readonly account?: Id<'aca'> }): Promise<Proof[]>
}

export type { Break, BreakType } from './break.ts'
export type { DisputeLine, DisputeMatch, Disputes, ReconciliationDeps } from './deps.ts'
export { reconciliationErrors } from './errors.ts'
export { reconciliationFacts } from './facts.ts'
export { matchingFacts } from './matching/facts.ts'
export { statementFacts } from './statements/facts.ts'
export { routes } from './http.ts'
export { createReconciliation } from './reconciliation.ts'
export type { BookedLine, Settlement } from './settlement.ts'
export type { Proof } from './store_proofs.ts'
