import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../kernel/assert.ts'
import { realWorld } from '../kernel/world.ts'
import { type AccessApi, startAccessApi } from './access_api.ts'
import { appCode, type Browser, openBrowser, type Session } from './browser.ts'

// A story: the owner of a new installation sets themselves up, invites a colleague, and what each may do is kept to.

const PASSWORD = 'correct and long enough'
const world = realWorld()
let api: AccessApi
let owner: Browser
let owner_totp = ''
let recovery_codes: readonly string[] = []
let sandbox = ''
let live = ''

before(async () => {
  api = await startAccessApi()
  owner = openBrowser(api.url)
})
after(() => api.stop())

/** Codes of this step, the one before and the one after count, each once. */
const code = (secret: string, steps: number): string => appCode(secret, world.now() / 1_000, steps)
const tokenOf = (url: string): string => url.slice(url.indexOf('#') + 1)

/** Sets up one-time passwords and answers the secret with the recovery codes. */
async function enrol(browser: Browser): Promise<{ secret: string; recovery_codes: string[] }> {
  const { body } = await browser.post<{ secret: string; uri: string }>('/v1/session/totp')
  assert.match(body.uri, /^otpauth:\/\/totp\/Florin:/)
  const done = await browser.post<{ recovery_codes: string[] }>('/v1/session/totp/confirm', {
    code: code(body.secret, -1),
  })
  assert.equal(done.status, 200, JSON.stringify(done.body))
  return { secret: body.secret, recovery_codes: done.body.recovery_codes }
}

test('the first owner opens the link of the banner, chooses a password, and may only set up a second factor', async () => {
  const link = present(await api.auth.members.firstOwnerLink(), 'the link')
  assert.match(
    link.url,
    /\/dashboard\/setup#[A-Za-z0-9_-]{43}$/,
    'the token is in the fragment, which is never sent',
  )
  const made = await owner.post<Session>('/v1/member-setups', {
    token: tokenOf(link.url),
    name: 'Olga Owner',
    password: PASSWORD,
    email: 'Olga@Example.com',
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  assert.deepEqual([made.body.member.email, made.body.must_enrol], ['olga@example.com', true])
  const set = present(made.headers.getSetCookie()[0], 'the cookie')
  assert.match(set, /^florin_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  assert.ok(!JSON.stringify(made.body).includes(tokenOf(owner.cookie())), 'the token is in the cookie only')
  const { status, body } = await owner.get('/v1/members')
  assert.deepEqual([status, body.code], [403, 'second_factor_required'])
})

test('with the code of an app the session is whole, and ten recovery codes are shown this once', async () => {
  const enrolled = await enrol(owner)
  owner_totp = enrolled.secret
  recovery_codes = enrolled.recovery_codes
  assert.equal(recovery_codes.length, 10)
  const { status, body } = await owner.get<Session>('/v1/session')
  assert.equal(status, 200)
  assert.deepEqual([body.must_enrol, body.second_factors], [false, { totp: true, passkeys: 0 }])
  sandbox = present(
    body.tenants.find(({ mode }) => mode === 'sandbox'),
    'the sandbox',
  ).id
  live = present(
    body.tenants.find(({ mode }) => mode === 'live'),
    'the live tenant',
  ).id
  assert.ok(body.scopes.includes('members:write'))
})

test('the owner works in the tenant they name, and the trail says that it was them', async () => {
  const account = { currency: 'USD', normal_side: 'debit', path: 'assets:bank' }
  const unnamed = await owner.post('/v1/ledger/accounts', account)
  assert.deepEqual([unnamed.status, unnamed.body.code], [400, 'tenant_required'])
  const made = await owner.post<{ id: string }>('/v1/ledger/accounts', account, { tenant: live })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const seen = await api.call('GET', `/v1/ledger/accounts/${made.body.id}`, { key: api.live_key })
  assert.equal(seen.status, 200, 'it is in the live tenant, where its key sees it')
  const key = { kind: 'restricted', name: 'Reports', scopes: ['ledger.accounts:read'] }
  const create = () =>
    owner.post<{ id: string }>('/v1/api-keys', key, { tenant: live, headers: { 'idempotency-key': 'k-1' } })
  const [first, again] = [await create(), await create()]
  assert.equal(first.body.id, again.body.id, 'an idempotency key works as it does with an API key')
  const trail = await owner.get<{ data: { action: string; actor_type: string; actor_id: string }[] }>(
    '/v1/audit-events',
    {
      tenant: live,
    },
  )
  const { body } = await owner.get<Session>('/v1/session')
  const entry = present(
    trail.body.data.find(({ action }) => action === 'api_keys.create'),
    'the entry',
  )
  assert.deepEqual([entry.actor_type, entry.actor_id], ['member', body.member.id])
})

test('a tenant of another organization is not there, and neither is one that never was', async () => {
  const { id } = await api.auth.createOrganization('Others')
  const made = await api.auth.createTenant({ organization_id: id, name: 'Theirs', mode: 'live' })
  const theirs = present(made.ok ? made.value : undefined, 'the tenant').tenant.id
  for (const tenant of [theirs, `ten_${'0'.repeat(26)}`, 'nonsense']) {
    const { status, body } = await owner.get('/v1/tenant', { tenant })
    assert.deepEqual([status, body.code], [403, 'tenant_not_yours'], tenant)
  }
})

test('what changes something needs the CSRF token, and comes from a page of ours', async () => {
  const body = { name: 'Staging' }
  for (const [headers, expected] of [
    [{ 'florin-csrf': '' }, 'csrf_refused'],
    [{ 'florin-csrf': 'x'.repeat(43) }, 'csrf_refused'],
    [{ origin: 'https://evil.example' }, 'cross_site'],
    [{ 'sec-fetch-site': 'same-site' }, 'cross_site'],
    [{ 'sec-fetch-site': 'cross-site', origin: 'null' }, 'cross_site'],
  ] as const) {
    const refused = await owner.post('/v1/sandboxes', body, { tenant: sandbox, headers })
    assert.deepEqual([refused.status, refused.body.code], [403, expected], JSON.stringify(headers))
  }
  const bare = await fetch(`${api.url}/v1/sandboxes`, {
    method: 'POST',
    headers: {
      cookie: owner.cookie(),
      'florin-csrf': owner.csrf(),
      'florin-tenant': sandbox,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
  // Node's fetch says that it is none of a page's: `sec-fetch-mode: cors` without a site.
  assert.equal(bare.status, 403)
  assert.equal((await owner.post('/v1/sandboxes', body, { tenant: sandbox })).status, 201)
})

test('another site signs nobody in here', async () => {
  const visitor = openBrowser(api.url)
  const sent = { email: 'olga@example.com', password: PASSWORD, code: '123456' }
  const refused = await visitor.post('/v1/sessions', sent, { headers: { origin: 'https://evil.example' } })
  assert.deepEqual([refused.status, refused.body.code], [403, 'cross_site'])
})

test('an API key is for programs: it comes first where there is one, and never near the members', async () => {
  const headers = { authorization: `Bearer ${api.secret_key}` }
  const own = await owner.get<{ id: string }>('/v1/tenant', { tenant: live, headers })
  assert.equal(own.body.id, sandbox, 'the key’s tenant, whatever the cookie and the header say')
  for (const path of ['/v1/members', '/v1/session', '/v1/sessions']) {
    const refused = await openBrowser(api.url).get(path, { headers })
    assert.deepEqual([refused.status, refused.body.code], [403, 'members_only'], path)
  }
  const broken = await owner.get('/v1/tenant', {
    tenant: live,
    headers: { authorization: 'Bearer nonsense' },
  })
  assert.deepEqual(
    [broken.status, broken.body.code],
    [401, 'unauthenticated'],
    'a wrong key is not helped by a cookie',
  )
  const made = await api.call<{ code: string }>('POST', '/v1/api-keys', {
    key: api.secret_key,
    body: { kind: 'restricted', name: 'Sly', scopes: ['members:write'] },
  })
  assert.deepEqual([made.status, made.body.code], [422, 'key_invalid'])
})

test('a colleague is invited as an analyst, sees the books and changes nothing', async () => {
  const invited = await owner.post<{ id: string; setup_url: string }>('/v1/members', {
    email: 'ann@example.com',
    name: 'Ann',
    role: 'analyst',
  })
  assert.equal(invited.status, 201, JSON.stringify(invited.body))
  const ann = openBrowser(api.url)
  const setup = { token: tokenOf(invited.body.setup_url), name: 'Ann Analyst', password: PASSWORD }
  assert.equal((await ann.post('/v1/member-setups', setup)).status, 201)
  await enrol(ann)
  const seen = await ann.get<{ data: unknown[] }>('/v1/ledger/accounts', { tenant: live })
  assert.deepEqual([seen.status, seen.body.data.length], [200, 1])
  const refused = await ann.post('/v1/members', { email: 'x@example.com', name: 'X', role: 'owner' })
  assert.deepEqual([refused.status, refused.body.code], [403, 'not_allowed'])
  const account = { currency: 'USD', normal_side: 'debit', path: 'assets:mine' }
  assert.equal((await ann.post('/v1/ledger/accounts', account, { tenant: live })).body.code, 'not_allowed')
  const again = await openBrowser(api.url).post('/v1/member-setups', setup)
  assert.deepEqual([again.status, again.body.code], [410, 'setup_link_invalid'], 'the link worked once')
})

test('disabled, the colleague is out with the next request', async () => {
  const listed = await owner.get<{ data: { id: string; email: string; state: string }[] }>('/v1/members')
  const ann = present(
    listed.body.data.find(({ email }) => email === 'ann@example.com'),
    'Ann',
  )
  const done = await owner.post<{ state: string }>(`/v1/members/${ann.id}/disable`)
  assert.deepEqual([done.status, done.body.state], [200, 'disabled'])
  const me = await owner.get<Session>('/v1/session')
  const last = await owner.post(`/v1/members/${me.body.member.id}/disable`)
  assert.deepEqual([last.status, last.body.code], [409, 'last_owner'])
})

test('signed out, the cookie is worth nothing, also to whoever had copied it', async () => {
  const stolen = owner.cookie()
  const out = await owner.delete('/v1/session')
  assert.equal(out.status, 204)
  assert.match(present(out.headers.getSetCookie()[0], 'the cookie'), /^florin_session=; Max-Age=0; /)
  const thief = await fetch(`${api.url}/v1/session`, { headers: { cookie: stolen } })
  assert.equal(thief.status, 401)
  assert.equal(((await thief.json()) as { code: string }).code, 'session_ended')
})

test('the owner signs in again with password and code; a used code or recovery code does not count again', async () => {
  const email = 'olga@example.com'
  const alone = await owner.post('/v1/sessions', { email, password: PASSWORD })
  assert.deepEqual([alone.status, alone.body.code], [401, 'code_required'])
  const right = { email, password: PASSWORD, code: code(owner_totp, 0) }
  const signed = await owner.post<Session>('/v1/sessions', right)
  assert.deepEqual([signed.status, signed.body.must_enrol], [201, false], JSON.stringify(signed.body))
  assert.equal((await openBrowser(api.url).post('/v1/sessions', right)).body.code, 'sign_in_refused')
  const rescue = { email, password: PASSWORD, recovery_code: present(recovery_codes[0], 'a code') }
  assert.equal((await openBrowser(api.url).post('/v1/sessions', rescue)).status, 201)
  assert.equal((await openBrowser(api.url).post('/v1/sessions', rescue)).body.code, 'sign_in_refused')
  const sessions = await owner.get<{ data: { id: string; is_current: boolean; proved_by: string }[] }>(
    '/v1/sessions',
  )
  assert.deepEqual(
    sessions.body.data.map(({ is_current, proved_by }) => [is_current, proved_by]),
    [
      [false, 'recovery_code'],
      [true, 'totp'],
    ],
  )
  const [other] = sessions.body.data
  assert.equal((await owner.delete(`/v1/sessions/${present(other, 'the other').id}`)).status, 204)
})

test('whoever signs in again from the same browser leaves the session of before', async () => {
  const before_it = owner.cookie()
  const recovery_code = present(recovery_codes[1], 'a code')
  const again = { email: 'olga@example.com', password: PASSWORD, recovery_code }
  assert.equal((await owner.post('/v1/sessions', again)).status, 201)
  const old = await fetch(`${api.url}/v1/session`, { headers: { cookie: before_it } })
  assert.equal(old.status, 401)
  assert.equal((await owner.get('/v1/session')).status, 200)
})

test('a browser’s other cookies, broken ones and none at all let nobody in', async () => {
  const good = owner.cookie()
  for (const cookie of [
    '',
    'florin_session=',
    'florin_session=short',
    `other=${good.slice(15)}`,
    '%%%=;;;==',
  ])
    assert.equal((await fetch(`${api.url}/v1/session`, { headers: { cookie } })).status, 401, cookie)
  const beside = await fetch(`${api.url}/v1/session`, { headers: { cookie: `theme=dark; ${good}; x=%zz` } })
  assert.equal(beside.status, 200)
})
