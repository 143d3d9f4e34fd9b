// Goal: each thing that can be wrong with a machine is found when it is, and only then.
// Method: every one is broken for real: files, permissions, ports, variables, PostgreSQL's settings, the schema.
import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { instant, realWorld } from '../../../kernel/world.ts'
import { freePort } from '../../../platform/db/free_port.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { knownVariables } from './known_variables.ts'
import { lookAtMachine, type Machine } from './machine.ts'

let database: TestDatabase
let folder: string
let ports: { PORT: string; VAULT_PORT: string }
const world = realWorld()
before(async () => {
  database = await createTestDatabase()
})
after(() => database.drop())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'florin-doctor-'))
  ports = { PORT: String(await freePort()), VAULT_PORT: String(await freePort()) }
})

type Env = Record<string, string>
const look = async (env: Env = {}, more: Partial<Machine> = {}) =>
  lookAtMachine({
    env: { DATABASE_URL: database.url, FLORIN_DATA_DIR: folder, ...ports, ...env },
    world,
    ...more,
  })
/** What is wrong beyond the settings of a throw-away PostgreSQL, which may lose what it has. */
const wrongs = async (env: Env = {}, more: Partial<Machine> = {}) =>
  (await look(env, more))
    .filter(({ verdict, seen }) => verdict === 'wrong' && !seen.includes('may be lost'))
    .map(({ area, seen }) => `${area}: ${seen}`)

test('a machine in order has nothing wrong, and PostgreSQL’s own settings are looked at', async () => {
  assert.deepEqual(await wrongs(), [])
  const found = await look()
  const { rows } = await database.admin.query<{ fsync: string }>('show fsync')
  const isTold = found.some(({ seen }) => seen.startsWith('fsync is off'))
  assert.equal(isTold, rows[0]?.fsync === 'off')
  for (const area of ['Node', 'packages', 'settings', 'disk', 'ports', 'schema'])
    assert.ok(
      found.some((one) => one.area === area && one.verdict === 'well'),
      area,
    )
})

test('an old Node, packages that are not as pinned, and missing binaries are found', async () => {
  const root = `${folder}/program`
  await mkdir(join(root, 'node_modules/b'), { recursive: true })
  await writeFile(join(root, 'package.json'), '{"dependencies":{"a":"1.0.0","b":"1.0.0"}}')
  await writeFile(join(root, 'node_modules/b/package.json'), '{"version":"2.0.0"}')
  assert.deepEqual(await wrongs({}, { root, node_version: '18.20.0' }), [
    'Node: 18.20.0 is too old',
    'packages: a is missing, b is 2.0.0, not 1.0.0',
  ])
  const own = await wrongs({ DATABASE_URL: '' }, { root })
  assert.match(own.join(), /embedded PostgreSQL: there is none for /)
})

test('variables that nobody reads, contradict each other or say nothing sensible are found', async () => {
  assert.deepEqual(await wrongs({ FLORIN_DATADIR: 'x' }), [
    'settings: nothing reads FLORIN_DATADIR; did you mean “FLORIN_DATA_DIR”?',
  ])
  assert.match((await wrongs({ VAULT_PORT: ports.PORT })).join(), /PORT and VAULT_PORT are both/)
  assert.match((await wrongs({ FLORIN_ROLES: 'cook' })).join(), /settings: FLORIN_ROLES names "cook"/)
  assert.match((await wrongs({ FLORIN_TLS_KEY: '/none' })).join(), /FLORIN_TLS_CERT is needed/)
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const documented = new Set([...readme.matchAll(/`(FLORIN_[A-Z0-9_]+)/g)].map(([, name = '']) => name))
  assert.deepEqual(documented, new Set(knownVariables))
})

test('a certificate that ended is found', async () => {
  const file = (name: string): string =>
    fileURLToPath(new URL(`../../../fixtures/tls/${name}`, import.meta.url))
  const env = { FLORIN_TLS_KEY: file('server.key'), FLORIN_TLS_CERT: file('server.pem') }
  assert.deepEqual(await wrongs(env), [])
  const later = { ...world, now: () => instant(Date.parse('2127-01-01') * 1_000) }
  assert.match((await wrongs(env, { world: later })).join(), /TLS: \S+server\.pem ended on 2126-10-28/)
})

test('a data directory that others may read, of another version, or without the vault’s key is found', async () => {
  const file = (name: string): string => join(folder, name)
  await writeFile(file('vault.key'), 'key', { mode: 0o600 })
  await writeFile(file('audit.key'), 'key', { mode: 0o600 })
  assert.deepEqual(await wrongs(), [])
  await chmod(file('vault.key'), 0o644)
  assert.deepEqual(await wrongs(), [`data directory: others may read ${file('vault.key')}`])
  await rm(file('vault.key'))
  assert.deepEqual(await wrongs(), [`vault: ${file('vault.key')} is missing`])
  await writeFile(file('vault.salt'), 'salt', { mode: 0o600 })
  assert.match((await wrongs()).join(), /FLORIN_VAULT_PASSPHRASE is not set/)
  assert.deepEqual(await wrongs({ FLORIN_VAULT_PASSPHRASE: 'a long passphrase of somebody' }), [])
  await mkdir(file('pgdata'))
  await writeFile(join(file('pgdata'), 'PG_VERSION'), '17\n')
  assert.match((await wrongs()).join(), /was made by PostgreSQL 17/)
})

test('a claim of a program that is gone is worth knowing, a port of another program is wrong', async (t) => {
  await writeFile(join(folder, 'florin.json'), JSON.stringify({ pid: 999_999_999, began: 'never' }))
  const [claim] = (await look()).filter(({ area }) => area === 'server')
  assert.deepEqual([claim?.verdict, claim?.seen.includes('a Florin that is gone')], ['note', true])
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  t.after(() => other.close())
  const PORT = String((other.address() as AddressInfo).port)
  assert.deepEqual(await wrongs({ PORT }), [
    `ports: 127.0.0.1:${PORT} cannot be listened on (another program has it)`,
  ])
})

test('a database that is away, unknown or of another release is found', async () => {
  assert.match(
    (await wrongs({ DATABASE_URL: 'postgres://florin@127.0.0.1:1/x' })).join(),
    /^database: Nothing answers where DATABASE_URL points/,
  )
  const other = new URL(database.url)
  other.pathname = '/florin_there_is_none'
  assert.match(
    (await wrongs({ DATABASE_URL: other.href })).join(),
    /^database: The database that DATABASE_URL names does not exist/,
  )
  await database.admin.query(
    'delete from platform.applied_file where name = (select min(name) from platform.applied_file)',
  )
  assert.deepEqual(await wrongs(), ['schema: it is not that of this release'])
})
