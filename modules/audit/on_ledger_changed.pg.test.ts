import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { simWorld } from '../../kernel/world.ts'
import { createEventBus } from '../../platform/bus/event_bus.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { addTenant } from '../../platform/jobs/testing.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { createAudit, followLedger, localSigner } from './index.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.drop())

async function tellOfAccount(scope: OpenScope, account: string): Promise<void> {
  const by = { ...scope.actor, ip: '127.0.0.1', request_id: scope.request_id }
  await database.db.withTenant(scope.tenant_id, (db) =>
    appendFacts(db, scope, [
      { type: 'ledger.account_created', object_id: account, body: { by, id: account, state: 'open' } },
      {
        type: 'ledger.account_changed',
        object_id: account,
        body: { by, before: { state: 'open' }, id: account, state: 'frozen' },
      },
      { type: 'ledger.monitor_triggered', object_id: account, body: { monitor_id: 'x' } },
    ]),
  )
}

test('what the ledger tells of an account stands in the trail once, by whom and when it was done', async () => {
  const world = simWorld(4n)
  const tenant_id: TenantId = await addTenant(database.admin, 9n)
  const scope: OpenScope = {
    tenant_id,
    actor: { type: 'api_key', id: 'key_1', authenticated_by: 'secret_key', on_behalf_of: null },
    deadline_at: world.now(),
    request_id: 'req_1',
    world,
  }
  const account = newId('acc', world)
  const told_at = world.now()
  await tellOfAccount(scope, account)
  world.advance(60_000)
  const audit = createAudit({ db: database.db, world, signer: localSigner('test', new Uint8Array(32)) })
  const bus = createEventBus({ db: database.db, world })
  followLedger(bus, { db: database.db, world })
  await bus.runOnce()
  await bus.runOnce()
  await bus.close()
  const events = await audit.list(scope, {}, { before_seq: undefined, limit: 10 })
  assert.deepEqual(
    events.map(({ action, actor_id, resource_id, at, request_id, ip }) => ({
      action,
      actor_id,
      resource_id,
      at,
      request_id,
      ip,
    })),
    ['ledger_accounts.change', 'ledger_accounts.create'].map((action) => ({
      action,
      actor_id: 'key_1',
      resource_id: account,
      at: told_at,
      request_id: 'req_1',
      ip: '127.0.0.1',
    })),
  )
  assert.deepEqual(
    events.map((event) => event.before_hash === null),
    [false, true],
  )
})
