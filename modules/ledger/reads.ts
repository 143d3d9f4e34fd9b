import { assert } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { Balance, Moment, RolledUp } from './balance.ts'
import type { EntryFilter, EntryPage } from './entry.ts'
import { isSparse, type PageOfEntries, windowOf } from './entry_window.ts'
import { ledgerErrors } from './errors.ts'
import { exportLedger } from './export.ts'
import { BALANCES_PER_READ_MAX } from './limits.ts'
import { type Proof, type ProofCheck, proveLedger } from './proof.ts'
import { openStatement } from './read_statement.ts'
import type { Statement, StatementRange } from './statement.ts'
import { readEntries, readSpan } from './store_entries.ts'
import { readBalances, sumBalances } from './store_reads.ts'

/** What can be asked of the books. Nothing here changes anything. A `Scope` reads in its own transaction. */
export type Reads = {
  /**
   * An account's balances now, or at a moment in the past: a version exactly, a time by binary search over
   * versions, a day on the effective axis. Errors: account_not_found, version_not_reached.
   */
  balance(scope: OpenScope | Scope, id: Id<'acc'>, moment?: Moment): Promise<Result<Balance, Failure>>
  /** The same of up to 1,000 accounts in one statement. Unknown accounts, and versions not reached, are left out. */
  balances(
    scope: OpenScope | Scope,
    ids: readonly Id<'acc'>[],
    moment?: Moment,
  ): Promise<Map<Id<'acc'>, Balance>>
  /** Sums per currency and normal side: of the accounts at `a:b`, below it with `a:b:*`, of all with `*`. */
  rollUp(scope: OpenScope | Scope, path: string): Promise<RolledUp[]>
  /** Entries in the order of versions, newest first unless asked otherwise. Errors: account_not_found. */
  entries(
    scope: OpenScope | Scope,
    id: Id<'acc'>,
    filter: EntryFilter,
    page: PageOfEntries,
  ): Promise<Result<EntryPage, Failure>>
  /** Opening, lines and closing of a range, of any length. Errors: account_not_found. */
  statement(scope: OpenScope, id: Id<'acc'>, range: StatementRange): Promise<Result<Statement, Failure>>
  /** Recomputes every invariant of the tenant's books from its records. See `proof.ts`. */
  prove(scope: OpenScope): Promise<Proof>
  /** The tenant's ledger as an ordered log, line by line. See `export.ts`. */
  exportLog(scope: OpenScope): AsyncIterable<string>
}

export function createReads({
  db,
  checks = [],
}: {
  readonly db: Database
  readonly checks?: readonly ProofCheck[] | undefined
}): Reads {
  const read = <T>(scope: OpenScope | Scope, fn: (tx: Db) => Promise<T>): Promise<T> =>
    'db' in scope ? fn(scope.db) : db.withTenant(scope.tenant_id, fn)
  return {
    async balance(scope, id, moment) {
      const found = await read(scope, (tx) => readBalances(tx, scope.tenant_id, [id], moment))
      const balance = found.get(id)
      if (balance === undefined) return ledgerErrors.fail('account_not_found')
      if ('posted' in balance) return ok(balance)
      const detail = `The newest version of the account is ${balance.newest}.`
      return ledgerErrors.fail('version_not_reached', { detail })
    },
    async balances(scope, ids, moment) {
      assert(ids.length <= BALANCES_PER_READ_MAX, 'one read is about a bounded number of accounts')
      const found = await read(scope, (tx) => readBalances(tx, scope.tenant_id, ids, moment))
      return new Map([...found].flatMap(([id, one]) => ('posted' in one ? [[id, one] as const] : [])))
    },
    rollUp: (scope, path) => read(scope, (tx) => sumBalances(tx, scope.tenant_id, path)),
    entries: (scope, id, filter, page) =>
      read(scope, async (tx) => {
        const span = await readSpan(tx, scope.tenant_id, id, filter)
        if (span === undefined) return ledgerErrors.fail('account_not_found')
        const account = { id, normal_side: span.normal_side }
        const { order = 'newest_first', limit } = page
        const { range, rest } = windowOf(span.range, page, isSparse(filter))
        const asked = { filter, order, limit: limit + 1 }
        const found = await readEntries(tx, scope.tenant_id, account, range, asked)
        const entries = found.slice(0, limit)
        const next = found.length > limit ? (entries.at(-1)?.version ?? null) : rest
        return ok({ entries, next })
      }),
    statement: (scope, id, range) => openStatement(db, scope, id, range),
    prove: (scope) => proveLedger(db, scope, checks),
    exportLog: (scope) => exportLedger(db, scope),
  }
}
