import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { newId } from '../../kernel/id.ts'
import { plusMs, simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { readFeed } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { testAudit } from '../audit/testing.ts'
import type { Auth, CreateKey, KeyWithSecret } from './index.ts'
import { KEY_CACHED_MS_MAX, KEYS_PER_TENANT_MAX, ROTATION_OVERLAP_DEFAULT_MS } from './limits.ts'
import { scopeOf, testAuth, testScopes, testTenant, verdictOf } from './testing.ts'

const world = simWorld(12n)
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

/** Does something in a transaction, as the edge does it for a request. */
const inside = <T>(scope: OpenScope, fn: (scope: Scope) => Promise<T>): Promise<T> =>
  test_db.db.withTenant(scope.tenant_id, (db) => fn({ ...scope, db }))

async function made(scope: OpenScope, command: Partial<CreateKey> = {}): Promise<KeyWithSecret> {
  const outcome = await inside(scope, (open) =>
    auth.createKey(open, { kind: 'restricted', name: 'Test', scopes: ['access.keys:write'], ...command }),
  )
  return present(outcome.ok ? outcome.value : undefined, 'the key')
}

async function refusal(scope: OpenScope, command: Partial<CreateKey>): Promise<string[]> {
  const outcome = await inside(scope, (open) =>
    auth.createKey(open, { kind: 'secret', name: 'Test', ...command }),
  )
  if (outcome.ok) return []
  const { code, errors = [] } = outcome.error
  return [code, ...errors.map((fault) => `${fault.code} ${fault.param}`)]
}

const owner = async (mode: 'live' | 'sandbox' = 'sandbox') => {
  const { secret_key } = await testTenant(auth, mode)
  return scopeOf(auth, secret_key.reveal())
}

test('a key that ends cannot live on in one that it makes or takes over', async () => {
  const all = await owner()
  const ends = plusMs(world.now(), 60_000)
  const { key: lasting } = await made(all, { scopes: ['access.keys:write'] })
  const { secret } = await made(all, { kind: 'secret', scopes: [], expires_at: ends })
  const guest = await scopeOf(auth, secret.reveal())
  assert.deepEqual(await refusal(guest, { kind: 'secret' }), ['scopes_exceed_own'])
  assert.deepEqual(await refusal(guest, { kind: 'secret', expires_at: plusMs(ends, 1) }), [
    'scopes_exceed_own',
  ])
  assert.deepEqual(await refusal(guest, { kind: 'secret', expires_at: ends }), [])
  const taken = await inside(guest, (scope) => auth.rotateKey(scope, lasting.id, 0))
  assert.equal(!taken.ok && taken.error.code, 'scopes_exceed_own')
})

test('a restricted key may do what it names and nothing else', async () => {
  const scope = await owner('live')
  const { key, secret } = await made(scope, { scopes: ['ledger.accounts:read'] })
  assert.match(secret.reveal(), /^rk_live_/)
  assert.equal(key.created_by, scope.actor.id)
  const outcome = await auth.authenticate(secret.reveal(), IP)
  assert.ok(outcome.ok)
  assert.deepEqual([...testScopes, 'other'].filter(outcome.value.allows), ['ledger.accounts:read'])
})

test('every fault of a key is named at once, and nothing is made', async () => {
  const scope = await owner()
  const before_count = (await auth.listKeys(scope, { before: undefined, limit: 100 })).length
  assert.deepEqual(
    await refusal(scope, {
      kind: 'restricted',
      scopes: ['ledger.accounts:read', 'ledger.everything', 'Ledger.accounts:read'],
      ip_allow: ['10.0.0.0/8', 'localhost'],
      expires_at: world.now(),
    }),
    [
      'key_invalid',
      'unknown_scope scopes.1',
      'unknown_scope scopes.2',
      'invalid_ip_range ip_allow.1',
      'expires_in_past expires_at',
    ],
  )
  assert.deepEqual(await refusal(scope, { kind: 'restricted' }), ['key_invalid', 'scopes_by_kind scopes'])
  assert.deepEqual(await refusal(scope, { kind: 'secret', scopes: ['access.keys:read'] }), [
    'key_invalid',
    'scopes_by_kind scopes',
  ])
  assert.equal((await auth.listKeys(scope, { before: undefined, limit: 100 })).length, before_count)
})

test('no key can make, or take over, one that may do more than itself', async () => {
  const all = await owner()
  const { key: strong } = await made(all, { kind: 'secret', scopes: [] })
  const { key: own, secret } = await made(all, { scopes: ['access.keys:write', 'access.keys:read'] })
  const weak = await scopeOf(auth, secret.reveal())
  assert.deepEqual(await refusal(weak, { kind: 'secret' }), ['scopes_exceed_own'])
  assert.deepEqual(await refusal(weak, { kind: 'publishable' }), ['scopes_exceed_own'])
  assert.deepEqual(
    await refusal(weak, { kind: 'restricted', scopes: ['access.keys:read', 'ledger.accounts:read'] }),
    ['scopes_exceed_own'],
  )
  const { key: child } = await made(weak, { scopes: ['access.keys:read'] })
  const rotate = (id: typeof own.id) => inside(weak, (scope) => auth.rotateKey(scope, id, 0))
  const taken = await rotate(strong.id)
  assert.equal(!taken.ok && taken.error.code, 'scopes_exceed_own')
  assert.equal((await rotate(child.id)).ok, true)
  assert.equal((await rotate(own.id)).ok, true)
  const nobody = { ...weak, actor: { ...weak.actor, type: 'member' as const } }
  assert.deepEqual(await refusal(nobody, { kind: 'restricted', scopes: ['access.keys:read'] }), [
    'scopes_exceed_own',
  ])
  await inside(all, (scope) => auth.revokeKey(scope, own.id))
  assert.deepEqual(await refusal(weak, { kind: 'restricted', scopes: ['access.keys:read'] }), [
    'scopes_exceed_own',
  ])
})

test('after a rotation both secrets are good, then only the new one', async () => {
  const scope = await owner()
  const { key, secret: first } = await made(scope)
  const rotated = await inside(scope, (open) => auth.rotateKey(open, key.id, ROTATION_OVERLAP_DEFAULT_MS))
  assert.ok(rotated.ok)
  const second = rotated.value.secret
  assert.equal(rotated.value.key.id, key.id)
  assert.equal(rotated.value.key.previous_valid_until, plusMs(world.now(), ROTATION_OVERLAP_DEFAULT_MS))
  assert.equal(await verdictOf(auth.authenticate(first.reveal(), IP)), 'good')
  assert.equal(await verdictOf(auth.authenticate(second.reveal(), IP)), 'good')
  world.advance(ROTATION_OVERLAP_DEFAULT_MS)
  assert.equal(await verdictOf(auth.authenticate(first.reveal(), IP)), 'key_expired')
  assert.equal(await verdictOf(auth.authenticate(second.reveal(), IP)), 'good')
})

test('no more than two secrets are ever good, and without overlap the old one ends at once', async () => {
  const scope = await owner()
  const { key, secret: first } = await made(scope)
  const rotate = async (overlap_ms: number) => {
    const rotated = await inside(scope, (open) => auth.rotateKey(open, key.id, overlap_ms))
    assert.ok(rotated.ok)
    return rotated.value.secret
  }
  const verdicts = (...secrets: (typeof first)[]) =>
    Promise.all(secrets.map((each) => verdictOf(auth.authenticate(each.reveal(), IP))))
  assert.deepEqual(await verdicts(first), ['good'])
  const second = await rotate(ROTATION_OVERLAP_DEFAULT_MS)
  const third = await rotate(ROTATION_OVERLAP_DEFAULT_MS)
  assert.deepEqual(await verdicts(first, second, third), ['key_expired', 'good', 'good'])
  const fourth = await rotate(0)
  assert.deepEqual(await verdicts(first, second, third, fourth), [
    'key_expired',
    'key_expired',
    'key_expired',
    'good',
  ])
})

test('rotations at once leave one current secret', async () => {
  const scope = await owner()
  const { key } = await made(scope)
  const rotated = await Promise.all(
    Array.from({ length: 4 }, () => inside(scope, (open) => auth.rotateKey(open, key.id, 60_000))),
  )
  assert.ok(rotated.every(({ ok }) => ok))
  const { rows } = await test_db.admin.query(
    'select 1 from auth.api_key_secret s join auth.api_key k on k.id = s.key_id where s.valid_until is null and k.tenant_id = $1 and k.name = $2',
    [scope.tenant_id, 'Test'],
  )
  assert.equal(rows.length, 1)
})

test('a revoked key stays revoked; a repeat changes nothing; it cannot be rotated', async () => {
  const scope = await owner()
  const { key } = await made(scope)
  const revoke = () => inside(scope, (open) => auth.revokeKey(open, key.id))
  const once = await revoke()
  world.advance(5_000)
  assert.deepEqual(await revoke(), once)
  const rotated = await inside(scope, (open) => auth.rotateKey(open, key.id, 0))
  assert.equal(!rotated.ok && rotated.error.code, 'key_not_active')
})

test('an expired key cannot be rotated back to life', async () => {
  const scope = await owner()
  const { key } = await made(scope, { expires_at: plusMs(world.now(), 1_000) })
  world.advance(1_000)
  const rotated = await inside(scope, (open) => auth.rotateKey(open, key.id, 0))
  assert.equal(!rotated.ok && rotated.error.code, 'key_not_active')
})

test('a key of another tenant looks like one that is not there', async () => {
  const [mine, theirs] = [await owner(), await owner()]
  const { key } = await made(theirs)
  for (const id of [key.id, newId('key', world)]) {
    assert.equal(await auth.findKey(mine, id), undefined)
    for (const outcome of [
      await inside(mine, (scope) => auth.revokeKey(scope, id)),
      await inside(mine, (scope) => auth.rotateKey(scope, id, 0)),
    ])
      assert.equal(!outcome.ok && outcome.error.code, 'key_not_found')
  }
  assert.equal((await auth.findKey(theirs, key.id))?.revoked_at, null)
})

test('a list goes newest first, page by page, and shows the tenant’s own keys only', async () => {
  const scope = await owner()
  const names: string[] = []
  for (const name of ['a', 'b', 'c']) {
    world.advance(1)
    names.unshift((await made(scope, { name })).key.name)
  }
  const first = await auth.listKeys(scope, { before: undefined, limit: 2 })
  const rest = await auth.listKeys(scope, { before: first.at(-1)?.id, limit: 10 })
  assert.deepEqual(
    [...first, ...rest].slice(0, 3).map(({ name }) => name),
    names,
  )
  assert.equal(first.length + rest.length, 5, 'with the two it was created with')
})

test('a tenant has a bounded number of keys', async () => {
  const scope = await owner()
  await test_db.admin.query(
    `insert into auth.api_key (id, tenant_id, kind, name, version, created_by, created_at)
     select gen_random_uuid(), $1, 'publishable', 'many', 'v', 'test', current_timestamp from generate_series(1, $2)`,
    [scope.tenant_id, KEYS_PER_TENANT_MAX - 2],
  )
  assert.deepEqual(await refusal(scope, {}), ['key_limit_reached'])
})

test('creating, rotating and revoking is in the audit trail and in the feed, without the secret', async () => {
  const scope = { ...(await owner()), ip: IP }
  const { key, secret } = await made(scope)
  await inside(scope, (open) => auth.rotateKey(open, key.id, 60_000))
  await inside(scope, (open) => auth.revokeKey(open, key.id))
  const audit = testAudit(test_db.db, world)
  const { events } = await audit.list(scope, { resource_id: key.id }, { before_seq: undefined, limit: 10 })
  assert.deepEqual(
    events.map(({ action, actor_id, ip }) => [action, actor_id, ip]),
    ['revoke', 'rotate', 'create'].map((verb) => [`api_keys.${verb}`, scope.actor.id, IP]),
  )
  const [revoked, rotated, created] = events
  assert.equal(created?.before_hash, null)
  assert.equal(rotated?.before_hash, created?.after_hash)
  assert.equal(revoked?.before_hash, rotated?.after_hash)
  const facts = await inside(scope, ({ db }) => readFeed(db, scope.tenant_id, 0n, 100))
  const types = facts.filter(({ object_id }) => object_id === key.id).map(({ type }) => type)
  assert.deepEqual(types, ['auth.key_created', 'auth.key_rotated', 'auth.key_revoked'])
  assert.ok(!facts.some(({ body }) => body.includes(secret.reveal().slice(8))))
})

test('the last use is kept to the minute, written later and in sets, and survives a database that is away', async () => {
  const scope = await owner()
  const { key, secret } = await made(scope)
  const used_at = () => auth.findKey(scope, key.id).then((found) => found?.last_used_at)
  await auth.flushLastUse()
  assert.equal(await used_at(), null)
  assert.equal(await verdictOf(auth.authenticate(secret.reveal(), IP)), 'good')
  const minute = Math.floor(world.now() / 60_000_000) * 60_000_000
  assert.equal(await used_at(), null, 'not on the hot path')
  assert.equal(await auth.flushLastUse(), 1)
  assert.equal(await used_at(), minute)
  assert.equal(await auth.flushLastUse(), 0)
  assert.equal(await verdictOf(auth.authenticate(secret.reveal(), IP)), 'good')
  assert.equal(await auth.flushLastUse(), 0, 'once a minute is enough')
  world.advance(60_000 + KEY_CACHED_MS_MAX)
  assert.equal(await verdictOf(auth.authenticate(secret.reveal(), IP)), 'good')
  await test_db.admin.query('revoke update on auth.key_use from florin_app')
  assert.equal(await auth.flushLastUse(), 0)
  await test_db.admin.query('grant update on auth.key_use to florin_app')
  assert.equal(await auth.flushLastUse(), 1)
  assert.ok(Number(await used_at()) > minute)
})
