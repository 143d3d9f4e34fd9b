import { assert } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { changeAccounts, createAccounts } from './accounts.ts'
import { createHoldSweeper } from './expire_holds.ts'
import { ledgerErrors } from './errors.ts'
import { ok } from '../../kernel/result.ts'
import type { Ledger } from './index.ts'
import { QUEUED_TRANSFERS_MAX } from './limits.ts'
import { createMonitor, deleteMonitor } from './monitors.ts'
import { closePeriod } from './periods.ts'
import { postTransfers } from './post_transfers.ts'
import type { ProofCheck } from './proof.ts'
import { createPosting, type PostingOptions } from './posting.ts'
import { createReads } from './reads.ts'
import { firstHoldEnd } from './store_holds.ts'
import { findAccounts, listAccounts } from './store_accounts.ts'
import { findMonitor, listMonitors } from './store_monitors.ts'
import { listPeriods } from './store_periods.ts'
import { findReversible } from './find_reversible.ts'
import { findTransfers, listTransfers } from './store_transfers.ts'

export type LedgerDeps = Omit<PostingOptions, 'db' | 'world'> & {
  readonly db: Database
  readonly world: World
  /** What a proof of the books looks at besides. */
  readonly checks?: readonly ProofCheck[]
}

/** Puts the ledger together. `lanes` connections are its own, for posting; close it before the database. */
export function createLedger(deps: LedgerDeps): Ledger {
  const { db } = deps
  const posting = createPosting(deps)
  const core = { db, posting }
  const post: Ledger['post'] = async (scope, transfers) => {
    const posted = await postTransfers(core, scope, transfers)
    assert(posted.ok, 'without a key nothing stands against a post')
    return posted.value.outcomes
  }
  const sweeper = createHoldSweeper({ db, world: deps.world, post })
  /** A read joins the caller's transaction when there is one. */
  const read = <T>(scope: OpenScope | Scope, fn: (tx: Db) => Promise<T>): Promise<T> =>
    'db' in scope ? fn(scope.db) : db.withTenant(scope.tenant_id, fn)
  return {
    ...createReads({ db, checks: deps.checks }),
    createAccounts,
    changeAccounts,
    async findAccount(scope, id) {
      const found = await read(scope, (tx) => findAccounts(tx, scope.tenant_id, [id]))
      const account = found.get(id)
      return account === undefined ? ledgerErrors.fail('account_not_found') : ok(account)
    },
    listAccounts: (scope, filter, page) =>
      read(scope, (tx) => listAccounts(tx, scope.tenant_id, filter, page)),
    post,
    postUnderKey: (scope, transfers, claim) => postTransfers(core, scope, transfers, claim),
    findTransfer: (scope, id) =>
      read(scope, async (tx) => (await findTransfers(tx, scope.tenant_id, [id])).get(id)),
    findTransfers: (scope, ids) => read(scope, (tx) => findTransfers(tx, scope.tenant_id, ids)),
    findReversible: (scope, id, own_id) =>
      read(scope, (tx) => findReversible(tx, scope.tenant_id, id, own_id)),
    listTransfers: (scope, filter, page) =>
      read(scope, (tx) => listTransfers(tx, scope.tenant_id, filter, page)),
    createMonitor,
    async findMonitor(scope, id) {
      const monitor = await read(scope, (tx) => findMonitor(tx, scope.tenant_id, id))
      return monitor === undefined ? ledgerErrors.fail('monitor_not_found') : ok(monitor)
    },
    deleteMonitor,
    listMonitors: (scope, filter, page) =>
      read(scope, (tx) => listMonitors(tx, scope.tenant_id, filter, page)),
    closePeriod,
    listPeriods: (scope, page) => read(scope, (tx) => listPeriods(tx, scope.tenant_id, page)),
    sweepHolds: () => sweeper.sweep(),
    expireHolds: (scope) => sweeper.sweepOne(scope),
    nextHoldEnd: (scope) => read(scope, (tx) => firstHoldEnd(tx, scope.tenant_id)),
    pressure: () => posting.depth() / QUEUED_TRANSFERS_MAX,
    close: () => posting.idle(),
  }
}
