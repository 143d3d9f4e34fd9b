import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { plusMs, simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { readFeed } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { testAudit } from '../audit/testing.ts'
import type { Auth, ClockMove } from './index.ts'
import { SANDBOXES_PER_ORGANIZATION_MAX } from './limits.ts'
import { scopeOf, testAuth, testTenant, verdictOf } from './testing.ts'

const world = simWorld(13n)
const DAY_MS = 86_400_000
let test_db: TestDatabase
let auth: Auth

before(async () => {
  test_db = await createTestDatabase()
  auth = testAuth(test_db.db, world)
})
after(async () => {
  await auth.close()
  await test_db.drop()
})

const inside = <T>(scope: OpenScope, fn: (scope: Scope) => Promise<T>): Promise<T> =>
  test_db.db.withTenant(scope.tenant_id, (db) => fn({ ...scope, db }))
const move = (scope: OpenScope, to: ClockMove) => inside(scope, (open) => auth.moveClock(open, to))
const trailOf = async (scope: OpenScope) =>
  (await testAudit(test_db.db, world).list(scope, {}, { before_seq: undefined, limit: 100 })).events

test('the first start makes one sandbox with two keys; no other start does, not even at the same time', async () => {
  const nodes = Array.from({ length: 4 }, () => testAuth(test_db.db, world))
  const starts = await Promise.all(nodes.map((node) => node.bootstrap()))
  const [first, ...others] = starts.filter((start) => start !== undefined)
  assert.ok(first !== undefined && others.length === 0)
  assert.equal(await auth.bootstrap(), undefined)
  const { rows } = await test_db.admin.query('select 1 from auth.organization')
  assert.equal(rows.length, 1, 'those that came second left nothing behind')
  assert.match(first.secret_key.reveal(), /^sk_test_/)
  assert.match(first.publishable_key.reveal(), /^pk_test_/)
  assert.equal(first.tenant.mode, 'sandbox')
  const scope = await scopeOf(auth, first.secret_key.reveal())
  assert.deepEqual(await auth.ownTenant(scope), first.tenant)
  assert.deepEqual(
    (await trailOf(scope)).map(({ action, actor_type }) => [action, actor_type]),
    [['tenants.open', 'system']],
  )
})

test('a tenant belongs to an organization that exists', async () => {
  const made = await auth.createTenant({ organization_id: newId('org', world), name: 'Lost', mode: 'live' })
  assert.equal(!made.ok && made.error.code, 'organization_not_found')
})

test('a sandbox made by a key belongs to the same organization and opens with its first use', async () => {
  const { tenant, secret_key } = await testTenant(auth, 'live')
  const scope = await scopeOf(auth, secret_key.reveal())
  const made = await inside(scope, (open) => auth.createSandbox(open, 'Staging'))
  assert.ok(made.ok)
  const { tenant: sandbox } = made.value
  assert.equal(sandbox.organization_id, tenant.organization_id)
  assert.deepEqual(await auth.listSandboxes(scope, { before: undefined, limit: 10 }), [sandbox])
  assert.equal((await trailOf(scope))[0]?.action, 'sandboxes.create')
  const opened = 'select 1 from platform.tenant_head where tenant_id = $1'
  assert.equal((await test_db.admin.query(opened, [sandbox.tenant_id])).rowCount, 0)
  const nodes = [auth, testAuth(test_db.db, world), testAuth(test_db.db, world)]
  const verdicts = nodes.map((node) =>
    verdictOf(node.authenticate(made.value.secret_key.reveal(), '192.0.2.1')),
  )
  assert.deepEqual(await Promise.all(verdicts), ['good', 'good', 'good'])
  assert.equal((await test_db.admin.query(opened, [sandbox.tenant_id])).rowCount, 1)
  const own = await scopeOf(auth, made.value.secret_key.reveal())
  assert.deepEqual(
    (await trailOf(own)).map(({ action }) => action),
    ['tenants.open'],
  )
})

test('an organization has a bounded number of sandboxes, also when they are made at once', async () => {
  const { tenant, secret_key } = await testTenant(auth, 'live')
  const scope = await scopeOf(auth, secret_key.reveal())
  await test_db.admin.query(
    `insert into auth.tenant (tenant_id, id, organization_id, name, mode, created_at)
     select 1000 + n, gen_random_uuid(), organization_id, 'many', 'sandbox', created_at
     from auth.tenant, generate_series(1, $2) n where tenant_id = $1`,
    [tenant.tenant_id, SANDBOXES_PER_ORGANIZATION_MAX - 1],
  )
  const outcomes = await Promise.all(
    [1, 2, 3].map((n) => inside(scope, (open) => auth.createSandbox(open, `s${n}`))),
  )
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
  assert.ok(outcomes.every((outcome) => outcome.ok || outcome.error.code === 'sandbox_limit_reached'))
})

test('a live tenant follows the wall: its clock can be neither read nor moved', async () => {
  const { secret_key } = await testTenant(auth, 'live')
  const scope = await scopeOf(auth, secret_key.reveal())
  for (const outcome of [
    await auth.readClock(scope),
    await move(scope, { move: 'by', by_ms: 1 }),
    await move(scope, { move: 'freeze' }),
  ])
    assert.equal(!outcome.ok && outcome.error.code, 'sandbox_only')
})

test('a sandbox’s clock is moved forward, frozen and resumed, each move audited and told', async () => {
  const { tenant, secret_key } = await testTenant(auth)
  const scope = await scopeOf(auth, secret_key.reveal())
  const clock = async () => {
    const outcome = await auth.readClock(scope)
    assert.ok(outcome.ok)
    return outcome.value
  }
  assert.deepEqual(await clock(), { now: world.now(), is_frozen: false, ahead_ms: 0 })
  await move(scope, { move: 'by', by_ms: DAY_MS })
  assert.deepEqual(await clock(), { now: plusMs(world.now(), DAY_MS), is_frozen: false, ahead_ms: DAY_MS })
  await move(scope, { move: 'freeze' })
  world.advance(1_000)
  assert.deepEqual(await clock(), {
    now: plusMs(world.now(), DAY_MS - 1_000),
    is_frozen: true,
    ahead_ms: DAY_MS - 1_000,
  })
  const back = await move(scope, { move: 'to', to: world.now() })
  assert.equal(!back.ok && back.error.code, 'clock_backwards')
  await move(scope, { move: 'resume' })
  world.advance(1_000)
  assert.deepEqual(await clock(), {
    now: plusMs(world.now(), DAY_MS - 1_000),
    is_frozen: false,
    ahead_ms: DAY_MS - 1_000,
  })
  const moved = (await trailOf(scope)).filter(({ action }) => action === 'sandbox_clock.move')
  assert.deepEqual(
    moved.map(({ resource_id }) => resource_id),
    [tenant.id, tenant.id, tenant.id],
  )
  const facts = await inside(scope, ({ db }) => readFeed(db, scope.tenant_id, 0n, 100))
  assert.equal(facts.filter(({ type }) => type === 'auth.clock_moved').length, 3)
})

test('moves at once add up', async () => {
  const { secret_key } = await testTenant(auth)
  const scope = await scopeOf(auth, secret_key.reveal())
  await Promise.all([1, 2, 3, 4, 5].map(() => move(scope, { move: 'by', by_ms: DAY_MS })))
  const clock = await auth.readClock(scope)
  assert.equal(clock.ok && clock.value.ahead_ms, 5 * DAY_MS)
})

test('the directory refuses what the program must never write', async () => {
  const { tenant } = await testTenant(auth)
  const refused = async (text: string, message: RegExp) => assert.rejects(test_db.admin.query(text), message)
  await refused(
    `update auth.tenant set tenant_id = 0 where tenant_id = ${tenant.tenant_id}`,
    /tenant_tenant_id_check/,
  )
  await refused(
    `update auth.tenant set mode = 'test' where tenant_id = ${tenant.tenant_id}`,
    /tenant_mode_check/,
  )
  await refused(`update auth.api_key set scopes = '{a:read}' where kind = 'secret'`, /api_key_check/)
  await refused(`update auth.api_key_secret set secret_hash = 'short'`, /secret_hash_check/)
  const client = await test_db.admin.connect()
  try {
    await client.query('set role florin_app')
    for (const text of [
      'delete from auth.api_key',
      'delete from auth.api_key_secret',
      'update auth.api_key set scopes = scopes',
      'update auth.api_key_secret set secret_hash = secret_hash',
      `update auth.tenant set mode = 'live'`,
      'delete from auth.tenant',
    ])
      await assert.rejects(client.query(text), /permission denied/, text)
  } finally {
    await client.query('reset role')
    client.release()
  }
})
