import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { signatureOf, SignatureError, verifyWebhook } from './webhooks.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
const body = '{"id":"evt_1","type":"payment.succeeded","data":{"object":{"id":"pay_1"}}}'
const now = Math.floor(Date.parse('2026-11-21T00:00:00Z') / 1_000)
const signed = async (by = secret, timestamp = now): Promise<Record<string, string>> => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(timestamp),
  'webhook-signature': await signatureOf({ id: 'evt_1', timestamp, body }, by),
})

test('a message is signed as Standard Webhooks says', async () => {
  const by = new Webhook(secret).sign('evt_1', new Date(now * 1_000), body)
  assert.equal(await signatureOf({ id: 'evt_1', timestamp: now, body }, secret), by)
})

test('a message is taken with its own secret, however its headers come', async () => {
  const event = await verifyWebhook(body, await signed(), secret, now)
  assert.equal(event.type === 'payment.succeeded' && event.data.object.id, 'pay_1')
  await verifyWebhook(Buffer.from(body), new Headers(await signed()), [other, secret], now)
  const shouted = Object.fromEntries(
    Object.entries(await signed()).map(([name, value]) => [name.toUpperCase(), [value]]),
  )
  await verifyWebhook(body, shouted, secret, now)
  const twice = {
    ...(await signed()),
    'webhook-signature': `v1,AAAA ${(await signed())['webhook-signature']}`,
  }
  await verifyWebhook(body, twice, secret, now)
})

test('a message that was changed, is old, or is of somebody else is not taken', async () => {
  const refused = (...given: Parameters<typeof verifyWebhook>) =>
    assert.rejects(verifyWebhook(...given), SignatureError)
  await refused(`${body} `, await signed(), secret, now)
  await refused(body, await signed(other), secret, now)
  await refused(body, await signed(secret, now - 301), secret, now)
  await refused(body, { ...(await signed()), 'webhook-signature': 'v1,AAAA' }, secret, now)
  await refused(body, { ...(await signed()), 'webhook-signature': 'v1,no base 64!' }, secret, now)
  await refused(body, { ...(await signed()), 'webhook-signature': '' }, secret, now)
  await refused(body, { 'webhook-id': 'evt_1' }, secret, now)
  await refused(body, await signed(), 'sk_test_not_a_secret', now)
})
