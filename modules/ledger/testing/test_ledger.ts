import { newId } from '../../../kernel/id.ts'
import type { Failure, Result } from '../../../kernel/result.ts'
import { plusMs, type SimWorld, simWorld } from '../../../kernel/world.ts'
import type { Database } from '../../../platform/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { makeClaim } from '../../../platform/idempotency/fingerprint.ts'
import { readFeed } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope, TenantId } from '../../../platform/scope.ts'
import { openTenant } from '../../../platform/tenant_clock.ts'
import type { Account, NewAccount } from '../account.ts'
import { createLedger, type Ledger, type LedgerDeps } from '../index.ts'
import type { MoveOrder } from '../transfer.ts'
import { countRoundTrips, type RoundTrips } from './round_trips.ts'
import { type Counters, readCounters } from './store_counters.ts'

export type TestLedger = {
  readonly database: TestDatabase
  readonly ledger: Ledger
  readonly world: SimWorld
  /** A scope in a tenant of its own. */
  newScope(): Promise<OpenScope>
  /** Runs in one transaction, undone when it throws. */
  transact<T>(scope: OpenScope, fn: (scope: Scope) => Promise<T>): Promise<T>
  /** Opens accounts, all in USD and without limits unless said otherwise. */
  open(scope: OpenScope, ...accounts: Partial<NewAccount>[]): Promise<Account[]>
  /** A transfer of 1 USD cent at once, unless said otherwise. */
  move(debit: Account, credit: Account, more?: Partial<MoveOrder>): MoveOrder
  /** An account's counters, read behind the face. */
  counters(scope: OpenScope, account: Account): Promise<Counters>
  /** The database whose round trips are counted. */
  readonly db: Database
  /** What `fn` asked of it. */
  roundTrips(fn: () => Promise<unknown>): Promise<RoundTrips>
  /** What the tenant's feed tells, in order. */
  facts(scope: OpenScope): Promise<{ type: string; object_id: string | null; body: ToldBody }[]>
  close(): Promise<void>
}
type ToldBody = Record<string, unknown>

let tenants = 1_000n

/** A ledger of its own on an empty database, in a world that stands still unless it is moved. */
export async function testLedger(more: Partial<LedgerDeps> = {}): Promise<TestLedger> {
  const database = await createTestDatabase()
  const world = simWorld(7n)
  const counted = countRoundTrips(database.db)
  const ledger = createLedger({ db: counted.db, world, lanes: 1, ...more })
  const transact: TestLedger['transact'] = (scope, fn) =>
    counted.db.withTenant(scope.tenant_id, (db) => fn({ ...scope, db }))
  return {
    database,
    db: counted.db,
    ledger,
    world,
    transact,
    newScope: () => newScope(database, world),
    async open(scope, ...accounts) {
      const asked = accounts.map((account) => ({ ...plainAccount, id: newId('acc', world), ...account }))
      return valueOf(await transact(scope, (inner) => ledger.createAccounts(inner, asked)))
    },
    move: (debit, credit, order = {}) => ({
      ...plainMove,
      id: newId('trf', world),
      debit_account: debit.id,
      credit_account: credit.id,
      ...order,
    }),
    counters: (scope, account) => readCounters(database, scope.tenant_id, account.id),
    async roundTrips(fn) {
      counted.reset()
      await fn()
      return { ...counted.seen }
    },
    facts: (scope) => readFacts(database, scope),
    async close() {
      await ledger.close()
      await database.drop()
    },
  }
}

const plainAccount = { currency: 'USD', normal_side: 'credit', path: 'test' } as const
const plainMove = { kind: 'single', code: 'test', amount: 1, currency: 'USD' } as const

async function newScope({ db }: TestDatabase, world: SimWorld): Promise<OpenScope> {
  const tenant_id = ++tenants as TenantId
  await db.withTenant(tenant_id, (tx) => openTenant(tx, tenant_id, false))
  return {
    tenant_id,
    actor: { type: 'api_key', id: 'key_test', authenticated_by: 'secret_key', on_behalf_of: null },
    deadline_at: plusMs(world.now(), 10_000),
    request_id: newId('req', world),
    world,
  }
}

async function readFacts({ db }: TestDatabase, { tenant_id }: OpenScope) {
  const feed = await db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, 0n, 1_000))
  return feed.map(({ type, object_id, body }) => ({ type, object_id, body: JSON.parse(body) as ToldBody }))
}

/** The value of a result that must be good. */
export function valueOf<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value
  throw new Error(`${result.error.code}: ${JSON.stringify(result.error)}`)
}

/** What the edge would make of a key and a body on the route that posts transfers. */
export const claimOf = (scope: OpenScope, key: string, body: unknown) =>
  makeClaim(scope.tenant_id, key, { route: 'POST /v1/ledger/transfers', body, params: {}, query: {} })
