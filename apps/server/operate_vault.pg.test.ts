import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { secret } from '../../kernel/secret.ts'
import { realWorld } from '../../kernel/world.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import { type App, createApp } from './app.ts'
import { readConfig, type ServerConfig } from './config.ts'
import { addVaultKey, rewrapVault, shredTenant, vaultStatus } from './operate_vault.ts'

// What an operator does with the keys of the vault, and that a start without them is refused.
let database: TestDatabase
let folder: string
let config: ServerConfig
const world = realWorld()
const folders: string[] = []

async function newFolder(): Promise<string> {
  folders.push(await mkdtemp(join(tmpdir(), 'florin-operate-vault-')))
  return present(folders.at(-1), 'the folder')
}
const configOf = (env: Record<string, string> = {}, data_dir = folder): ServerConfig =>
  readConfig({ DATABASE_URL: database.url, FLORIN_DATA_DIR: data_dir, FLORIN_SIMULATOR: 'off', ...env })

before(async () => {
  database = await createTestDatabase()
  folder = await newFolder()
  config = configOf()
})
after(async () => {
  await database.drop()
  for (const one of folders) await rm(one, { recursive: true })
})

const start = (of: ServerConfig): Promise<App> =>
  createApp({
    config: of,
    database_url: database.url,
    public_url: 'http://127.0.0.1:4010',
    world,
    log: silentLog,
  })
async function using<T>(of: ServerConfig, fn: (app: App) => Promise<T>): Promise<T> {
  const app = await start(of)
  try {
    return await fn(app)
  } finally {
    await app.close()
  }
}
const keysIn = async (): Promise<string[]> =>
  (await readFile(join(folder, 'vault.key'), 'utf8')).trim().split('\n')

test('a key-encryption key is replaced: added, rewrapped with progress, and the one before taken away', async () => {
  const { sealed, tenant } = await using(config, async ({ auth, vault }) => {
    const { secret_key } = present(await auth.bootstrap(), 'the first start')
    const tenant_id = present(await auth.tenantOfKey(secret_key.reveal()), 'the tenant')
    const scope = await auth.systemScope(tenant_id)
    return { sealed: await vault.seal(scope, 'spec', secret('kept')), tenant: tenant_id }
  })
  const deps = { config, world }
  assert.match((await vaultStatus(deps)).join('\n'), /^newest {3}local:\w+ {2}1 keys$/)
  assert.match((await addVaultKey(deps)).join('\n'), /restart each; only then run: florin vault rewrap/)
  assert.match(
    (await vaultStatus(deps)).join('\n'),
    /^newest {3}local:\w+ {2}0 keys\nbefore {3}local:\w+ {2}1 keys$/,
  )
  const progress: string[] = []
  const first = await rewrapVault(deps, (line) => void progress.push(line))
  assert.deepEqual([first.ok, progress], [true, ['1 of 1 sealing keys']])
  const again = await rewrapVault(deps, () => assert.fail('nothing is left'))
  assert.match(again.lines.join(), /^0 sealing keys/)
  const [newest] = await keysIn()
  await writeFile(join(folder, 'vault.key'), `${newest}\n`, { mode: 0o600 })
  await using(config, async ({ auth, vault }) => {
    const opened = await vault.unseal(await auth.systemScope(tenant), 'spec', sealed)
    assert.equal(opened.reveal(), 'kept')
  })
})

test('a key is not added where it would wrap nothing', async () => {
  const phrase = configOf({ FLORIN_VAULT_PASSPHRASE: 'correct horse battery staple' })
  await assert.rejects(addVaultKey({ config: phrase, world }), /FLORIN_VAULT_PASSPHRASE gives the key/)
  const empty = configOf({}, await newFolder())
  await assert.rejects(addVaultKey({ config: empty, world }), StartRefused)
})

test('a start without the keys that data is under is refused, and says what to restore', async () => {
  const elsewhere = await newFolder()
  await writeFile(join(elsewhere, 'risk.key'), await readFile(join(folder, 'risk.key')), { mode: 0o600 })
  await assert.rejects(start(configOf({}, elsewhere)), /encrypted under local:.*restore vault.key/)
  const status = await vaultStatus({ config: configOf({}, elsewhere), world })
  assert.match(status.at(-1) ?? '', /^missing {2}local:\w+ {2}1 keys$/)
  const left = await rewrapVault({ config: configOf({}, elsewhere), world }, () => undefined)
  assert.equal(left.ok, false)
})

test('a start with another pepper is refused: lists would stop to hold, and nobody would notice', async () => {
  await assert.rejects(
    start(configOf({ FLORIN_RISK_PEPPER: 'x'.repeat(32) })),
    /another pepper; restore risk.key/,
  )
  const kept = (await readFile(join(folder, 'risk.key'), 'utf8')).trim()
  await using(configOf({ FLORIN_RISK_PEPPER: kept }), async () => undefined)
})

test('a tenant is shredded by whoever says its id twice', async () => {
  const deps = { config, world }
  const [tenant] = await using(config, ({ auth }) => auth.listTenants({ after: undefined, limit: 1 }))
  const { id, tenant_id } = present(tenant, 'the tenant')
  const asked = { ...deps, tenant: String(tenant_id) }
  await assert.rejects(shredTenant({ ...asked, confirm: '' }), (error: unknown) => {
    assert.ok(error instanceof StartRefused)
    assert.ok(error.message.endsWith(`--confirm ${id}`), error.message)
    return true
  })
  assert.match(
    (await shredTenant({ ...asked, confirm: id })).join(),
    /^1 sealing keys of ten_\w+ were destroyed/,
  )
  assert.match((await shredTenant({ ...asked, confirm: id })).join(), /^0 sealing keys/)
  const { rows } = await database.admin.query<{ action: string }>(
    `select action from audit.event where action = 'vault.keys.shred'`,
  )
  assert.equal(rows.length, 1)
})
