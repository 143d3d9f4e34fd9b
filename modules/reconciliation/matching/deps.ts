import type { Database } from '../../../platform/db/database.ts'
import type { Log } from '../../../platform/telemetry/log.ts'
import type { Audit } from '../../audit/index.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { Calendars } from './calendar.ts'

export type MatchingDeps = {
  readonly db: Database
  readonly log: Pick<Log, 'warn'>
  readonly audit: Pick<Audit, 'append'>
  readonly ledger: Pick<Ledger, 'balances' | 'entries' | 'findAccount' | 'listPeriods'>
  /** Banking calendars by name; `weekdays` is always there. */
  readonly calendars?: Calendars
}
