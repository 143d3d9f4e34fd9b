import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../platform/db/rooms.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { readConfig } from './config.ts'

const pem = (name: string): string => join(root, 'fixtures/tls', name)
const tls = { FLORIN_TLS_KEY: pem('server.key'), FLORIN_TLS_CERT: pem('server.pem') }
const refusal = (env: Record<string, string>): string => {
  try {
    readConfig(env)
  } catch (error) {
    assert.ok(error instanceof StartRefused, String(error))
    return error.message
  }
  return 'accepted'
}

test('what cannot be right stops the start with a sentence that names the variable', () => {
  const wrong: Record<string, string>[] = [
    { PORT: '99999' },
    { PORT: '80a' },
    { DATABASE_URL: 'mysql://x' },
    { AMQP_URL: 'http://x' },
    { FLORIN_PUBLIC_URL: 'ftp://x' },
    { FLORIN_LOG_LEVEL: 'loud' },
    { FLORIN_ROLES: 'api,cook' },
    { FLORIN_LEDGER_LANES: '0' },
    { FLORIN_IN_FLIGHT_MAX: '0' },
    { FLORIN_TRUSTED_PROXIES: '10.0.0.1,banana' },
    { FLORIN_TRUSTED_PROXIES: '10.0.0.0/33' },
    { FLORIN_RATE_LIMITS: 'key=0/1' },
    { FLORIN_RATE_LIMITS: 'everything=1/1' },
    { FLORIN_TLS_CLIENT: 'maybe' },
    { FLORIN_TLS_CLIENT: 'required' },
    { FLORIN_TLS_KEY: pem('server.key') },
    { FLORIN_TLS_CERT: pem('server.pem') },
    { ...tls, FLORIN_TLS_KEY: join(root, 'nothing-here') },
    { ...tls, FLORIN_TLS_CERT: join(root, 'README.md') },
    { ...tls, FLORIN_TLS_KEY: pem('client.key') },
    { ...tls, FLORIN_TLS_CLIENT: 'required' },
    { ...tls, FLORIN_TLS_CLIENT: 'required', FLORIN_TLS_CLIENT_CA: join(root, 'README.md') },
  ]
  for (const env of wrong) {
    const sentence = refusal(env)
    assert.match(sentence, /^(FLORIN_|PORT|DATABASE_URL|AMQP_URL)/, JSON.stringify(env))
    assert.ok(
      Object.keys(env).some((name) => sentence.includes(name)),
      sentence,
    )
  }
})

test('a password in an address is not repeated in the sentence', () => {
  assert.ok(!refusal({ DATABASE_URL: 'mysql://u:hunter2@h/d' }).includes('hunter2'))
})

test('nothing set means the defaults, and client certificates are asked for when they can be checked', () => {
  const config = readConfig({})
  assert.deepEqual([config.host, config.port, config.tls], ['127.0.0.1', 4010, undefined])
  const asking = readConfig({
    ...tls,
    FLORIN_TLS_CLIENT: 'optional',
    FLORIN_TLS_CLIENT_CA: pem('authority.pem'),
    FLORIN_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
  })
  assert.equal(asking.tls?.client_certificate, 'optional')
  assert.deepEqual(asking.trusted_proxies, ['10.0.0.0/8', '::1'])
})

test('rate limits are those named, the others stay', () => {
  const { rates } = readConfig({ FLORIN_RATE_LIMITS: 'key=500/1, report=60/60,object=7/2' })
  const { rates: defaults } = readConfig({})
  assert.deepEqual(rates.key, { count: 500, window_s: 1 })
  assert.deepEqual(rates.route, { ...defaults.route, report: { count: 60, window_s: 60 } })
  assert.deepEqual(rates.object, { count: 7, window_s: 2 })
  assert.deepEqual(rates.address, defaults.address)
})
