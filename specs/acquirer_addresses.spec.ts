import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../kernel/assert.ts'
import type { Id } from '../kernel/id.ts'
import { type Json, type SandboxApp, startSandboxApp } from './sandbox_app.ts'

// An acquirer account says where this machine calls, with card numbers in the call. A live tenant's accounts lead to public
// addresses only (reliability.md B7); a sandbox may also have them on this machine.
let app: SandboxApp
before(async () => {
  app = await startSandboxApp()
})
after(() => app.close())

let serial = 0
const account = (more: Json = {}): object => ({
  connector: 'ironbridge',
  name: 'Ironbridge',
  merchant_number: `SHOP${++serial}`,
  url: 'tcp://93.184.215.14:8583',
  report_url: 'https://93.184.215.14',
  api_key: 'given by the acquirer',
  country: 'US',
  fee_plan: { kind: 'interchange_plus', ppm: 1_000, fixed: {} },
  ...more,
})
async function create(key: string | undefined, more: Json): Promise<string> {
  const { status, body } = await app.call('POST', '/v1/acquirer-accounts', account(more), key)
  const params = ((body['errors'] ?? []) as { param: string }[]).map(({ param }) => param)
  return status === 201 ? 'made' : `${status} ${String(body['code'])} ${params.join(' ')}`
}
const refused = (...params: string[]): string => `422 acquirer_address_refused ${params.join(' ')}`

test('a live tenant’s accounts lead to public addresses, https or the host of ISO 8583', async () => {
  assert.equal(await create(app.live_key, {}), 'made')
  for (const url of [
    'http://93.184.215.14',
    'https://127.0.0.1',
    'https://0x7f000001',
    'https://localhost',
    'https://169.254.169.254/latest',
    'https://10.0.0.7:8443',
    'https://93.184.215.14:22',
    'tcp://127.0.0.1:8583',
    'tcp://127.1:8583',
    'tcp://[::1]:8583',
    'tcp://192.168.0.7:8583',
    'tcp://93.184.215.14',
    'http://northgate.simulator.test',
    'tcp://ironbridge.simulator.test:8583',
  ])
    assert.equal(await create(app.live_key, { url }), refused('url'), url)
  const report_url = 'http://127.0.0.1:4010'
  const three_ds_url = 'https://[fd00::1]'
  assert.equal(
    await create(app.live_key, { report_url, three_ds_url }),
    refused('report_url', 'three_ds_url'),
  )
})

test('a sandbox’s accounts may be on this machine and at the simulator, and nowhere else that is private', async () => {
  const own = { url: 'tcp://127.0.0.1:8583', report_url: 'http://localhost:4011' }
  assert.equal(await create(undefined, own), 'made')
  assert.equal(await create(undefined, { url: 'tcp://ironbridge.simulator.test:8583' }), 'made')
  assert.equal(await create(undefined, { url: 'tcp://10.0.0.1:8583' }), refused('url'))
  assert.equal(await create(undefined, { report_url: 'http://93.184.215.14' }), refused('report_url'))
})

test('an account that is disabled takes no payment from the very next one on', async () => {
  const key = await app.newSandbox()
  type Accounts = { data: { id: Id<'aca'>; merchant_number: string }[] }
  const scope = await app.app.auth.systemScope(present(await app.app.auth.tenantOfKey(key), 'the sandbox'))
  // A look keeps what it found.
  assert.equal((await app.app.routing.snapshot(scope)).by_id.size, 3)
  const { body } = await app.call<Accounts>('GET', '/v1/acquirer-accounts', undefined, key)
  const { id } = present(body.data[0], 'an account')
  await app.call('POST', `/v1/acquirer-accounts/${id}/disable`, undefined, key)
  assert.equal((await app.app.routing.snapshot(scope)).by_id.get(id)?.is_enabled, false)
  await app.call('POST', `/v1/acquirer-accounts/${id}/enable`, undefined, key)
  assert.equal((await app.app.routing.snapshot(scope)).by_id.get(id)?.is_enabled, true)
})
