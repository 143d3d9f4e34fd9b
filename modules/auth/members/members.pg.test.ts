import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { Result } from '../../../kernel/result.ts'
import { simWorld } from '../../../kernel/world.ts'
import { allowedTransitions, drawnMachines } from '../../../platform/db/machines_testing.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import type { Auth } from '../index.ts'
import { testAuth, testTenant } from '../testing.ts'
import { memberEvents, memberMachine, memberStates } from './member.machine.ts'
import {
  enrol,
  inSession,
  newColleague,
  newOwner,
  type Person,
  scopeOfSession,
  type Stage,
  totpCode,
  trySignIn,
  verdictOn,
} from './members_testing.ts'

// Goal: an organization always has an active owner, and who comes in is changed by its owners alone.

const world = simWorld(24n)
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

let serial = 0
const anEmail = (): string => `member${++serial}@example.com`
const verdict = (result: Result<unknown, { readonly code: string }>): string =>
  result.ok ? 'good' : result.error.code
const idOf = async ({ token }: Person): Promise<Id<'mem'>> =>
  (await scopeOfSession(auth, world, token)).actor.id as Id<'mem'>

test('the database lets members change as the machine says, and the README draws it so', async () => {
  const declared = memberMachine
    .rows()
    .map(([from, event, to]) => `${from} ${event} ${to}`)
    .sort()
  const named = { states: memberStates, events: memberEvents }
  assert.deepEqual(await allowedTransitions(test_db, 'auth.member', named), declared)
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  assert.deepEqual(drawnMachines(readme)[0], declared)
})

test('the only active owner cannot be disabled, reset or given another role, not by two at once either', async () => {
  const owner = await newOwner(stage, anEmail())
  const id = await idOf(owner)
  const try_all = (token: string, of: Id<'mem'>) =>
    Promise.all([
      inSession(stage, token, (scope) => auth.members.disable(scope, of)).then(verdict),
      inSession(stage, token, (scope) => auth.members.reset(scope, of)).then(verdict),
      inSession(stage, token, (scope) => auth.members.setRole(scope, of, 'viewer')).then(verdict),
    ])
  assert.deepEqual(await try_all(owner.token, id), ['last_owner', 'last_owner', 'last_owner'])
  const second = await newColleague(stage, owner, { email: anEmail(), role: 'owner' })
  const both = await Promise.all([
    inSession(stage, owner.token, (scope) => auth.members.disable(scope, second.id)).then(verdict),
    inSession(stage, second.token, (scope) => auth.members.disable(scope, id)).then(verdict),
  ])
  assert.equal(both.filter((one) => one === 'good').length, 1, both.join())
})

test('a member of another organization is not there', async () => {
  const owner = await newOwner(stage, anEmail())
  const stranger = await newOwner(stage, anEmail())
  const id = await idOf(stranger)
  assert.equal(await auth.members.find(await scopeOfSession(auth, world, owner.token), id), undefined)
  const refused = await inSession(stage, owner.token, (scope) => auth.members.disable(scope, id))
  assert.equal(verdict(refused), 'member_not_found')
})

test('an email is a member’s once in an organization, however it is written', async () => {
  const owner = await newOwner(stage, anEmail())
  const ask = (email: string) =>
    inSession(stage, owner.token, (scope) =>
      auth.members.invite(scope, { email, name: 'Bo', role: 'viewer' }),
    )
  assert.equal(verdict(await ask('Bo@Example.com')), 'good')
  assert.equal(verdict(await ask(' bo@example.COM ')), 'member_exists')
  assert.equal(verdict(await ask('nobody at home')), 'email_invalid')
})

test('a reset takes everything away and makes a new link; disabling takes the link', async () => {
  const owner = await newOwner(stage, anEmail())
  const colleague = await newColleague(stage, owner, { email: anEmail(), role: 'developer' })
  const done = await inSession(stage, owner.token, (scope) => auth.members.reset(scope, colleague.id))
  const { member, link } = present(done.ok ? done.value : undefined, 'the link')
  assert.deepEqual([member.state, member.has_totp, member.password_hash], ['invited', false, null])
  assert.equal(await verdictOn(auth, colleague.token), 'session_ended')
  const { email } = colleague
  const tried = await trySignIn(stage, { email, code: totpCode(world, colleague.totp) })
  assert.equal(tried.code, 'sign_in_refused')
  const fresh = await enrol(stage, auth.members.linkOf(link))
  assert.equal((await trySignIn(stage, { email, code: totpCode(world, fresh.totp) })).code, 'good')
  const again = await inSession(stage, owner.token, (scope) => auth.members.reset(scope, colleague.id))
  await inSession(stage, owner.token, (scope) => auth.members.disable(scope, colleague.id))
  const reset_link = present(again.ok ? again.value : undefined, 'the link').link
  await assert.rejects(enrol(stage, auth.members.linkOf(reset_link)), /half session is missing/)
})

test('who invites, changes and signs in is in the trail, and events tell nothing personal', async () => {
  const owner = await newOwner(stage, anEmail())
  const colleague = await newColleague(stage, owner, { email: anEmail(), role: 'analyst' })
  await inSession(stage, owner.token, (scope) => auth.members.setRole(scope, colleague.id, 'viewer'))
  const { rows: trail } = await test_db.admin.query<{ action: string; actor_type: string; actor_id: string }>(
    'select action, actor_type, actor_id from audit.event where tenant_id = $1 order by seq',
    [owner.tenant_id],
  )
  const by_owner = trail.filter(({ actor_id }) => actor_id !== 'florin').map(({ action }) => action)
  for (const action of [
    'members.set_up',
    'sessions.create',
    'members.set_totp',
    'members.invite',
    'members.set_role',
  ])
    assert.ok(by_owner.includes(action), `${action} in ${by_owner.join()}`)
  assert.ok(trail.some(({ action, actor_type }) => action === 'members.invite' && actor_type === 'member'))
  const { rows: told } = await test_db.admin.query<{ type: string; body: string }>(
    `select type, body::text from platform.outbox where tenant_id = $1 and type like 'auth.member%' order by seq`,
    [owner.tenant_id],
  )
  assert.deepEqual(
    told.map(({ type }) => type),
    ['auth.member_changed', 'auth.member_invited', 'auth.member_changed', 'auth.member_changed'],
  )
  assert.ok(told.every(({ body }) => !body.includes('@') && !body.includes('Colleague')))
})

test('the first start’s owner gets a link until they are there; operators make links for whoever lost everything', async () => {
  const made = present(await auth.bootstrap(), 'the first start')
  const first = present(await auth.members.firstOwnerLink(), 'the first link')
  const second = present(await auth.members.firstOwnerLink(), 'the second link')
  assert.equal(first.email, 'owner@localhost')
  await assert.rejects(enrol(stage, first.url), /half session is missing/, 'the newer link counts')
  await enrol(stage, second.url)
  assert.equal(await auth.members.firstOwnerLink(), undefined)
  const organization = made.organization.id
  const link = await auth.members.operatorLink({ email: 'owner@localhost', organization: undefined })
  assert.ok(typeof link !== 'string' && !link.is_new)
  assert.equal(await auth.members.operatorLink({ email: 'who@example.com', organization }), 'member_unknown')
  assert.equal(await auth.members.operatorLink({ email: 'nonsense', organization }), 'email_invalid')
  const { tenant } = await testTenant(auth)
  const asked = { email: 'new@example.com', organization: tenant.organization_id }
  assert.ok(typeof (await auth.members.operatorLink(asked)) !== 'string', 'an organization’s first owner')
})

test('a member’s key holds no more than the member: who may not move live money makes no secret key there', async () => {
  const owner = await newOwner(stage, anEmail())
  const developer = await newColleague(stage, owner, { email: anEmail(), role: 'developer' })
  const made = await auth.createTenant({ organization_id: owner.organization_id, name: 'Live', mode: 'live' })
  const live = present(made.ok ? made.value : undefined, 'the tenant').tenant
  const create = async (tenant: string, kind: 'secret' | 'restricted', scopes: string[]) => {
    const proved = await auth.members.sessions.authenticate(developer.token, { tenant, needs_tenant: true })
    const { tenant_id, actor } = present(proved.ok ? proved.value : undefined, 'the principal')
    return auth.asSystem(tenant_id, (scope) =>
      auth.createKey({ ...scope, actor }, { kind, name: 'Key', ...(kind === 'secret' ? {} : { scopes }) }),
    )
  }
  assert.equal(verdict(await create(live.id, 'secret', [])), 'scopes_exceed_own')
  assert.equal(verdict(await create(live.id, 'restricted', ['ledger.transfers:write'])), 'scopes_exceed_own')
  assert.equal(verdict(await create(live.id, 'restricted', ['ledger.accounts:read'])), 'good')
  const [sandbox] = await auth
    .listTenants({ after: undefined, limit: 500 })
    .then((tenants) => tenants.filter(({ tenant_id }) => tenant_id === owner.tenant_id))
  assert.equal(verdict(await create(present(sandbox, 'the sandbox').id, 'secret', [])), 'good')
})
