import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { plusMs, simWorld } from '../../kernel/world.ts'
import { createDatabase, type Database } from '../../platform/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import type { Scope, TenantId } from '../../platform/scope.ts'
import { newCredential } from './credential.ts'
import type { Auth } from './index.ts'
import { KEY_CACHED_MS_MAX, KEY_REFRESH_MS, LOAD_MS_MAX, SETTLE_MS } from './limits.ts'
import { testAuth, testTenant, verdictOf } from './testing.ts'

const world = simWorld(11n)
const IP = '192.0.2.1'
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

/** Waits until every read that was asked for before has ended: reads come one after the other. */
const settled = (node: Auth) => node.authenticate(newCredential('secret', 'live', world).reveal(), IP)
/** Past the time in which this node does not trust what it holds of a tenant that was changed. */
const calmDown = () => world.advance(SETTLE_MS + KEY_CACHED_MS_MAX)

/** Runs `fn` in a transaction that stays open until it is told to commit. */
async function uncommitted(tenant_id: TenantId, fn: (scope: Scope) => Promise<{ ok: boolean }>) {
  const done = Promise.withResolvers<undefined>()
  const gate = Promise.withResolvers<undefined>()
  const ended = auth.asSystem(tenant_id, async (scope) => {
    assert.equal((await fn(scope)).ok, true)
    done.resolve(undefined)
    await gate.promise
  })
  await Promise.race([done.promise, ended])
  return {
    commit(): Promise<void> {
      gate.resolve(undefined)
      return ended
    },
  }
}

async function newKey(command: { ip_allow?: string[]; expires_in_ms?: number } = {}) {
  const { tenant } = await testTenant(auth)
  const { ip_allow = [], expires_in_ms } = command
  const expires_at = expires_in_ms === undefined ? null : plusMs(world.now(), expires_in_ms)
  const made = await auth.asSystem(tenant.tenant_id, (scope) =>
    auth.createKey(scope, {
      kind: 'restricted',
      name: 'Test',
      scopes: ['ledger.accounts:read'],
      ip_allow,
      expires_at,
    }),
  )
  assert.ok(made.ok)
  return { tenant_id: tenant.tenant_id, tenant, id: made.value.key.id, text: made.value.secret.reveal() }
}

test('a key proves its tenant, its kind, its rights and its version', async () => {
  const { tenant, secret_key } = await testTenant(auth, 'live')
  const outcome = await auth.authenticate(secret_key.reveal(), IP)
  assert.ok(outcome.ok)
  const { credential_id, allows, world: seen, ...rest } = outcome.value
  assert.deepEqual(rest, {
    tenant_id: tenant.tenant_id,
    tenant_public_id: tenant.id,
    mode: 'live',
    kind: 'secret',
    actor: { type: 'api_key', id: credential_id, authenticated_by: 'secret_key', on_behalf_of: null },
    version: '2026-11-21',
  })
  assert.ok(allows('anything:at-all'))
  assert.equal(seen.now(), world.now())
})

test('a cached key is answered at once, without a promise and always with the same principal', async () => {
  const { text } = await newKey()
  const first = await auth.authenticate(text, IP)
  const second = auth.authenticate(text, IP)
  assert.ok(!(second instanceof Promise))
  assert.ok(first.ok && second.ok && first.value === second.value)
})

test('what was never a key, a key with a typo and an unknown key are refused alike', async () => {
  const unknown = newCredential('secret', 'live', world).reveal()
  const { text } = await newKey()
  const typo = text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')
  const refusals = await Promise.all(
    [unknown, typo, '', 'Bearer x', 'x'.repeat(100_000)].map(async (credential) =>
      auth.authenticate(credential, IP),
    ),
  )
  for (const refusal of refusals) assert.deepEqual(refusal, refusals[0])
  assert.equal(await verdictOf(refusals[0] as { ok: false; error: never }), 'unauthenticated')
  assert.ok(!(auth.authenticate(unknown, IP) instanceof Promise), 'the second time nobody is asked')
})

test('many keys at once are few reads', async () => {
  const unknown = Array.from({ length: 300 }, () => newCredential('secret', 'live', world).reveal())
  let reads = 0
  const counted: Database = {
    ...test_db.db,
    system(fn) {
      reads++
      return test_db.db.system(fn)
    },
  }
  const node = testAuth(counted, world)
  const { text } = await newKey()
  const verdicts = await Promise.all(
    [...unknown, text, text, text].map((each) => verdictOf(node.authenticate(each, IP))),
  )
  assert.deepEqual(verdicts.slice(-3), ['good', 'good', 'good'])
  assert.equal(reads, 2, 'the first goes alone, the others together while it is under way')
})

test('a key revoked here is refused here from the commit on', async () => {
  const { tenant_id, id, text } = await newKey()
  calmDown()
  assert.equal(await verdictOf(auth.authenticate(text, IP)), 'good')
  const { commit } = await uncommitted(tenant_id, (scope) => auth.revokeKey(scope, id))
  assert.equal(await verdictOf(auth.authenticate(text, IP)), 'good', 'not committed yet')
  await commit()
  assert.equal(await verdictOf(auth.authenticate(text, IP)), 'key_revoked')
})

test('a revocation that is undone leaves the key good', async () => {
  const { tenant_id, id, text } = await newKey()
  const undone = auth.asSystem(tenant_id, async (scope) => {
    await auth.revokeKey(scope, id)
    throw new Error('undone')
  })
  await assert.rejects(undone, /undone/)
  assert.equal(await verdictOf(auth.authenticate(text, IP)), 'good')
})

test('a key revoked on another node is refused here within two seconds, used or not', async () => {
  const { tenant_id, id, text } = await newKey()
  const elsewhere = testAuth(test_db.db, world)
  assert.equal(await verdictOf(elsewhere.authenticate(text, IP)), 'good')
  await auth.asSystem(tenant_id, (scope) => auth.revokeKey(scope, id))
  assert.equal(await verdictOf(elsewhere.authenticate(text, IP)), 'good', 'the other node has not looked yet')
  world.advance(KEY_REFRESH_MS)
  assert.equal(await verdictOf(elsewhere.authenticate(text, IP)), 'good', 'this use made it look')
  await settled(elsewhere)
  assert.equal(await verdictOf(elsewhere.authenticate(text, IP)), 'key_revoked')

  const idle = await newKey()
  assert.equal(await verdictOf(elsewhere.authenticate(idle.text, IP)), 'good')
  await auth.asSystem(idle.tenant_id, (scope) => auth.revokeKey(scope, idle.id))
  world.advance(KEY_CACHED_MS_MAX)
  assert.equal(await verdictOf(elsewhere.authenticate(idle.text, IP)), 'key_revoked')
})

test('a key ends at its expiry, to the millisecond, also while it is cached', async () => {
  const { text } = await newKey({ expires_in_ms: 10 * KEY_CACHED_MS_MAX })
  world.advance(10 * KEY_CACHED_MS_MAX - 1)
  assert.equal(await verdictOf(auth.authenticate(text, IP)), 'good')
  world.advance(1)
  assert.equal(await verdictOf(auth.authenticate(text, IP)), 'key_expired')
})

test('a key is good only from the addresses it names', async () => {
  const { text } = await newKey({ ip_allow: ['192.0.2.0/24', '2001:db8::/32'] })
  for (const ip of ['192.0.2.1', '::ffff:192.0.2.200', '2001:db8::5'])
    assert.equal(await verdictOf(auth.authenticate(text, ip)), 'good', ip)
  for (const ip of ['192.0.3.1', '2001:db9::5', '', 'unix'])
    assert.equal(await verdictOf(auth.authenticate(text, ip)), 'ip_not_allowed', ip)
})

test('without its database a node trusts a key until it is too old, and then nobody', async () => {
  const { text } = await newKey()
  const own_db = createDatabase({ url: test_db.url, pool_max: 2 })
  const node = testAuth(own_db, world)
  assert.equal(await verdictOf(node.authenticate(text, IP)), 'good')
  await own_db.close()
  world.advance(KEY_CACHED_MS_MAX - 1)
  assert.equal(await verdictOf(node.authenticate(text, IP)), 'good')
  await settled(node)
  assert.equal(await verdictOf(node.authenticate(text, IP)), 'good', 'a failed look is not a verdict')
  world.advance(1)
  assert.equal(await verdictOf(node.authenticate(text, IP)), 'auth_unavailable')
  const outcome = await node.authenticate(text, IP)
  assert.ok(!outcome.ok && outcome.error.status === 503)
})

test('a database that does not answer is waited for two seconds, not longer', async () => {
  const { text } = await newKey()
  calmDown()
  const blocker = await test_db.admin.connect()
  try {
    await blocker.query('begin')
    await blocker.query('lock table auth.api_key in access exclusive mode')
    const waiting = auth.authenticate(text, IP)
    assert.ok(waiting instanceof Promise)
    world.advance(LOAD_MS_MAX)
    assert.equal(await verdictOf(waiting), 'auth_unavailable')
  } finally {
    await blocker.query('rollback')
    blocker.release()
  }
  assert.equal(await verdictOf(auth.authenticate(text, IP)), 'good')
})

test('the plaintext of a key is nowhere in the database', async () => {
  const { text, tenant } = await newKey()
  assert.equal(await verdictOf(auth.authenticate(text, IP)), 'good')
  const body = text.slice(8, -4)
  const { rows } = await test_db.admin.query<{
    table: string
  }>(`select format('%I.%I', n.nspname, c.relname) as table
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('auth', 'audit', 'platform')`)
  assert.ok(rows.length > 8)
  for (const { table } of rows) {
    const found = await test_db.admin.query(`select 1 from ${table} t where strpos(t::text, $1) > 0`, [body])
    assert.equal(found.rowCount, 0, table)
  }
  const control = await test_db.admin.query('select 1 from auth.tenant t where strpos(t::text, $1) > 0', [
    String(present(tenant, 'the tenant').tenant_id),
  ])
  assert.equal(control.rowCount, 1, 'the search finds what is there')
})

test('a sandbox’s principal follows the sandbox’s clock: here from the commit on, elsewhere within two seconds', async () => {
  const { tenant_id, text } = await newKey()
  const elsewhere = testAuth(test_db.db, world)
  const DAY_MS = 86_400_000
  const shown = async (node: Auth) => {
    const outcome = await node.authenticate(text, IP)
    assert.ok(outcome.ok)
    return outcome.value.world.now()
  }
  assert.equal(await shown(elsewhere), world.now())
  calmDown()
  assert.equal(await shown(auth), world.now())
  const { commit } = await uncommitted(tenant_id, (scope) =>
    auth.moveClock(scope, { move: 'by', by_ms: DAY_MS }),
  )
  assert.equal(await shown(auth), world.now(), 'not committed yet')
  await commit()
  assert.equal(await shown(auth), plusMs(world.now(), DAY_MS))
  world.advance(KEY_CACHED_MS_MAX)
  assert.equal(await shown(elsewhere), plusMs(world.now(), DAY_MS))
})
