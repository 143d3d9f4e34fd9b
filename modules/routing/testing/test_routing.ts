import { newId } from '../../../kernel/id.ts'
import { plusMs, type SimWorld, simWorld } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { bodyOf } from '../../../platform/outbox/fact.ts'
import { readFeed } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope, TenantId } from '../../../platform/scope.ts'
import { openTenant } from '../../../platform/tenant_clock.ts'
import { testAudit } from '../../audit/testing.ts'
import type { RoutedAccount } from '../account.ts'
import { createRouting, type Routing } from '../index.ts'

/** Routing on an empty database, in a world that stands still unless it is moved. */
export type TestRouting = {
  readonly database: TestDatabase
  readonly world: SimWorld
  readonly routing: Routing
  /** Accounts of every tenant, to be changed at will. */
  readonly accounts: RoutedAccount[]
  /** Another process on the same database. */
  another(): Routing
  newScope(): Promise<OpenScope>
  transact<T>(scope: OpenScope, fn: (scope: Scope) => Promise<T>): Promise<T>
  facts(scope: OpenScope): Promise<{ type: string; body: ReturnType<typeof bodyOf> }[]>
  close(): Promise<void>
}

let tenants = 5_000n

export async function testRouting(): Promise<TestRouting> {
  const database = await createTestDatabase()
  const { db } = database
  const world = simWorld(3n)
  const accounts: RoutedAccount[] = []
  const audit = testAudit(db, world)
  const another = (): Routing => createRouting({ db, world, audit, accounts: async () => accounts })
  return {
    database,
    world,
    accounts,
    routing: another(),
    another,
    async newScope() {
      const tenant_id = ++tenants as TenantId
      await db.withTenant(tenant_id, (tx) => openTenant(tx, tenant_id, false))
      return {
        tenant_id,
        actor: { type: 'api_key', id: 'key_test', authenticated_by: 'secret_key', on_behalf_of: null },
        deadline_at: plusMs(world.now(), 10_000),
        request_id: newId('req', world),
        world,
      }
    },
    transact: (scope, fn) => db.withTenant(scope.tenant_id, (tx) => fn({ ...scope, db: tx })),
    async facts({ tenant_id }) {
      const feed = await db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, 0n, 100))
      return feed.map((fact) => ({ type: fact.type, body: bodyOf(fact) }))
    },
    close: () => database.drop(),
  }
}
