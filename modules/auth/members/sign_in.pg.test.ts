import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { secret } from '../../../kernel/secret.ts'
import { simWorld } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import type { Auth } from '../index.ts'
import { testAuth } from '../testing.ts'
import { FREE_FAILURES, FREE_FAILURES_ADDRESS, SETUP_MS } from './limits.ts'
import {
  enrol,
  newOwner,
  nobody,
  PASSWORD,
  scopeOfSession,
  type Stage,
  totpCode,
  trySignIn,
  verdictOn,
} from './members_testing.ts'

// Goal: nobody comes in without two proofs, no proof counts twice, and a refusal tells nothing of who is there.

const world = simWorld(21n)
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
const anEmail = (): string => `person${++serial}@example.com`
/** Whatever failed before is forgotten, and codes are others. */
const tomorrow = (): void => world.advance(25 * 3_600_000)

test('password and code let a member in; a password alone learns only that a code is missing', async () => {
  const { email, totp } = await newOwner(stage, anEmail())
  assert.equal((await trySignIn(stage, { email })).code, 'code_required')
  assert.equal((await trySignIn(stage, { email, code: '000000' })).code, 'sign_in_refused')
  const { code, token } = await trySignIn(stage, {
    email: ` ${email.toUpperCase()} `,
    code: totpCode(world, totp),
  })
  assert.equal(code, 'good')
  assert.equal(await verdictOn(auth, token), 'good')
})

test('a wrong password, an unknown email, a disabled member and an open organization look the same', async () => {
  const { email, totp } = await newOwner(stage, anEmail())
  await newOwner(stage, email)
  const refusals = [
    await trySignIn(stage, { email, password: 'not the right one at all', code: '123456' }),
    await trySignIn(stage, { email: anEmail(), code: '123456' }),
    await trySignIn(stage, { email: 'nonsense', code: '123456' }),
    await trySignIn(stage, { email, code: totpCode(world, totp) }),
  ]
  assert.deepEqual(new Set(refusals.map(({ code }) => code)), new Set(['sign_in_refused']))
})

test('an email of two organizations is let into the one that is named', async () => {
  const email = anEmail()
  const one = await newOwner(stage, email)
  const two = await newOwner(stage, email)
  for (const { organization_id: organization, totp } of [one, two])
    assert.equal((await trySignIn(stage, { email, code: totpCode(world, totp), organization })).code, 'good')
  const swapped = { email, code: totpCode(world, two.totp), organization: one.organization_id }
  assert.equal((await trySignIn(stage, swapped)).code, 'sign_in_refused')
})

test('of many sign-ins with one code at once exactly one gets in, and none later', async () => {
  const { email, totp } = await newOwner(stage, anEmail())
  const code = totpCode(world, totp)
  const tries = await Promise.all(
    Array.from({ length: FREE_FAILURES }, () => trySignIn(stage, { email, code })),
  )
  assert.equal(tries.filter((one) => one.code === 'good').length, 1, JSON.stringify(tries))
  assert.equal((await trySignIn(stage, { email, code })).code, 'sign_in_refused')
})

test('a code of the step before or after counts, one of two steps away does not', async () => {
  const { email, totp } = await newOwner(stage, anEmail())
  world.advance(120_000)
  for (const [steps, expected] of [
    [-2, 'sign_in_refused'],
    [2, 'sign_in_refused'],
    [-1, 'good'],
    [1, 'good'],
    [0, 'sign_in_refused'], // earlier than the one that was used
  ] as const) {
    const tried = await trySignIn(stage, { email, code: totpCode(world, totp, steps) })
    assert.equal(tried.code, expected, `${steps}`)
  }
})

test('of many sign-ins with one recovery code at once exactly one gets in; each of the ten counts once', async () => {
  const { email, recovery_codes } = await newOwner(stage, anEmail())
  assert.equal(recovery_codes.length, 10)
  const [first = '', second = ''] = recovery_codes
  const tries = await Promise.all(
    Array.from({ length: FREE_FAILURES }, () => trySignIn(stage, { email, recovery_code: first })),
  )
  assert.equal(tries.filter((one) => one.code === 'good').length, 1)
  assert.equal((await trySignIn(stage, { email, recovery_code: first })).code, 'sign_in_refused')
  const typed = second.toUpperCase().replaceAll('-', ' ')
  assert.equal((await trySignIn(stage, { email, recovery_code: typed })).code, 'good')
})

test('failures make one wait longer each time, on every node, until a sign-in is right', async () => {
  tomorrow()
  const { email, totp } = await newOwner(stage, anEmail())
  const other = testAuth(test_db.db, world)
  const elsewhere = { ...stage, auth: other }
  for (let failed = 0; failed <= FREE_FAILURES; failed++)
    assert.equal((await trySignIn(stage, { email, password: 'wrong wrong wrong' })).code, 'sign_in_refused')
  const waiting = await trySignIn(elsewhere, { email, code: totpCode(world, totp) })
  assert.equal(waiting.code, 'too_many_attempts')
  assert.ok(waiting.retry_after_ms > 0)
  world.advance(waiting.retry_after_ms)
  assert.equal((await trySignIn(stage, { email, password: 'wrong wrong wrong' })).code, 'sign_in_refused')
  const longer = await trySignIn(stage, { email, code: totpCode(world, totp) })
  assert.ok(longer.retry_after_ms > waiting.retry_after_ms)
  world.advance(longer.retry_after_ms)
  assert.equal((await trySignIn(elsewhere, { email, code: totpCode(world, totp) })).code, 'good')
  assert.equal((await trySignIn(stage, { email, password: 'wrong wrong wrong' })).code, 'sign_in_refused')
  assert.equal((await trySignIn(stage, { email })).code, 'code_required', 'nobody waits again at once')
  await other.close()
})

test('an address that guesses many emails waits, and others do not wait for it', async () => {
  tomorrow()
  const { email, totp } = await newOwner(stage, anEmail())
  const guess = () => trySignIn(stage, { email: anEmail(), code: '123456' }, '198.51.100.7')
  for (let failed = 0; failed <= FREE_FAILURES_ADDRESS; failed++)
    assert.equal((await guess()).code, 'sign_in_refused')
  assert.equal((await guess()).code, 'too_many_attempts')
  assert.equal((await trySignIn(stage, { email, code: totpCode(world, totp) })).code, 'good')
})

test('guesses that arrive at once get no further than those that come one by one', async () => {
  tomorrow()
  const { email } = await newOwner(stage, anEmail())
  const tries = await Promise.all(
    Array.from({ length: 12 }, () => trySignIn(stage, { email, password: 'wrong wrong wrong' })),
  )
  const looked_at = tries.filter(({ code }) => code === 'sign_in_refused').length
  assert.equal(looked_at, FREE_FAILURES + 1)
})

test('a set-up link works once, of many uses at once too, and for a day', async () => {
  tomorrow()
  const { organization_id: organization, email } = await newOwner(stage, anEmail())
  const link = async (): Promise<string> => {
    const made = await auth.members.operatorLink({ email, organization })
    return typeof made === 'string' ? made : made.url.slice(made.url.indexOf('#') + 1)
  }
  const use = async (token: string): Promise<string> => {
    const used = await auth.members.setUp(nobody(world), { token, name: 'Anna', password: secret(PASSWORD) })
    return used.ok ? 'good' : used.error.code
  }
  const token = await link()
  const uses = await Promise.all([use(token), use(token), use(token)])
  assert.deepEqual(uses.toSorted(), ['good', 'setup_link_invalid', 'setup_link_invalid'])
  const [older, newer] = [await link(), await link()]
  assert.equal(await use(older), 'setup_link_invalid', 'a new link ends the one before')
  world.advance(SETUP_MS)
  assert.equal(await use(newer), 'setup_link_invalid', 'a day is over')
})

test('a set-up link takes everything from before away: factors and sessions', async () => {
  const owner = await newOwner(stage, anEmail())
  const { email, organization_id: organization, token: old, totp } = owner
  const made = await auth.members.operatorLink({ email, organization })
  assert.equal(await verdictOn(auth, old), 'good', 'until the link is used nothing changes')
  const fresh = await enrol(stage, typeof made === 'string' ? made : made.url)
  assert.equal(await verdictOn(auth, old), 'session_ended')
  assert.notEqual(fresh.totp, totp)
  assert.equal((await trySignIn(stage, { email, code: totpCode(world, totp) })).code, 'sign_in_refused')
  assert.equal((await trySignIn(stage, { email, code: totpCode(world, fresh.totp) })).code, 'good')
})

test('passwords that are short, common or named after their owner are refused', async () => {
  const { organization_id: organization } = await newOwner(stage, anEmail())
  const made = await auth.members.operatorLink({ email: `person${serial}@example.com`, organization })
  const token = typeof made === 'string' ? made : made.url.slice(made.url.indexOf('#') + 1)
  for (const password of [
    'short',
    'password1234',
    `xx person${serial} xx`,
    'abababababab',
    'x'.repeat(300),
  ]) {
    const used = await auth.members.setUp(nobody(world), { token, name: 'Anna', password: secret(password) })
    assert.equal(used.ok ? 'good' : used.error.code, 'password_refused', password)
  }
  const fine = await auth.members.setUp(nobody(world), {
    token,
    name: 'Anna',
    password: secret('π'.repeat(6) + 'grün und blau'),
  })
  assert.ok(fine.ok, 'a refused password does not use the link up')
})

test('nothing that proves anything is stored as it is', async () => {
  const { token, totp, recovery_codes } = await newOwner(stage, anEmail())
  const scope = await scopeOfSession(auth, world, token)
  const { rows } = await test_db.admin.query<{ text: string }>(
    `select coalesce(string_agg(t::text, ' '), '') as text from (
       select s::text from auth.session s union all select m::text from auth.member m
       union all select f::text from auth.member_totp f union all select r::text from auth.recovery_code r) t`,
  )
  const stored = rows[0]?.text ?? ''
  assert.ok(scope.session !== undefined && stored.length > 500)
  for (const text of [token, totp, PASSWORD, ...recovery_codes]) assert.ok(!stored.includes(text))
})
