import { newId } from '../../../kernel/id.ts'
import { type Instant, instantText, plusMs, type SimWorld, simWorld } from '../../../kernel/world.ts'
import type { Lane } from '../../../platform/db/lane.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { readFeed } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope, TenantId } from '../../../platform/scope.ts'
import { openTenant } from '../../../platform/tenant_clock.ts'
import { testAudit } from '../../audit/testing.ts'
import {
  createRisk,
  DECLINE_TYPES,
  RECORD_TYPES,
  type Risk,
  type RiskAttempt,
  type RiskInput,
} from '../index.ts'

export type TestRisk = {
  readonly database: TestDatabase
  readonly risk: Risk
  readonly world: SimWorld
  readonly lane: Lane
  newScope(): Promise<OpenScope>
  transact<T>(scope: OpenScope, fn: (scope: Scope) => Promise<T>): Promise<T>
  /** Counts attempts as payments do, on a lane. */
  attempt(scope: OpenScope, at: Instant, attempts: readonly RiskAttempt[], lane?: Lane): Promise<void>
  decline(scope: OpenScope, at: Instant, inputs: readonly RiskInput[], lane?: Lane): Promise<void>
  facts(scope: OpenScope): Promise<{ type: string; object_id: string | null; body: unknown }[]>
  close(): Promise<void>
}

let tenants = 5_000n

const statement = (name: string, types: readonly string[]) => ({
  name: `test_${name}`,
  text: `select risk.${name}($1::int8, $2::timestamptz, ${types.map((type, index) => `$${index + 3}::${type}`).join(', ')})`,
})
const recordAttempts = statement('record_attempts', RECORD_TYPES)
const recordDeclines = statement('record_declines', DECLINE_TYPES)

/** Risk of its own on an empty database, in a world that stands still unless it is moved. */
export async function testRisk(): Promise<TestRisk> {
  const database = await createTestDatabase()
  const { db } = database
  const world = simWorld(11n)
  const risk = createRisk({ db, world, audit: testAudit(db, world) })
  const own_lane = db.lane('risk_test')
  return {
    database,
    risk,
    world,
    lane: own_lane,
    newScope: async () => newScope(database, world),
    transact: (scope, fn) => db.withTenant(scope.tenant_id, (tx) => fn({ ...scope, db: tx })),
    async attempt({ tenant_id }, at, attempts, lane = own_lane) {
      const packed = risk.packRecord(tenant_id, attempts)
      await lane.run(recordAttempts, [String(tenant_id), instantText(at), ...packed])
    },
    async decline({ tenant_id }, at, inputs, lane = own_lane) {
      const packed = risk.packDeclines(tenant_id, inputs)
      await lane.run(recordDeclines, [String(tenant_id), instantText(at), ...packed])
    },
    async facts({ tenant_id }) {
      const feed = await db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, 0n, 1_000))
      return feed.map(({ type, object_id, body }) => ({ type, object_id, body: JSON.parse(body) as unknown }))
    },
    close: () => database.drop(),
  }
}

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
