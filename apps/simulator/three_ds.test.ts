// Goal: a cardholder proves who they are, and only such a proof opens cards that ask for one.
// Method: the connector over real sockets; the page is filled in as a browser does it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { threeds } from '../../connectors/threeds/connector.ts'
import { money } from '../../kernel/money.ts'
import { cardPlaceholders, type ThreeDsAnswer, type ThreeDsRequest } from '../../modules/rails/index.ts'
import { authorize, type Bench, MERCHANT, newReference, openBench, START_AT } from './testing.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

const request = (): ThreeDsRequest => ({
  operation_reference: newReference(),
  amount: money(2500n, 'EUR'),
  card: authorize().card,
  return_url: 'http://shop.example/back?order=1',
  wants_challenge: false,
  at: START_AT,
})
const account = () => {
  const url = `http://127.0.0.1:${bench.simulator.ports.three_ds}`
  return { merchant_number: MERCHANT, url, api_key: 'key' }
}
async function start(asked: ThreeDsRequest, number: string): Promise<ThreeDsAnswer> {
  const built = threeds.build(account(), asked)
  const body = built.body.replace(cardPlaceholders.number, number)
  const reply = await bench.sendTo(account().url, { ...built, body })
  return reply.kind === 'answered' ? threeds.parse(reply.answer) : { kind: 'unknown', why: reply.why }
}
async function result(id: string): Promise<ThreeDsAnswer> {
  const reply = await bench.sendTo(account().url, threeds.buildResult(account(), id))
  return reply.kind === 'answered' ? threeds.parseResult(reply.answer) : { kind: 'unknown', why: reply.why }
}
const submit = (url: string, answer: string, code: string): Promise<Response> =>
  fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ answer, code }) })

async function challenged(number: string): Promise<{ id: string; challenge_url: string }> {
  const answer = await start(request(), number)
  assert.equal(answer.kind, 'challenge')
  return answer
}

test('a challenge is a page without scripts, and the right code leads back with a proof', async () => {
  const { id, challenge_url } = await challenged('4000000000003220')
  const page = await fetch(challenge_url)
  const text = await page.text()
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.doesNotMatch(text, /<script|src=|href=/)
  assert.match(text, /25\.00 EUR/)
  assert.match(text, />Complete authentication</)
  const wrong = await submit(challenge_url, 'complete', '9999')
  assert.match(await wrong.text(), /not right/)
  assert.equal((await result(id)).kind, 'challenge')
  const done = await submit(challenge_url, 'complete', '1234')
  assert.equal(done.status, 303)
  assert.equal(done.headers.get('location'), `http://shop.example/back?order=1&authentication=${id}`)
  const proved = await result(id)
  assert.equal(proved.kind, 'proved')
  assert.equal(proved.kind === 'proved' && proved.proof.eci, '05')
})

test('the proof opens the card that asked for it, and no other card', async () => {
  const { id, challenge_url } = await challenged('4000002760003184')
  assert.equal((await bench.call('northgate', authorize(), '4000002760003184')).kind, 'declined')
  await submit(challenge_url, 'complete', '1234')
  const proved = await result(id)
  assert.equal(proved.kind, 'proved')
  const three_ds = proved.kind === 'proved' ? proved.proof : null
  const amount = money(2500n, 'EUR')
  const good = await bench.call('northgate', authorize({ three_ds, amount }), '4000002760003184')
  assert.equal(good.kind, 'approved')
  const other = await bench.call('ironbridge', authorize({ three_ds, amount }), '4000000000003220')
  assert.equal(other.kind, 'declined')
})

test('who gives up has failed, and nothing changes that', async () => {
  const { id, challenge_url } = await challenged('4000000000003220')
  assert.equal((await submit(challenge_url, 'fail', '')).status, 303)
  await submit(challenge_url, 'complete', '1234')
  assert.deepEqual(await result(id), { kind: 'failed', id, why: 'failed' })
})

test('a challenge that nobody finishes runs out', async () => {
  const { id, challenge_url } = await challenged('4000000000003220')
  await bench.control('POST', `/worlds/${MERCHANT}/clock`, { to: '2026-11-24T12:16:00Z' })
  assert.deepEqual(await result(id), { kind: 'failed', id, why: 'expired' })
  assert.equal((await fetch(challenge_url, { redirect: 'manual' })).status, 303)
})

test('an ordinary success number is proved without a challenge, unless the merchant insists', async () => {
  const asked = request()
  const first = await start(asked, '4242424242424242')
  assert.equal(first.kind, 'proved')
  assert.deepEqual(await start(asked, '4242424242424242'), first)
  assert.equal((await start({ ...request(), wants_challenge: true }, '4242424242424242')).kind, 'challenge')
  assert.equal((await start(request(), '9999999999999995')).kind, 'unavailable')
  assert.deepEqual(await result('0'.repeat(32)), { kind: 'not_found' })
})
