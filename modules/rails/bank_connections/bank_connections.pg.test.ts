import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { newId } from '../../../kernel/id.ts'
import { PASSWORD } from '../../../platform/files/testing.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { scopeOf, testTenant } from '../../auth/testing.ts'
import { openExchange, type TestExchange } from '../bank_exchange_testing.ts'
import type { SimulatedBank } from './deps.ts'
import { sandboxConnectionId } from './sandbox_connections.ts'

const larkfield: SimulatedBank = {
  host: '127.0.0.1',
  port: 1,
  host_keys: ['SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU'],
  user: 'S1',
  accounts: [
    { currency: 'USD', account_number: '4000000001', routing_number: '099900001' },
    { currency: 'EUR', account_number: '4000000002', iban: 'DE89370400440532013000', bic: 'LRKFDEFFXXX' },
  ],
}
let asks = 0
let t: TestExchange
let live: OpenScope
let allowed: string

before(async () => {
  allowed = await mkdtemp(join(tmpdir(), 'florin-allowed-'))
  t = await openExchange({
    allowed_folder: allowed,
    destinations: {
      policyOf: async (tenant_id) => ({ may_loop_back: tenant_id !== live?.tenant_id }),
      faultOf: async (url) => (url.includes('10.0.0.1') ? 'must lead to a public address' : undefined),
    },
    simulated_bank: async () => {
      asks++
      return larkfield
    },
  })
  live = await scopeOf(t.auth, (await testTenant(t.auth, 'live')).secret_key.reveal())
})
after(async () => {
  await t.close()
  await rm(allowed, { recursive: true, force: true })
})

const faultsOf = async (more: Parameters<TestExchange['asked']>[0]): Promise<Set<string>> => {
  const made = await t.exchange.createBankConnection(t.scope, await t.asked(more))
  assert.ok(!made.ok)
  assert.equal(made.error.code, 'bank_connection_not_valid')
  return new Set((made.error.errors ?? []).map(({ param }) => param))
}

test('every fault is named by its field', async () => {
  const { transport, identity } = await t.asked()
  assert.ok(transport.kind === 'sftp' && identity.ach !== undefined)
  assert.deepEqual(
    await faultsOf({
      bank: 'nobody',
      rails: ['ach', 'sepa_core'],
      identity: {
        ach: { ...identity.ach, odfi_routing_number: '099900002' },
        sepa: { iban: 'DE00370400440532013000', bic: 'X', name: 'Acme', initiating_party_id: '1' },
      },
      transport: { ...transport, host: '10.0.0.1', host_keys: ['MD5:00'], inbound: '/in' },
      secrets: {},
      bank_account: newId('acc', t.world),
    }),
    new Set([
      'bank',
      'rails.1',
      'identity.sepa.creditor_id',
      'identity.ach.odfi_routing_number',
      'identity.sepa.iban',
      'identity.sepa.bic',
      'transport.inbound',
      'transport.host_keys.0',
      'transport.host',
      'secrets',
      'bank_account',
    ]),
  )
})

test('ledger accounts hold the currency of the connection, lie on their sides, and mean one thing each', async () => {
  const { bank_account } = await t.asked()
  assert.deepEqual(await faultsOf({ uncleared_account: bank_account }), new Set(['uncleared_account']))
  assert.deepEqual(
    await faultsOf({ bank_account, shortfall_account: bank_account }),
    new Set(['shortfall_account']),
  )
})

test('a folder of the machine may be used only below the one that its operator allows', async () => {
  const folders = { inbound: 'in', outbound: 'out', archive: 'archive' }
  for (const path of ['/etc', `${allowed}/../elsewhere`, `${allowed}2`, 'relative'])
    assert.deepEqual(
      await faultsOf({ transport: { kind: 'folder', path, ...folders } }),
      new Set(['transport.path']),
      path,
    )
  await mkdir(join(allowed, 'testbank', 'in'), { recursive: true })
  const transport = { kind: 'folder', path: join(allowed, 'testbank'), ...folders } as const
  const file = await t.write(await t.connect({ transport, secrets: {} }), 'put into a folder')
  await t.work()
  assert.equal((await t.file(file.id)).state, 'sent')
  assert.equal(await readFile(join(allowed, 'testbank', 'in', file.name), 'utf8'), 'put into a folder')
})

test('secrets are sealed before they are stored, and nobody is told of them', async () => {
  const asked = await t.asked()
  const made = await t.exchange.createBankConnection(t.scope, asked)
  assert.ok(made.ok)
  assert.ok(!JSON.stringify(made.value).includes('sealed'))
  const { rows } = await t.test_db.admin.query<{ stored: string }>(
    'select sealed_secrets as stored from rails.bank_connection',
  )
  assert.ok(rows.every(({ stored }) => !stored.includes(PASSWORD)))
  assert.ok((await t.facts()).includes('rails.bank_connection_created'))
})

test('a repeat answers the connection; another content under its id is refused by its field', async () => {
  const asked = await t.asked()
  const first = await t.exchange.createBankConnection(t.scope, asked)
  assert.deepEqual(await t.exchange.createBankConnection(t.scope, asked), first)
  const other = await t.exchange.createBankConnection(t.scope, { ...asked, name: 'Another' })
  assert.ok(!other.ok)
  assert.deepEqual([other.error.code, other.error.param], ['bank_connection_differs', 'name'])
})

test('a change is held to the same rules, and what is not named stays', async () => {
  const id = await t.connect()
  const old = await t.exchange.findBankConnection(t.scope, id)
  assert.ok(old.ok && old.value.transport.kind === 'sftp')
  const { transport } = old.value
  const refused = await t.exchange.patchConnection(t.scope, id, {
    transport: { ...transport, host: '10.0.0.1' },
  })
  assert.ok(!refused.ok)
  assert.equal(refused.error.errors?.[0]?.param, 'transport.host')
  const missing = await t.exchange.patchConnection(t.scope, id, { secrets: {} })
  assert.ok(!missing.ok)
  assert.equal(missing.error.errors?.[0]?.param, 'secrets')
  t.world.advance(1_000)
  const changed = await t.exchange.patchConnection(t.scope, id, {
    name: 'Renamed',
    secrets: { password: 'new' },
  })
  assert.ok(changed.ok)
  assert.deepEqual([changed.value.name, changed.value.transport], ['Renamed', transport])
})

test('with new secrets the next file goes over a new connection', async () => {
  const id = await t.connect({ secrets: { password: 'wrong' } })
  const file = await t.write(id, 'with a wrong password first')
  await t.work()
  const refused = await t.file(file.id)
  assert.deepEqual([refused.state, refused.because?.split(':')[0]], ['written', 'authentication_failed'])
  await t.exchange.patchConnection(t.scope, id, { secrets: { password: PASSWORD } })
  await t.work()
  assert.equal((await t.file(file.id)).state, 'sent')
})

test('a host that shows another key than agreed is not believed', async () => {
  const { transport } = await t.asked()
  assert.ok(transport.kind === 'sftp')
  const id = await t.connect({ transport: { ...transport, host_keys: [...larkfield.host_keys] } })
  const file = await t.write(id, 'for somebody else')
  await t.work()
  assert.match((await t.file(file.id)).because ?? '', /^host_key_differs/)
})

test('enabling and disabling can be repeated', async () => {
  const id = await t.connect()
  for (const state of ['disabled', 'disabled', 'enabled', 'enabled'] as const) {
    const changed = await t.within((tx) => t.exchange.changeConnectionState(tx, id, state))
    assert.ok(changed.ok)
    assert.equal(changed.value.state, state)
  }
})

test('a sandbox gets two connections of the simulated bank at the first look, with their ledger accounts', async () => {
  const list = () => t.exchange.listBankConnections(t.scope, { after: undefined, limit: 100 })
  const ids = [sandboxConnectionId(t.scope.tenant_id, 'USD'), sandboxConnectionId(t.scope.tenant_id, 'EUR')]
  const [usd, eur] = await Promise.all([list(), list()]).then(([one]) =>
    ids.map((wanted) => one?.find(({ id }) => id === wanted)),
  )
  assert.deepEqual([usd?.rails, eur?.rails.length], [['ach', 'rtp', 'fednow'], 4])
  assert.equal(eur?.identity.sepa?.iban, 'DE89370400440532013000')
  const asked = asks
  await list()
  assert.equal(asks, asked)
  const found = await t.within(({ db, tenant_id }) =>
    sql<{
      path: string
    }>`select path from ledger.account where tenant_id = ${tenant_id} and path like '%larkfield%'
      order by path`.execute(db),
  )
  assert.deepEqual(
    found.rows.map(({ path }) => path),
    ['assets:bank', 'assets:shortfall', 'liabilities:uncleared'].flatMap((path) => [
      `${path}:larkfield:eur`,
      `${path}:larkfield:usd`,
    ]),
  )
})

test('a live tenant has no simulated bank', async () => {
  assert.deepEqual(await t.exchange.listBankConnections(live, { after: undefined, limit: 100 }), [])
})
