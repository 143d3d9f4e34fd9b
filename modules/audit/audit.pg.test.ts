import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { contentHash, leafHash } from './event.ts'
import type { Audit } from './index.ts'
import { LOOKED_AT_MAX } from './limits.ts'
import { appendAlone, someEntries, systemScope, testAudit } from './testing.ts'

const world = simWorld(1n)
let test_db: TestDatabase
let audit: Audit
let tenants = 0n
const newTenant = (): TenantId => ++tenants as TenantId
const all = async (scope: OpenScope, filter = {}) =>
  (await audit.list(scope, filter, { before_seq: undefined, limit: 1000 })).events
const append = (scope: OpenScope, count: number, from = 1) =>
  appendAlone(test_db.db, audit, scope, someEntries(count, from))

before(async () => {
  test_db = await createTestDatabase()
  audit = testAudit(test_db.db, world)
})
after(() => test_db.drop())

test('an event says who did what to what, for whom, from where, and when', async () => {
  const scope: OpenScope = {
    ...systemScope(newTenant(), world),
    ip: '192.0.2.7',
    actor: { type: 'api_key', id: 'key_1', authenticated_by: 'secret_key', on_behalf_of: 'mem_9' },
  }
  const entry = { action: 'api_keys.revoke', resource_type: 'api_key', resource_id: 'key_2' }
  await appendAlone(test_db.db, audit, scope, [{ ...entry, before: { a: 1 }, after: { a: 2 } }])
  const [event] = await all(scope)
  assert.ok(event)
  const { id, leaf_hash, ...rest } = event
  assert.deepEqual(rest, {
    seq: 1,
    at: world.now(),
    actor_type: 'api_key',
    actor_id: 'key_1',
    authenticated_by: 'secret_key',
    on_behalf_of: 'mem_9',
    ip: '192.0.2.7',
    ...entry,
    before_hash: contentHash({ a: 1 }),
    after_hash: contentHash({ a: 2 }),
    request_id: scope.request_id,
  })
  assert.equal(leaf_hash, leafHash(scope.tenant_id, event), 'SQL and this program make the same leaf')
  assert.equal((await audit.find(scope, id))?.seq, 1)
})

test('what is not ASCII is hashed alike in SQL and here', async () => {
  const scope = { ...systemScope(newTenant(), world), request_id: 'naïve "quoted" \\ 💶\u2028' }
  await append(scope, 1)
  const [event] = await all(scope)
  assert.ok(event)
  assert.equal(event.leaf_hash, leafHash(scope.tenant_id, event))
})

test('numbers have no gap: not after an undone transaction, not with writers at once', async () => {
  const scope = systemScope(newTenant(), world)
  await append(scope, 3)
  await assert.rejects(
    test_db.db.withTenant(scope.tenant_id, async (db) => {
      await audit.append({ ...scope, db }, someEntries(5))
      throw new Error('undone')
    }),
    /undone/,
  )
  await Promise.all(Array.from({ length: 12 }, (_, writer) => append(scope, 1 + (writer % 4))))
  const seqs = (await all(scope)).map(({ seq }) => seq)
  assert.deepEqual(
    seqs.toReversed(),
    Array.from({ length: 3 + 30 }, (_, index) => index + 1),
  )
})

test('a thousand events are one round trip', async () => {
  const scope = systemScope(newTenant(), world)
  await append(scope, 1000)
  await append(scope, 1)
  assert.deepEqual((await all(scope, {})).map(({ seq }) => seq).slice(0, 2), [1001, 1000])
})

test('a list is filtered, goes newest first, and stays stable while events come in', async () => {
  const scope = systemScope(newTenant(), world)
  await append(scope, 5)
  const other = { ...scope, actor: { ...scope.actor, id: 'other' } }
  world.advance(1000)
  const from = world.now()
  await append(other, 2, 6)
  assert.deepEqual(
    (await all(scope, { actor_id: 'other' })).map(({ seq }) => seq),
    [7, 6],
  )
  assert.deepEqual(
    (await all(scope, { resource_id: 'key_3' })).map(({ seq }) => seq),
    [3],
  )
  assert.deepEqual(
    (await all(scope, { from })).map(({ seq }) => seq),
    [7, 6],
  )
  assert.equal((await all(scope, { to: from })).length, 5)
  assert.equal((await all(scope, { action: 'api_keys.create', resource_type: 'api_key' })).length, 7)
  assert.equal((await all(scope, { action: 'nothing.done' })).length, 0)
  const { events: first } = await audit.list(scope, {}, { before_seq: undefined, limit: 3 })
  await append(scope, 2, 8)
  const { events: second } = await audit.list(scope, {}, { before_seq: first.at(-1)?.seq, limit: 3 })
  assert.deepEqual(
    [...first, ...second].map(({ seq }) => seq),
    [7, 6, 5, 4, 3, 2],
  )
})

test('a rare type of resource is looked for in so many events, and the next page goes on behind them', async () => {
  const scope = systemScope(newTenant(), world)
  const entry = { action: 'settings.change', resource_type: 'setting', resource_id: 'set_1' }
  await appendAlone(
    test_db.db,
    audit,
    scope,
    someEntries(1).map((one) => ({ ...one, ...entry })),
  )
  await append(scope, LOOKED_AT_MAX)
  const rare = { resource_type: 'setting' }
  const first = await audit.list(scope, rare, { before_seq: undefined, limit: 2 })
  assert.deepEqual(first, { events: [], looked_to: 2 })
  const second = await audit.list(scope, rare, { before_seq: first.looked_to, limit: 2 })
  assert.equal(second.looked_to, undefined)
  assert.deepEqual(
    second.events.map(({ seq }) => seq),
    [1],
  )
})

test('a tenant sees its own trail only', async () => {
  const mine = systemScope(newTenant(), world)
  const theirs = systemScope(newTenant(), world)
  await append(theirs, 1)
  const [event] = await all(theirs)
  assert.ok(event)
  assert.deepEqual(await all(mine), [])
  assert.equal(await audit.find(mine, event.id), undefined)
  assert.equal(await audit.find(mine, newId('aud', world)), undefined)
})

test('the application cannot change or delete what was written, nor a block', async () => {
  const scope = systemScope(newTenant(), world)
  await append(scope, 1)
  for (const statement of [
    "update audit.event set actor_id = 'x'",
    'delete from audit.event',
    'truncate audit.event',
    'update audit.block set last_seq = 9',
    'delete from audit.block',
    'delete from audit.head',
  ]) {
    const client = await test_db.admin.connect()
    try {
      await client.query('set role florin_app')
      await assert.rejects(client.query(statement), /permission denied/, statement)
    } finally {
      await client.query('reset role')
      client.release()
    }
  }
})

test('the database refuses an action or a hash of the wrong shape', async () => {
  const scope = systemScope(newTenant(), world)
  const entry = { resource_type: 'api_key', resource_id: 'key_1' }
  for (const action of ['create', 'Keys.Create', 'keys create'])
    await assert.rejects(appendAlone(test_db.db, audit, scope, [{ ...entry, action }]), /event_action_check/)
})
