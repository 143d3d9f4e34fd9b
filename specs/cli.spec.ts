import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testCli } from '../apps/cli/testing.ts'
import { type AccessApi, startAccessApi } from './access_api.ts'

// Goal: the command line works with the API as it is, from signing in to the proof of the books.
// Method: the real routes behind the real edge, on a port, and the commands as a terminal runs them.

let api: AccessApi
before(async () => {
  api = await startAccessApi()
})
after(() => api.stop())

const signedIn = () => testCli({ FLORIN_URL: api.url, FLORIN_KEY: api.secret_key })

test('somebody signs in with the key of the first start, and stays signed in', async () => {
  const cli = await testCli()
  const { exit, out } = await cli.run('login', '--url', api.url, '--key', api.secret_key)
  assert.equal(exit, 0)
  assert.match(out, /Signed in as .* \(ten_\w+, sandbox\)/)
  const tenant = JSON.parse((await cli.run('get', '/v1/tenant', '--json')).out) as { mode: string }
  assert.equal(tenant.mode, 'sandbox')
})

test('a key that was never given out is turned away, and is not kept', async () => {
  const cli = await testCli()
  const { exit, err } = await cli.run('login', '--url', api.url, '--key', 'sk_test_nonsense')
  assert.deepEqual([exit, err.includes('unauthenticated (401)')], [4, true])
  assert.match((await cli.run('profile', 'list')).out, /There are none yet/)
})

test('the sandbox’s clock goes forward by a duration', async () => {
  const cli = await signedIn()
  const now = async (): Promise<number> => {
    const { out } = await cli.run('clock', 'show', '--json')
    return Date.parse((JSON.parse(out) as { now: string }).now)
  }
  const before_ms = await now()
  assert.equal((await cli.run('clock', 'advance', '3d')).exit, 0)
  assert.ok((await now()) - before_ms >= 3 * 86_400_000)
})

test('another sandbox is made with a profile of its own, whose key opens it', async () => {
  const cli = await signedIn()
  assert.equal((await cli.run('clock', 'create', 'second')).exit, 0)
  const [own, made] = await Promise.all(
    ['default', 'second'].map(async (profile) => {
      const flags = profile === 'second' ? ['--profile', 'second'] : []
      return (JSON.parse((await cli.run('get', '/v1/tenant', '--json', ...flags)).out) as { id: string }).id
    }),
  )
  assert.notEqual(own, made)
})

test('faults of a request are named one by one, and the books prove clean', async () => {
  const cli = await signedIn()
  const { exit, err } = await cli.run('post', '/v1/ledger/accounts', '-d', 'currency=XXX')
  assert.equal(exit, 1)
  assert.match(err, /\n {2}normal_side: is required.*\n {2}path: is required/)
  const proof = JSON.parse((await cli.run('get', '/v1/ledger/proof', '--json')).out) as { holds: boolean }
  assert.equal(proof.holds, true)
})

test('a live tenant is no place for made-up cards', async () => {
  const cli = await testCli({ FLORIN_URL: api.url, FLORIN_KEY: api.live_key })
  const { exit, err } = await cli.run('replay', 'any.csv', '--payment-method', 'pm_card_visa')
  assert.deepEqual([exit, err.includes('a replay belongs into a sandbox')], [2, true])
})
