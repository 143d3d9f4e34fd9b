// Goal: whoever pays learns first whether the account belongs to the name, in a sandbox without any configuration.
// Method: the whole server with its workers and the simulator, over HTTP.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pause, realWorld } from '../kernel/world.ts'
import { type Json, type SandboxApp, startSandboxApp } from './sandbox_app.ts'

/** A minute and more: how long something takes is the machine's affair, that it happens is what is tested. */
const LOOKS_MAX = 6_000
let api: SandboxApp
before(async () => {
  api = await startSandboxApp()
})
after(() => api?.close())

const ibans = {
  match: 'DE89 3704 0044 0532 0130 00',
  close_match: 'DE84 3704 0044 0532 0130 90',
  no_match: 'DE57 3704 0044 0532 0130 91',
  not_possible: 'DE30 3704 0044 0532 0130 92',
}
const details = (iban: string, name = 'Anna de Vries') => ({
  country: 'DE',
  currency: 'EUR',
  holder: { name, kind: 'individual' },
  account: { iban },
})
const verify = (body: object, key?: string) => api.call('POST', '/v1/payee-verifications', body, key)
const idOf = ({ body }: { readonly body: Json }): string => String(body['id'])

/** What was told of an object, as soon as that is so much. */
async function toldOf(id: string, count: number): Promise<string[]> {
  for (let looks = 0; ; looks++) {
    const events = (await api.events()).filter((event) => JSON.stringify(event.data).includes(id))
    if (events.length >= count || looks === LOOKS_MAX) return events.map(({ type }) => type)
    await pause(realWorld(), 10)
  }
}

test('each result has its code, what to do, and until when it is good', async () => {
  for (const [result, iban] of Object.entries(ibans)) {
    const verified = await verify(details(iban))
    const { status, body } = verified
    assert.equal(status, 201, JSON.stringify(body))
    assert.equal(body['result'], result)
    assert.equal(body['needs_consent'], result !== 'match')
    assert.equal(body['matched_name'], result === 'close_match' ? 'Anna de Vires' : null)
    assert.equal(typeof body['valid_until'], 'string')
    assert.deepEqual((await api.call('GET', `/v1/payee-verifications/${idOf(verified)}`)).body, body)
  }
})

test('a bank account is verified under the name of its holder, and its verifications are listed', async () => {
  const account = await api.call('POST', '/v1/bank-accounts', details(ibans.close_match, 'Zoë Müller'))
  const bank_account = idOf(account)
  const first = await verify({ bank_account })
  assert.deepEqual([first.body['asked_name'], first.body['matched_name']], ['Zoë Müller', 'Zoë Mülelr'])
  const again = await verify({ bank_account, payer_name: 'Shop & Sons' })
  const path = `/v1/payee-verifications?bank_account=${bank_account}&limit=1`
  const page = (await api.call('GET', path)).body
  const next = (await api.call('GET', `${path}&cursor=${String(page['next_cursor'])}`)).body
  const ids = [page, next].flatMap((one) => (one['data'] as Json[]).map(({ id }) => id))
  assert.deepEqual(ids, [idOf(again), idOf(first)])
})

test('a payer who was warned goes on, and it is kept and told', async () => {
  const id = idOf(await verify(details(ibans.no_match)))
  const given = { decision: 'proceed', shown_text: 'The name does not match. Pay?', actor: 'customer 4711' }
  const path = `/v1/payee-verifications/${id}/consent`
  const kept = await api.call('POST', path, { ...given, ip: '203.0.113.7' })
  assert.deepEqual([kept.status, kept.body['number']], [201, 1], JSON.stringify(kept.body))
  assert.match(String(kept.body['sha256']), /^[0-9a-f]{64}$/)
  assert.deepEqual((await api.call('GET', `${path}s`)).body['data'], [kept.body])
  const types = await toldOf(id, 2)
  assert.deepEqual(types, ['payee_verification.completed', 'payee_verification.consented'])
  const match = idOf(await verify(details(ibans.match)))
  const refused = await api.call('POST', `/v1/payee-verifications/${match}/consent`, given)
  assert.deepEqual([refused.status, refused.body['code']], [409, 'payee_verification_state'])
})

test('a bank that is not heard is asked again as time passes, and is "not possible" in the end', async () => {
  const key = await api.newSandbox()
  const lose = (count: number) => {
    const fault = { kind: 'answer_lost', acquirer: 'larkfield_vop', operation: 'verify_payee', count }
    return api.call('PUT', '/v1/sandbox/faults', { faults: [fault] }, key)
  }
  const advance = (by_ms: number) =>
    api.call('POST', '/v1/sandbox/clock/advance', { by_ms }, key, { prefer: 'wait=30' })
  await lose(1)
  const first = await verify(details(ibans.match), key)
  assert.deepEqual([first.status, first.body['status'], first.body['result']], [202, 'unknown', null])
  assert.ok(first.headers.has('retry-after'))
  const path = String(first.headers.get('location'))
  assert.equal((await advance(60_000)).status, 200)
  assert.equal((await api.call('GET', path, undefined, key)).body['result'], 'match')
  await lose(100)
  const second = await verify(details(ibans.match), key)
  assert.equal((await advance(600_000)).status, 200)
  const { body } = await api.call('GET', String(second.headers.get('location')), undefined, key)
  assert.deepEqual([body['status'], body['code']], ['completed', 'NOAP'])
  assert.match(String(body['because']), /4 times/)
})

test('a request names an account or describes one; the same key finds the same verification', async () => {
  const { bank_account: _none, ...half } = {
    ...details(ibans.match),
    bank_account: undefined,
    holder: undefined,
  }
  const missing = await verify(half)
  assert.deepEqual([missing.status, missing.body['param']], [400, 'holder'])
  const id = idOf(await api.call('POST', '/v1/bank-accounts', details(ibans.match)))
  const both = await verify({ bank_account: id, ...details(ibans.match) })
  assert.deepEqual([both.status, both.body['param']], [400, 'country'])
  const wrong = await verify(details('DE00 3704 0044 0532 0130 00'))
  assert.deepEqual([wrong.status, wrong.body['code']], [422, 'bank_account_not_valid'])
  const again = () =>
    api.call('POST', '/v1/payee-verifications', details(ibans.match), undefined, {
      'idempotency-key': 'a payee once',
    })
  const [one, two] = [await again(), await again()]
  assert.deepEqual(two.body, one.body)
  const unknown = await api.call('GET', '/v1/payee-verifications/pvf_nothing')
  assert.deepEqual([unknown.status, unknown.body['code']], [404, 'payee_verification_not_found'])
})

test('a live tenant has no provider until it adds one, and only with a public address', async () => {
  const { body } = await verify(details(ibans.match), api.live_key)
  assert.deepEqual([body['result'], body['provider']], ['not_possible', null])
  assert.match(String(body['because']), /No provider/)
  const asked = {
    connector: 'larkfield_vop',
    name: 'Larkfield',
    url: 'http://vop.simulator.test',
    client_id: 'shop-17',
    secret: 'hush',
  }
  const refused = await api.call('POST', '/v1/payee-providers', asked, api.live_key)
  assert.deepEqual([refused.status, refused.body['code']], [422, 'payee_provider_address_refused'])
  const listed = await api.call('GET', '/v1/payee-providers', undefined, api.live_key)
  assert.deepEqual(listed.body['data'], [])
})

test('a sandbox shows its simulated provider, and does without it when it is disabled', async () => {
  const key = await api.newSandbox()
  type Providers = { readonly data: readonly Json[] }
  const listed = await api.call<Providers>('GET', '/v1/payee-providers', undefined, key)
  const [provider] = listed.body.data
  assert.deepEqual([listed.body.data.length, provider?.['connector']], [1, 'larkfield_vop'])
  const path = `/v1/payee-providers/${String(provider?.['id'])}/disable`
  const disabled = await api.call('POST', path, undefined, key)
  assert.deepEqual([disabled.status, disabled.body['state']], [200, 'disabled'])
  assert.equal((await verify(details(ibans.match), key)).body['result'], 'not_possible')
})
