import type { Id } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { Day, Instant } from '../../kernel/world.ts'
import type { KeyClaim } from '../../platform/idempotency/claim.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { Account, AccountChange, AccountFilter, AccountPlace, NewAccount } from './account.ts'
import type { Monitor, NewMonitor } from './monitor.ts'
import type { NewPeriod, Period } from './period.ts'
import type { Answered } from './post_transfers.ts'
import type { Reads } from './reads.ts'
import type { MonitorFilter } from './store_monitors.ts'
import type { StoredTransfer, TransferFilter, TransferPage, TransferPlace } from './store_transfers.ts'
import type { RecordedTransfer, TransferOrder, TransferOutcome } from './transfer.ts'

/**
 * The face of the ledger. What takes a `Scope` joins its transaction; what takes an `OpenScope` opens its own, or
 * shares a round trip with others. Amounts are minor units.
 */
export type Ledger = Reads & {
  /** Opens 1 to 1,000 accounts, all or none. See `accounts.ts`. */
  createAccounts(
    scope: Scope,
    accounts: readonly NewAccount[],
    openers?: readonly OpenScope[],
  ): Promise<Result<Account[], Failure>>
  /** Freezes, unfreezes, closes and patches accounts, all or none. See `accounts.ts`. */
  changeAccounts(scope: Scope, changes: readonly AccountChange[]): Promise<Result<Account[], Failure>>
  /** Errors: account_not_found. */
  findAccount(scope: OpenScope | Scope, id: Id<'acc'>): Promise<Result<Account, Failure>>
  /** By path, then id, from behind `after`; at most `limit`. */
  listAccounts(
    scope: OpenScope | Scope,
    filter: AccountFilter,
    page: { after: AccountPlace | undefined; limit: number },
  ): Promise<Account[]>
  /**
   * Posts 1 to 8,190 transfers in order and says what came of each; a refusal is an outcome. Their ids are the keys
   * under which the outcomes stand for ever, so a repeat answers the same and moves nothing. One round trip, shared
   * with whatever else arrives; durable when it resolves. Rejects with `Overloaded` when the queue is full.
   */
  post(scope: OpenScope, transfers: readonly TransferOrder[]): Promise<readonly TransferOutcome[]>
  /** As `post`, and writes down what the key did in the same statement. Errors: idempotency_mismatch. */
  postUnderKey(
    scope: OpenScope,
    transfers: readonly TransferOrder[],
    claim: KeyClaim,
  ): Promise<Result<Answered, Failure>>
  /** The stored row, of a refused id too, with what has become of a hold; undefined for an id never asked for. */
  findTransfer(scope: OpenScope | Scope, id: Id<'trf'>): Promise<StoredTransfer | undefined>
  /** The same for many, at most 1,000; ids never asked for are left out. */
  findTransfers(
    scope: OpenScope | Scope,
    ids: readonly Id<'trf'>[],
  ): Promise<ReadonlyMap<Id<'trf'>, StoredTransfer>>
  /**
   * A recorded transfer and how much a reversal of it moves: what `own_id` was asked for with, so that a repeat is
   * one, or else what earlier reversals left, or else all of it, which is refused.
   */
  findReversible(
    scope: OpenScope | Scope,
    id: Id<'trf'>,
    own_id?: Id<'trf'>,
  ): Promise<{ transfer: RecordedTransfer; amount: number } | undefined>
  /** Recorded ones, by id from the greatest down or, of one account, by its versions. */
  listTransfers(
    scope: OpenScope | Scope,
    filter: TransferFilter,
    page: { after: TransferPlace | undefined; limit: number },
  ): Promise<TransferPage>
  /** Begins to watch a balance. See `monitors.ts`. */
  createMonitor(scope: Scope, monitor: NewMonitor): Promise<Result<Monitor, Failure>>
  /** Errors: monitor_not_found. */
  findMonitor(scope: OpenScope | Scope, id: Id<'mon'>): Promise<Result<Monitor, Failure>>
  /** Errors: monitor_not_found. A repeat does nothing. */
  deleteMonitor(scope: Scope, id: Id<'mon'>): Promise<Result<null, Failure>>
  /** By id, from behind `after`. */
  listMonitors(
    scope: OpenScope | Scope,
    filter: MonitorFilter,
    page: { after: Id<'mon'> | undefined; limit: number },
  ): Promise<Monitor[]>
  /** Closes the books through a day. See `periods.ts`. */
  closePeriod(scope: Scope, period: NewPeriod): Promise<Result<Period, Failure>>
  /** The latest first, from before a day. */
  listPeriods(scope: OpenScope | Scope, page: { before: Day | undefined; limit: number }): Promise<Period[]>
  /** Lets due holds of all tenants expire, by their clocks; returns how many were due. See `expire_holds.ts`. */
  sweepHolds(): Promise<number>
  /** The same for one tenant, by the scope's clock. */
  expireHolds(scope: OpenScope): Promise<number>
  /** When the tenant's next hold runs out; null when none does. */
  nextHoldEnd(scope: OpenScope | Scope): Promise<Instant | null>
  /** How full the queue of the batcher is, 0 to 1. */
  pressure(): number
  /** Resolves when nothing waits and nothing is under way. */
  close(): Promise<void>
}

export type { Account, AccountChange, AccountFilter, AccountPatch, NewAccount } from './account.ts'
export type { AccountEvent, AccountState } from './account.machine.ts'
export type { LedgerCode } from './errors.ts'
export { ledgerFacts } from './facts.ts'
export { routes } from './http.ts'
export { joinedPosting } from './joined.ts'
export { importLedger, type Imported, type ImportFault } from './import.ts'
export { createLedger, type LedgerDeps } from './ledger.ts'
export type { Monitor, NewMonitor } from './monitor.ts'
export type { NewPeriod, Period } from './period.ts'
export { isForExactPath, postJoined, PostingRefused } from './store_joined.ts'
export type { Answered } from './post_transfers.ts'
export type { LogFault } from './log_line.ts'
export type { Proof, ProofCheck, ProvenInvariant } from './proof.ts'
export type { LogSource } from './read_log.ts'
export type { Reads } from './reads.ts'
export { type ResultCode, results } from './results.ts'
export type {
  Comparison,
  LegBalance,
  MoveOrder,
  PostCommand,
  Precondition,
  RecordedTransfer,
  SettleOrder,
  TransferOrder,
  TransferOutcome,
} from './transfer.ts'
export { ledgerVersions } from './versions.ts'
