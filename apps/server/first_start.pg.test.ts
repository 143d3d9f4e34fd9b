import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { realWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import { type App, createApp } from './app.ts'
import { readConfig } from './config.ts'
import { type FirstPayment, firstStart } from './first_start.ts'

// Goal: whatever ends a first start half way, the next one still has a key that works, and prints no other.
// Method: the real program on databases of its own; it is broken off where a kill or a full disk would.

const world = realWorld()
let folder = ''
const houses: TestDatabase[] = []
const apps: App[] = []

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'florin-first-'))
})
// After each test: seven programs at once would take all the connections that a server of default size has.
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
  for (const house of houses.splice(0)) await house.drop()
})
after(() => {
  rmSync(folder, { recursive: true })
})

async function newApp(): Promise<App> {
  const house = await createTestDatabase()
  houses.push(house)
  const app = await createApp({
    config: readConfig({ FLORIN_DATA_DIR: join(folder, 'keys') }),
    database_url: house.url,
    public_url: 'http://127.0.0.1:4010',
    world,
    log: silentLog,
  })
  apps.push(app)
  return app
}

/** A new data directory. */
function place(name: string): string {
  const data_dir = join(folder, name)
  mkdirSync(data_dir)
  return data_dir
}

const begin = (app: App, data_dir: string): Promise<FirstPayment | undefined> =>
  firstStart({ auth: app.auth, ledger: app.ledger, world, data_dir })

const keyOf = async (app: App, data_dir: string): Promise<string> =>
  present(await begin(app, data_dir), 'a sandbox that this database knows').secret_key

test('later starts print the key and the accounts of the first, from a file that only this user reads', async () => {
  const [app, data_dir] = [await newApp(), place('usual')]
  const one = present(await begin(app, data_dir), 'the first start')
  const two = present(await begin(app, data_dir), 'the second start')
  assert.deepEqual({ ...two, idempotency_key: '' }, { ...one, idempotency_key: '' })
  assert.notEqual(two.idempotency_key, one.idempotency_key)
  assert.equal(statSync(join(data_dir, 'sandbox.json')).mode & 0o777, 0o600)
})

test('a key that cannot be written down is not given out: nothing was done, and the next start does it', async () => {
  const app = await newApp()
  await assert.rejects(begin(app, join(folder, 'not_there')), { code: 'ENOENT' })
  assert.match(await keyOf(app, place('later')), /^sk_test_/)
})

test('a start that is killed before the accounts are open is ended by the next one, with the same key', async () => {
  const [app, data_dir] = [await newApp(), place('killed')]
  const createAccounts = (): never => {
    throw new Error('killed')
  }
  const { auth, ledger } = app
  await assert.rejects(firstStart({ auth, ledger: { ...ledger, createAccounts }, world, data_dir }), /killed/)
  const kept = JSON.parse(readFileSync(join(data_dir, 'sandbox.json'), 'utf8')) as FirstPayment
  const next = present(await begin(app, data_dir), 'the next start')
  assert.equal(next.secret_key, kept.secret_key)
  const tenant_id = present(await auth.tenantOfKey(next.secret_key), 'its tenant')
  const found = await auth.asSystem(tenant_id, (scope) =>
    ledger.createAccounts(scope, [
      { id: next.debit_account, currency: 'USD', normal_side: 'debit', path: 'other' },
    ]),
  )
  assert.equal(!found.ok && found.error.code, 'account_differs', 'the account is there')
})

test('two databases that begin in one data directory each keep their own key', async () => {
  const [one, two, data_dir] = [await newApp(), await newApp(), place('shared')]
  const keys = [await keyOf(one, data_dir), await keyOf(two, data_dir)]
  assert.notEqual(keys[0], keys[1])
  assert.deepEqual([await keyOf(one, data_dir), await keyOf(two, data_dir)], keys)
})

test('a key is not printed where it does not work: elsewhere begun, revoked, or a file of nonsense', async () => {
  const [app, data_dir] = [await newApp(), place('revoked')]
  const key = await keyOf(app, data_dir)
  assert.equal(await begin(app, place('elsewhere')), undefined)
  const house = present(houses.at(-1), 'its database')
  await house.admin.query('update auth.api_key set revoked_at = now()')
  assert.equal(await app.auth.tenantOfKey(key), undefined)
  assert.equal(await begin(app, data_dir), undefined)
  writeFileSync(join(data_dir, 'sandbox.json'), 'nonsense')
  assert.equal(await begin(app, data_dir), undefined)
})
