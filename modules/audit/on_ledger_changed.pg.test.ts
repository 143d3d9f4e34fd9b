import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Id, newId, uuidOf } from '../../kernel/id.ts'
import { instantText, simWorld } from '../../kernel/world.ts'
import { createEventBus } from '../../platform/bus/event_bus.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { addTenant } from '../../platform/jobs/testing.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Actor, OpenScope, TenantId } from '../../platform/scope.ts'
import { contentHash } from './event.ts'
import { type Audit, createAudit, followLedger, localSigner } from './index.ts'

let database: TestDatabase
// One clock for all: the lease of the consumer lives by it.
const world = simWorld(4n)
before(async () => {
  database = await createTestDatabase()
})
after(() => database.drop())

const keyActor = (id: string): Actor => ({
  type: 'api_key',
  id,
  authenticated_by: 'secret_key',
  on_behalf_of: null,
})
const scopeOfKey = (tenant_id: TenantId): OpenScope => ({
  tenant_id,
  actor: keyActor('key_1'),
  deadline_at: world.now(),
  request_id: 'req_1',
  world,
})

/** Brings what is told to the trail, and asks again, which must change nothing. */
async function hear(): Promise<Audit> {
  const bus = createEventBus({ db: database.db, world })
  followLedger(bus, { db: database.db, world })
  await bus.runOnce()
  await bus.runOnce()
  await bus.close()
  return createAudit({ db: database.db, world, signer: localSigner('test', new Uint8Array(32)) })
}

async function tellOfBatch(
  tenant_id: TenantId,
  batch: Id<'evt'>,
  transfers: readonly Id<'trf'>[],
  by: object,
): Promise<void> {
  const body = JSON.stringify({ count: transfers.length, by })
  await database.admin.query('select platform.append_batch_fact($1, $2, $3, $4, $5, $6)', [
    tenant_id,
    instantText(world.now()),
    uuidOf(batch),
    'ledger.transfers_recorded',
    transfers.map(uuidOf),
    body,
  ])
}

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
  const tenant_id: TenantId = await addTenant(database.admin, 9n)
  const scope = scopeOfKey(tenant_id)
  const account = newId('acc', world)
  const told_at = world.now()
  await tellOfAccount(scope, account)
  world.advance(60_000)
  const audit = await hear()
  const { events } = await audit.list(scope, {}, { before_seq: undefined, limit: 10 })
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

test('a batch leaves one event for each caller, with all its requests; one about a single transfer names it', async () => {
  const tenant_id: TenantId = await addTenant(database.admin, 10n)
  const caller = (id: string, ip: string | null) => ({ ...keyActor(id), ip })
  const transfers = Array.from({ length: 4 }, () => newId('trf', world))
  const by = {
    actors: [caller('key_1', '10.0.0.1'), caller('key_2', null)],
    requests: ['req_1', 'req_2', 'req_3'],
    actor_of: [0, 1, 0],
    counts: [2, 1, 1],
  }
  const batch = newId('evt', world)
  await tellOfBatch(tenant_id, batch, transfers, by)
  const audit = await hear()
  const scope = scopeOfKey(tenant_id)
  const { events } = await audit.list(scope, {}, { before_seq: undefined, limit: 10 })
  const hashOf = (requests: string[], places: number[]) =>
    contentHash({ requests, transfers: places.map((place) => uuidOf(transfers[place] as string)) })
  assert.deepEqual(new Set(events.map(({ action }) => action)), new Set(['ledger_transfers.post']))
  assert.deepEqual(
    events
      .toReversed()
      .map(({ actor_id, ip, request_id, resource_type, resource_id, after_hash }) => [
        actor_id,
        ip,
        request_id,
        resource_type,
        resource_id,
        after_hash,
      ]),
    [
      ['key_1', '10.0.0.1', 'req_1', 'ledger batch', batch, hashOf(['req_1', 'req_3'], [0, 1, 3])],
      ['key_2', null, 'req_2', 'ledger transfer', transfers[2], hashOf(['req_2'], [2])],
    ],
  )
  assert.equal((await audit.verify(tenant_id)).ok, true)
})

test('thousands of callers and batches at once are all written down, in order', async () => {
  const tenant_id: TenantId = await addTenant(database.admin, 11n)
  const callers = Array.from({ length: 1_000 }, (_, n) => ({ ...keyActor(`key_${n}`), ip: null }))
  const by = {
    actors: callers,
    requests: callers.map(({ id }) => `req_${id}`),
    actor_of: callers.map((_, n) => n),
    counts: callers.map(() => 1),
  }
  for (let round = 0; round < 11; round++) {
    const transfers = callers.map(() => newId('trf', world))
    await tellOfBatch(tenant_id, newId('evt', world), transfers, by)
  }
  const audit = await hear()
  const { rows } = await database.admin.query<{ count: number; last: number }>(
    'select count(*)::int4, max(seq)::int4 as last from audit.event where tenant_id = $1',
    [tenant_id],
  )
  assert.deepEqual(rows, [{ count: 11_000, last: 11_000 }])
  assert.equal((await audit.verify(tenant_id)).ok, true)
})
