import { assert } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Ledger } from '../ledger/index.ts'
import type { PlannedAccount } from './merchant_accounts.ts'
import { ACCOUNTS_REMEMBERED_MAX } from './parties_limits.ts'

const ACCOUNTS_PER_STATEMENT_MAX = 1_000

/** Opens ledger accounts that do not exist yet. */
export type EnsureAccounts = (
  scope: OpenScope,
  accounts: readonly PlannedAccount[],
) => Promise<Result<null, Failure>>

type Opened = Result<null, Failure>
type Ask = {
  readonly scope: OpenScope
  readonly missing: readonly PlannedAccount[]
  readonly settle: (outcome: Opened | Promise<Opened>) => void
}

/**
 * Opens what is missing, all of a call in one transaction; what is known to be open costs nothing. Calls for the same
 * account that come meanwhile wait for the one under way, and calls for others share the next transaction.
 *
 * A repeat does nothing. Errors: what the ledger refuses, such as a currency that is no longer in force.
 */
export function createEnsureAccounts({ db, ledger }: { db: Database; ledger: Ledger }): EnsureAccounts {
  const open = boundedCache<Id<'acc'>, true>(ACCOUNTS_REMEMBERED_MAX)
  const opening = new Map<Id<'acc'>, Promise<Opened>>()
  const ask = createTurns(async (asks) => {
    const [first] = asks
    const openers = asks.flatMap(({ scope, missing }) => missing.map(() => scope))
    const all = asks.flatMap(({ missing }) => missing)
    const created = await db.withTenant(first.scope.tenant_id, (tx) =>
      ledger.createAccounts({ ...first.scope, db: tx }, all, openers),
    )
    if (!created.ok) return created
    for (const { id } of all) open.set(id, true)
    return ok(null)
  })
  return async (scope, accounts) => {
    const wanted = new Map(accounts.filter(({ id }) => !open.has(id)).map((account) => [account.id, account]))
    if (wanted.size === 0) return ok(null)
    const waiting = [...wanted.keys()].flatMap((id) => opening.get(id) ?? [])
    const missing = [...wanted.values()].filter(({ id }) => !opening.has(id))
    assert(missing.length <= ACCOUNTS_PER_STATEMENT_MAX, 'one call is about a bounded number of accounts')
    if (missing.length > 0) {
      const run = ask(scope, missing).finally(() => {
        for (const { id } of missing) opening.delete(id)
      })
      for (const { id } of missing) opening.set(id, run)
      waiting.push(run)
    }
    const outcomes = await Promise.all(waiting)
    return outcomes.find((outcome) => !outcome.ok) ?? ok(null)
  }
}

type Create = (asks: readonly [Ask, ...Ask[]]) => Promise<Opened>

/** One transaction of a tenant at a time: what is asked for meanwhile goes together into the next. */
function createTurns(
  create: Create,
): (scope: OpenScope, missing: readonly PlannedAccount[]) => Promise<Opened> {
  const queues = new Map<TenantId, Ask[]>()
  const serve = async (tenant_id: TenantId, queue: Ask[]): Promise<void> => {
    for (let first = queue.shift(); first !== undefined; first = queue.shift()) {
      const asks: [Ask, ...Ask[]] = [first]
      let count = first.missing.length
      for (let next = queue[0]; next !== undefined; next = queue[0]) {
        count += next.missing.length
        if (count > ACCOUNTS_PER_STATEMENT_MAX) break
        asks.push(next)
        queue.shift()
      }
      await settleAll(create, asks)
    }
    queues.delete(tenant_id)
  }
  return (scope, missing) =>
    new Promise((settle) => {
      const queue = queues.get(scope.tenant_id)
      const ask = { scope, missing, settle }
      if (queue !== undefined) return void queue.push(ask)
      const own = [ask]
      queues.set(scope.tenant_id, own)
      void serve(scope.tenant_id, own)
    })
}

/** What is refused together is asked for again one by one, so that nobody is refused for what another asked for. */
async function settleAll(create: Create, asks: readonly [Ask, ...Ask[]]): Promise<void> {
  const made = create(asks)
  const isGood = await made.then(
    ({ ok: isMade }) => isMade,
    () => false,
  )
  if (isGood || asks.length === 1) for (const { settle } of asks) settle(made)
  else for (const ask of asks) await settleAll(create, [ask])
}
