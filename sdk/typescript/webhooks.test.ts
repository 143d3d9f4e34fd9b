import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { signatureOf, SignatureError, verifyWebhook } from './webhooks.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
const body = '{"id":"evt_1","type":"payment.succeeded","data":{"object":{"id":"pay_1"}}}'
const now = Math.floor(Date.parse('2026-11-21T00:00:00Z') / 1_000)
const signed = (by = secret, timestamp = now): Record<string, string> => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signatureOf({ id: 'evt_1', timestamp, body }, by),
})

test('a message is signed as Standard Webhooks says', () => {
  const by = new Webhook(secret).sign('evt_1', new Date(now * 1_000), body)
  assert.equal(signatureOf({ id: 'evt_1', timestamp: now, body }, secret), by)
})

test('a message is taken with its own secret, however its headers come', () => {
  const event = verifyWebhook(body, signed(), secret, now)
  assert.equal(event.type, 'payment.succeeded')
  verifyWebhook(Buffer.from(body), new Headers(signed()), [other, secret], now)
  const shouted = Object.fromEntries(
    Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), [value]]),
  )
  verifyWebhook(body, shouted, secret, now)
})

test('a message that was changed, is old, or is of somebody else is not taken', () => {
  const refused = (...given: Parameters<typeof verifyWebhook>) =>
    assert.throws(() => verifyWebhook(...given), SignatureError)
  refused(`${body} `, signed(), secret, now)
  refused(body, signed(other), secret, now)
  refused(body, signed(secret, now - 301), secret, now)
  refused(body, { ...signed(), 'webhook-signature': 'v1,AAAA' }, secret, now)
  refused(body, { 'webhook-id': 'evt_1' }, secret, now)
  refused(body, signed(), 'sk_test_not_a_secret', now)
})
