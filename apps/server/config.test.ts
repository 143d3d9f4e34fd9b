import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../platform/db/rooms.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { listenerUrl, readConfig } from './config.ts'

const pem = (name: string): string => join(root, 'fixtures/tls', name)
const tls = { FLORIN_TLS_KEY: pem('server.key'), FLORIN_TLS_CERT: pem('server.pem') }
const urlFor = (env: Record<string, string>): string => listenerUrl(readConfig(env))
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
    { FLORIN_RISK_PEPPER: 'salt and pepper' },
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

test('a variable that is set to nothing is as good as one that is not set', () => {
  const unset = readConfig({})
  assert.deepEqual(readConfig({ HOST: '', PORT: '', FLORIN_DATA_DIR: '', DATABASE_URL: '' }), unset)
  assert.equal(listenerUrl(unset), 'http://127.0.0.1:4010')
})

test('the address that is printed can be called, also when the listener is on every address', () => {
  assert.equal(urlFor({ HOST: '0.0.0.0', PORT: '80' }), 'http://127.0.0.1:80')
  assert.equal(urlFor({ HOST: '::' }), 'http://[::1]:4010')
  assert.equal(urlFor({ HOST: 'fd00::7' }), 'http://[fd00::7]:4010')
  assert.equal(urlFor({ HOST: 'ledger.example' }), 'http://ledger.example:4010')
})

test('a value that cannot be right is refused with one sentence that names the variable', () => {
  for (const [env, sentence] of [
    [{ PORT: '0' }, 'PORT must be a whole number from 1 to 65535, and is "0".'],
    [{ PORT: '80x' }, 'PORT must be a whole number from 1 to 65535, and is "80x".'],
    [
      { DATABASE_URL: 'mysql://u:secret@h/d' },
      'DATABASE_URL must be an address that begins with postgres:// or postgresql://.',
    ],
    [
      { DATABASE_URL: 'postgres://u:sec#ret@h/d' },
      'DATABASE_URL cannot be read as an address; in a password write # as %23, / as %2F, @ as %40, % as %25.',
    ],
  ] as const)
    assert.equal(refusal(env), sentence)
})
