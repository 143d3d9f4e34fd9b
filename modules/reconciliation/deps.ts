import type { Id } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Audit } from '../audit/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Payments } from '../payments/index.ts'
import type { Rails, ReportOutcome, SettlementLine } from '../rails/index.ts'
import type { Calendars } from './matching/calendar.ts'
import type { StatementsDeps } from './statements/deps.ts'

/** A line that is about a dispute, as the acquirer names its case. Minor units, signed, fees included. */
export type DisputeLine = {
  readonly account: Id<'aca'>
  readonly case_reference: string
  readonly kind: SettlementLine['kind']
  readonly amount: bigint
}
/** The dispute that a line is about, and the ledger transfer by which its funds were booked against the receivable. */
export type DisputeMatch = { readonly dispute: Id<'dsp'>; readonly transfer: Id<'trf'> }

/** Disputes stand on the same floor, so the app hands them over. */
export type Disputes = {
  /** In order; undefined for a line that no dispute has booked. */
  match(scope: OpenScope, lines: readonly DisputeLine[]): Promise<readonly (DisputeMatch | undefined)[]>
  /** Asks the acquirer for what is new and books it; how many cases it told of. Throws when it does not answer. */
  watch(scope: OpenScope, account: Id<'aca'>): Promise<number>
}

export type ReconciliationDeps = {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly log: Pick<Log, 'error' | 'warn'>
  readonly audit: Audit
  readonly ledger: Pick<Ledger, 'balances' | 'entries' | 'findAccount' | 'listAccounts' | 'listPeriods'>
  readonly rails: Pick<Rails, 'accounts'> & {
    /** A report is in one currency; without one it is the first of the day. */
    fetchReport(scope: OpenScope, account: Id<'aca'>, day: string, currency?: string): Promise<ReportOutcome>
  }
  /** Where files of banks are kept. */
  readonly bank_files: StatementsDeps['rails']
  readonly payments: Pick<
    Payments,
    'operationsByReference' | 'markSettled' | 'recheck' | 'ledgerAccounts'
  > & {
    readonly parties: Pick<Payments['parties'], 'ensureAccounts'>
  }
  readonly disputes?: Disputes
  /** Banking calendars by name, for bank accounts; `weekdays` is always there. */
  readonly calendars?: Calendars
}
