import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import { secret } from '../../../kernel/secret.ts'
import { simWorld } from '../../../kernel/world.ts'
import { createDatabase } from '../../../platform/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import type { Auth } from '../index.ts'
import { testAuth, testTenant } from '../testing.ts'
import {
  PROOF_MS,
  SESSION_IDLE_MS,
  SESSION_LOAD_MS_MAX,
  SESSION_MS,
  SESSION_TOUCH_MS,
  SESSIONS_PER_MEMBER_MAX,
} from './limits.ts'
import {
  inSession,
  newColleague,
  newOwner,
  PASSWORD,
  type Person,
  scopeOfSession,
  type Stage,
  totpCode,
  trySignIn,
  verdictOn,
} from './members_testing.ts'

// Goal: a session lets its member in and nobody else, for as long as it may, and is over everywhere at once.

const world = simWorld(23n)
let test_db: TestDatabase
let auth: Auth
/** Another node on the same database. */
let other: Auth
let stage: Stage

before(async () => {
  test_db = await createTestDatabase()
  auth = testAuth(test_db.db, world)
  other = testAuth(test_db.db, world)
  stage = { auth, world, test_db }
})
after(async () => {
  await auth.close()
  await other.close()
  await test_db.drop()
})

let serial = 0
const anOwner = (): Promise<Person> => newOwner(stage, `owner${++serial}@example.com`)
async function signedIn({ email, totp }: Person): Promise<string> {
  world.advance(30_000)
  const { code, token } = await trySignIn(stage, { email, code: totpCode(world, totp) })
  assert.equal(code, 'good')
  return token
}

test('a session ends after a quarter of an hour without use, and after twelve hours with it', async () => {
  const token = await signedIn(await anOwner())
  world.advance(SESSION_IDLE_MS - 1_000)
  assert.equal(await verdictOn(auth, token), 'good')
  await auth.members.flushUses()
  world.advance(SESSION_IDLE_MS - 1_000)
  assert.equal(await verdictOn(other, token), 'good', 'the other node knows of the use')
  await other.members.flushUses()
  world.advance(SESSION_IDLE_MS)
  for (const node of [auth, other]) assert.equal(await verdictOn(node, token), 'session_ended')
})

test('however much it is used, a session ends after twelve hours', async () => {
  const token = await signedIn(await anOwner())
  for (let ms = 0; ms < SESSION_MS - SESSION_IDLE_MS; ms += SESSION_IDLE_MS / 2) {
    assert.equal(await verdictOn(auth, token), 'good')
    await auth.members.flushUses()
    world.advance(SESSION_IDLE_MS / 2)
  }
  world.advance(SESSION_IDLE_MS - 1)
  world.advance(1)
  assert.equal(await verdictOn(auth, token), 'session_ended')
})

test('uses are written down once a minute, those of many sessions in one statement', async () => {
  const people = [await anOwner(), await anOwner()]
  const tokens = people.map(({ token }) => token)
  world.advance(SESSION_TOUCH_MS)
  for (const token of [...tokens, ...tokens]) assert.equal(await verdictOn(auth, token), 'good')
  assert.equal(await auth.members.flushUses(), 2)
  for (const token of tokens) assert.equal(await verdictOn(auth, token), 'good')
  assert.equal(await auth.members.flushUses(), 0, 'the minute is not over')
})

test('a cookie that was stolen is worth nothing after the sign-out, on any node', async () => {
  const token = await signedIn(await anOwner())
  const scope = await scopeOfSession(auth, world, token)
  const [newest] = await auth.members.ownSessions(scope)
  const ended = await auth.members.endSession(scope, present(newest, 'the session').id)
  assert.equal(ended.ok, true)
  for (const node of [auth, other]) assert.equal(await verdictOn(node, token), 'session_ended')
})

test('a member sees and ends their own sessions, and nobody else’s', async () => {
  const owner = await anOwner()
  const [one, two] = [await signedIn(owner), await signedIn(owner)]
  const stranger = await anOwner()
  const scope = await scopeOfSession(auth, world, one)
  const own = await auth.members.ownSessions(scope)
  assert.equal(own.length, 3)
  const [theirs] = await auth.members.ownSessions(await scopeOfSession(auth, world, stranger.token))
  const refused = await auth.members.endSession(scope, present(theirs, 'a session').id)
  assert.equal(refused.ok ? 'good' : refused.error.code, 'session_not_found')
  const [newest] = own
  assert.equal((await auth.members.endSession(scope, present(newest, 'a session').id)).ok, true)
  assert.equal(await verdictOn(auth, two), 'session_ended')
  assert.equal(await verdictOn(auth, one), 'good')
})

test('a member has at most so many sessions: the oldest makes room', async () => {
  const owner = await anOwner()
  const first = await signedIn(owner)
  for (let count = 1; count < SESSIONS_PER_MEMBER_MAX; count++) await signedIn(owner)
  assert.equal(await verdictOn(auth, first), 'good')
  await signedIn(owner)
  assert.equal(await verdictOn(auth, first), 'session_ended')
})

test('disabling a member and changing their role ends their sessions on every node at once', async () => {
  const owner = await anOwner()
  const change = { email: `colleague${serial}@example.com`, role: 'operator' } as const
  const colleague = await newColleague(stage, owner, change)
  const session = await signedIn(colleague)
  const reader = await signedIn(owner)
  await inSession(stage, reader, (scope) => auth.members.setRole(scope, colleague.id, 'analyst'))
  for (const node of [auth, other]) assert.equal(await verdictOn(node, session), 'session_ended')
  const again = await signedIn(colleague)
  await inSession(stage, reader, (scope) => auth.members.disable(scope, colleague.id))
  for (const node of [auth, other]) assert.equal(await verdictOn(node, again), 'session_ended')
  world.advance(30_000)
  const { email, totp } = colleague
  assert.equal((await trySignIn(stage, { email, code: totpCode(world, totp) })).code, 'sign_in_refused')
  await inSession(stage, reader, (scope) => auth.members.enable(scope, colleague.id))
  assert.equal(await verdictOn(auth, await signedIn(colleague)), 'good')
})

test('a change of password ends every session, and the answer begins a new one', async () => {
  const owner = await anOwner()
  const [one, two] = [await signedIn(owner), await signedIn(owner)]
  const scope = await scopeOfSession(auth, world, one)
  const change = (current: string, next: string) =>
    auth.members.changePassword(scope, { current_password: secret(current), password: secret(next) })
  const wrong = await change('not the one I have', 'another password of mine')
  assert.equal(wrong.ok ? 'good' : wrong.error.code, 'sign_in_refused')
  const weak = await change(PASSWORD, 'password1234')
  assert.equal(weak.ok ? 'good' : weak.error.code, 'password_refused')
  const changed = await change(PASSWORD, 'another password of mine')
  const fresh = present(changed.ok ? changed.value : undefined, 'the new session').token.reveal()
  for (const token of [one, two]) assert.equal(await verdictOn(auth, token), 'session_ended')
  assert.equal(await verdictOn(auth, fresh), 'good')
  world.advance(30_000)
  const code = totpCode(world, owner.totp)
  assert.equal((await trySignIn(stage, { email: owner.email, code })).code, 'sign_in_refused')
  const password = 'another password of mine'
  assert.equal((await trySignIn(stage, { email: owner.email, code, password })).code, 'good')
})

test('members and factors are changed only within ten minutes of a sign-in', async () => {
  const owner = await anOwner()
  const token = await signedIn(owner)
  world.advance(PROOF_MS)
  assert.equal(await verdictOn(auth, token), 'good')
  const scope = await scopeOfSession(auth, world, token)
  const begun = await auth.members.beginTotp(scope)
  assert.equal(begun.ok ? 'good' : begun.error.code, 'proof_too_old')
  const adding = await auth.members.passkeys.addOptions(scope)
  assert.equal(adding.ok ? 'good' : adding.error.code, 'proof_too_old')
  const invited = await inSession(stage, token, (own) =>
    auth.members.invite(own, { email: 'x@example.com', name: 'X', role: 'viewer' }),
  )
  assert.equal(invited.ok ? 'good' : invited.error.code, 'proof_too_old')
  const fresh = await scopeOfSession(auth, world, await signedIn(owner))
  assert.equal((await auth.members.beginTotp(fresh)).ok, true)
})

test('a tenant is named by the request, and is one of the member’s organization', async () => {
  const owner = await anOwner()
  const foreign = await testTenant(auth)
  const { organization_id } = owner
  const made = await auth.createTenant({ organization_id, name: 'Live', mode: 'live' })
  const live = present(made.ok ? made.value : undefined, 'the tenant').tenant
  const { token } = owner
  assert.equal(await verdictOn(auth, token, live.id), 'good')
  assert.equal(await verdictOn(auth, token, foreign.tenant.id), 'tenant_not_yours')
  assert.equal(await verdictOn(auth, token, 'ten_nonsense'), 'tenant_not_yours')
  const unnamed = await auth.members.sessions.authenticate(token, { tenant: undefined, needs_tenant: true })
  assert.equal(unnamed.ok ? 'good' : unnamed.error.code, 'tenant_required')
  const named = await auth.members.sessions.authenticate(token, { tenant: live.id, needs_tenant: true })
  const { tenant_id, mode, actor, kind } = present(named.ok ? named.value : undefined, 'the principal')
  assert.deepEqual([tenant_id, mode, kind], [live.tenant_id, 'live', 'member'])
  assert.deepEqual([actor.type, actor.authenticated_by], ['member', 'session'])
})

test('when the database cannot be asked nobody comes in, and is told to try again', async () => {
  const nowhere = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', pool_max: 1 })
  const node = testAuth(nowhere, world)
  const pending = verdictOn(node, 'x'.repeat(43))
  world.advance(SESSION_LOAD_MS_MAX)
  assert.equal(await pending, 'auth_unavailable')
  await node.close()
  await nowhere.close()
})
