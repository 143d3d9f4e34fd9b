import { present } from '../../../kernel/assert.ts'
import { newId } from '../../../kernel/id.ts'
import type { Failure, Result } from '../../../kernel/result.ts'
import { plusMs, type SimWorld, simWorld } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { makeClaim } from '../../../platform/idempotency/fingerprint.ts'
import type { OpenScope, Scope, TenantId } from '../../../platform/scope.ts'
import { openTenant } from '../../../platform/tenant_clock.ts'
import type { Account, NewAccount } from '../account.ts'
import { createLedger, type Ledger, type LedgerDeps } from '../index.ts'
import type { MoveOrder } from '../transfer.ts'
import { countRoundTrips, type RoundTrips } from './round_trips.ts'

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
  /** Balances as `[posted, pending_in, pending_out]` of debits and credits, read behind the face. */
  counters(scope: OpenScope, account: Account): Promise<Counters>
  /** What `fn` asked of the database. */
  roundTrips(fn: () => Promise<unknown>): Promise<RoundTrips>
  facts(
    scope: OpenScope,
  ): Promise<{ type: string; object_id: string | null; body: Record<string, unknown> }[]>
  close(): Promise<void>
}
export type Counters = {
  debits: bigint
  credits: bigint
  debits_pending: bigint
  credits_pending: bigint
  version: bigint
}

let tenants = 1_000n

/** A ledger of its own on an empty database, in a world that stands still unless it is moved. */
export async function testLedger(more: Partial<LedgerDeps> = {}): Promise<TestLedger> {
  const database = await createTestDatabase()
  const world = simWorld(7n)
  const counted = countRoundTrips(database.db)
  const ledger = createLedger({ db: counted.db, world, lanes: 1, ...more })
  const transact = <T>(scope: OpenScope, fn: (scope: Scope) => Promise<T>): Promise<T> =>
    counted.db.withTenant(scope.tenant_id, (db) => fn({ ...scope, db }))
  return {
    database,
    ledger,
    world,
    async roundTrips(fn) {
      counted.reset()
      await fn()
      return { ...counted.seen }
    },
    transact,
    async newScope() {
      const tenant_id = ++tenants as TenantId
      await database.db.withTenant(tenant_id, (db) => openTenant(db, tenant_id, false))
      return scopeOf(tenant_id, world)
    },
    async open(scope, ...accounts) {
      const opened = await transact(scope, (inner) =>
        ledger.createAccounts(
          inner,
          accounts.map((account) => ({
            id: newId('acc', world),
            currency: 'USD',
            normal_side: 'credit',
            path: 'test',
            ...account,
          })),
        ),
      )
      return valueOf(opened)
    },
    move: (debit, credit, order = {}) => ({
      id: newId('trf', world),
      kind: 'single',
      code: 'test',
      debit_account: debit.id,
      credit_account: credit.id,
      amount: 1,
      currency: 'USD',
      ...order,
    }),
    async counters(scope, account) {
      const { rows } = await database.admin.query<Record<keyof Counters, string>>(
        `select debits_posted as debits, credits_posted as credits, debits_pending, credits_pending, version
         from ledger.balance where tenant_id = $1 and ledger.public_id('acc', account_id) = $2`,
        [scope.tenant_id, account.id],
      )
      const row = present(rows[0], 'the balance')
      return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, BigInt(value)])) as Counters
    },
    async facts(scope) {
      const { rows } = await database.admin.query<{ type: string; object_id: string | null; body: string }>(
        'select type, object_id, body from platform.outbox where tenant_id = $1 order by seq',
        [scope.tenant_id],
      )
      return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as Record<string, unknown> }))
    },
    async close() {
      await ledger.close()
      await database.drop()
    },
  }
}

const scopeOf = (tenant_id: TenantId, world: SimWorld): OpenScope => ({
  tenant_id,
  actor: { type: 'api_key', id: 'key_test', authenticated_by: 'secret_key', on_behalf_of: null },
  deadline_at: plusMs(world.now(), 10_000),
  request_id: newId('req', world),
  world,
})

/** The value of a result that must be good. */
export function valueOf<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value
  throw new Error(`${result.error.code}: ${JSON.stringify(result.error)}`)
}

/** What the edge would make of a key and a body on the route that posts transfers. */
export const claimOf = (scope: OpenScope, key: string, body: unknown) =>
  makeClaim(scope.tenant_id, key, { route: 'POST /v1/ledger/transfers', body, params: {}, query: {} })
