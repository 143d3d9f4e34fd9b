import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import { secret } from '../../../kernel/secret.ts'
import { simWorld } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import type { Auth } from '../index.ts'
import { testAuth, testTenant } from '../testing.ts'
import { CHALLENGE_MS } from './limits.ts'
import { newOwner, nobody, PASSWORD, scopeOfSession, type Stage, verdictOn } from './members_testing.ts'
import { type Fault, softAuthenticator } from './passkeys_testing.ts'

// Goal: a passkey signs its member in and nobody else, once per challenge, and a copy of it is noticed.
// Method: an authenticator in software against the real verification.

const ORIGIN = 'https://pay.example.com'
const world = simWorld(22n)
let test_db: TestDatabase
let auth: Auth
let stage: Stage

before(async () => {
  test_db = await createTestDatabase()
  auth = testAuth(test_db.db, world)
  stage = { auth, world, test_db }
})
after(async () => {
  await auth.close()
  await test_db.drop()
})

type Device = ReturnType<typeof softAuthenticator>

/** Adds a passkey with the session; `good`, or the code of the refusal. */
async function add(token: string, device: Device, fault: Fault = {}): Promise<string> {
  const scope = await scopeOfSession(auth, world, token)
  const asked = await auth.members.passkeys.addOptions(scope)
  if (!asked.ok) return asked.error.code
  const added = await auth.members.passkeys.add(scope, 'My phone', device.create(asked.value, fault))
  return added.ok ? 'good' : added.error.code
}

async function signIn(device: Device, fault: Fault = {}): Promise<{ code: string; token: string }> {
  const options = await auth.members.passkeys.signInOptions(nobody(world))
  const tried = await auth.members.passkeys.signIn(nobody(world), device.get(options, fault))
  return tried.ok
    ? { code: 'good', token: tried.value.token.reveal() }
    : { code: tried.error.code, token: '' }
}

test('a passkey is added and signs its member in, without email and password', async () => {
  const { token } = await newOwner(stage, 'one@example.com')
  const device = softAuthenticator(world, ORIGIN)
  assert.equal(await add(token, device), 'good')
  const signed = await signIn(device)
  assert.equal(signed.code, 'good')
  assert.equal(await verdictOn(auth, signed.token), 'good')
  assert.equal((await signIn(softAuthenticator(world, ORIGIN))).code, 'sign_in_refused', 'a key nobody knows')
})

test('a member whose only second factor is a passkey is let out of the half session by it', async () => {
  const { tenant } = await testTenant(auth)
  const made = await auth.members.operatorLink({
    email: 'two@example.com',
    organization: tenant.organization_id,
  })
  const url = typeof made === 'string' ? made : made.url
  const command = { token: url.slice(url.indexOf('#') + 1), name: 'Bo', password: secret(PASSWORD) }
  const begun = await auth.members.setUp(nobody(world), command)
  const token = present(begun.ok ? begun.value : undefined, 'the half session').token.reveal()
  const proved = await auth.members.sessions.authenticate(token, { tenant: undefined, needs_tenant: false })
  assert.ok(proved.ok && !proved.value.allows('members:read') && proved.value.allows('session:enrol'))
  assert.equal(proved.value.refusal?.code, 'second_factor_required')
  assert.equal(await add(token, softAuthenticator(world, ORIGIN)), 'good')
  const whole = await auth.members.sessions.authenticate(token, { tenant: undefined, needs_tenant: false })
  assert.ok(whole.ok && whole.value.allows('members:read'))
})

test('what comes from another site, or from a device that did not verify its user, is refused', async () => {
  const { token } = await newOwner(stage, 'three@example.com')
  const device = softAuthenticator(world, ORIGIN)
  for (const fault of [{ origin: 'https://evil.example' }, { unverified: true }] as const)
    assert.equal(await add(token, device, fault), 'passkey_refused')
  assert.equal(await add(token, device), 'good')
  for (const fault of [{ origin: 'https://evil.example' }, { unverified: true }, { count: 0 }] as const)
    assert.equal((await signIn(device, fault)).code, 'sign_in_refused')
})

test('a counter that does not move on means a copy of the key: it is refused', async () => {
  const { token } = await newOwner(stage, 'four@example.com')
  const device = softAuthenticator(world, ORIGIN)
  assert.equal(await add(token, device), 'good')
  assert.equal((await signIn(device, { count: 7 })).code, 'good')
  assert.equal((await signIn(device, { count: 7 })).code, 'sign_in_refused')
  assert.equal((await signIn(device, { count: 6 })).code, 'sign_in_refused')
  assert.equal((await signIn(device, { count: 8 })).code, 'good')
})

test('a challenge counts once, of two answers at once too, and for five minutes', async () => {
  const { token } = await newOwner(stage, 'five@example.com')
  const device = softAuthenticator(world, ORIGIN)
  assert.equal(await add(token, device), 'good')
  const options = await auth.members.passkeys.signInOptions(nobody(world))
  const [one, two] = [device.get(options), device.get(options)]
  const tries = await Promise.all(
    [one, two].map((answer) => auth.members.passkeys.signIn(nobody(world), answer)),
  )
  assert.equal(tries.filter(({ ok }) => ok).length, 1)
  const late = await auth.members.passkeys.signInOptions(nobody(world))
  world.advance(CHALLENGE_MS)
  assert.equal((await auth.members.passkeys.signIn(nobody(world), device.get(late))).ok, false)
})

test('a challenge for adding does not sign anybody in, nor the other way round', async () => {
  const { token } = await newOwner(stage, 'six@example.com')
  const device = softAuthenticator(world, ORIGIN)
  assert.equal(await add(token, device), 'good')
  const scope = await scopeOfSession(auth, world, token)
  const adding = await auth.members.passkeys.addOptions(scope)
  const { challenge } = present(adding.ok ? adding.value : undefined, 'options')
  const crossed = device.get({ challenge, rpId: 'pay.example.com' })
  assert.equal((await auth.members.passkeys.signIn(nobody(world), crossed)).ok, false)
  const signing = await auth.members.passkeys.signInOptions(nobody(world))
  const again = await auth.members.passkeys.addOptions(scope)
  const options = present(again.ok ? again.value : undefined, 'options')
  const other = softAuthenticator(world, ORIGIN)
  const answer = other.create({ ...options, challenge: signing.challenge })
  const added = await auth.members.passkeys.add(scope, 'Crossed', answer)
  assert.equal(added.ok ? 'good' : added.error.code, 'passkey_refused')
})

test('one’s own passkeys are listed and removed, but for the last second factor', async () => {
  const { tenant } = await testTenant(auth)
  const made = await auth.members.operatorLink({
    email: 'seven@example.com',
    organization: tenant.organization_id,
  })
  const url = typeof made === 'string' ? made : made.url
  const command = { token: url.slice(url.indexOf('#') + 1), name: 'Cy', password: secret(PASSWORD) }
  const begun = await auth.members.setUp(nobody(world), command)
  const token = present(begun.ok ? begun.value : undefined, 'the half session').token.reveal()
  for (const _ of [1, 2]) assert.equal(await add(token, softAuthenticator(world, ORIGIN)), 'good')
  const scope = await scopeOfSession(auth, world, token)
  const [newer, older] = await auth.members.passkeys.list(scope)
  const remove = async (id = newer?.id): Promise<string> => {
    const removed = await auth.members.passkeys.remove(scope, present(id, 'a passkey'))
    return removed.ok ? 'good' : removed.error.code
  }
  assert.equal(await remove(), 'good')
  assert.equal(await remove(), 'passkey_not_found')
  assert.equal(await remove(older?.id), 'last_second_factor')
})
