import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { realWorld } from '../../kernel/world.ts'
import { createAudit, localSigner } from '../../modules/audit/index.ts'
import { createAuth } from '../../modules/auth/index.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { readConfig } from './config.ts'
import type { OperateDeps } from './operate.ts'
import { verifyTrail } from './operate_audit.ts'
import { createTenant, listTenants } from './operate_tenant.ts'

let database: TestDatabase
let folder: string
let deps: OperateDeps
const world = realWorld()

before(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'florin-operate-'))
  deps = { config: readConfig({ DATABASE_URL: database.url, FLORIN_DATA_DIR: folder }), world }
})
after(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

const make = (name: string, mode: string, organization?: string, new_organization?: string) =>
  createTenant({ ...deps, name, mode, organization, new_organization })
const keyIn = (lines: readonly string[], kind: string): string =>
  present(/[sp]k_\w+/.exec(lines.find((line) => line.startsWith(kind)) ?? '')?.[0], kind)

test('an operator makes a live tenant, whose keys are shown once and open its door', async () => {
  await assert.rejects(make('Shop', 'live'), StartRefused)
  const lines = await make('Shop', 'live', undefined, 'A company')
  const { db } = database
  const audit = createAudit({ db, world, signer: localSigner('test', world.random(32)) })
  const auth = createAuth({ db, world, audit, scopes: () => [], version: '2026-11-21' })
  const secret = keyIn(lines, 'secret key')
  assert.match(secret, /^sk_live_/)
  assert.match(keyIn(lines, 'publishable key'), /^pk_live_/)
  const outcome = await auth.authenticate(secret, '192.0.2.1')
  const principal = present(outcome.ok ? outcome.value : undefined, 'the principal')
  assert.deepEqual([principal.mode, principal.kind], ['live', 'secret'])
  const listed = await listTenants(deps)
  assert.deepEqual(listed, [lines[0]])
  assert.ok(listed[0]?.startsWith(String(principal.tenant_id)))
  assert.ok(!listed.join().includes('sk_live_'))
  await auth.close()
})

test('the only organization needs no name; of several one must be said, and must exist', async () => {
  const sandbox = await make('Play', 'sandbox')
  assert.match(keyIn(sandbox, 'secret key'), /^sk_test_/)
  await make('Other', 'live', undefined, 'Another company')
  await assert.rejects(make('Third', 'live'), /more than one organization/)
  await assert.rejects(make('Third', 'live', 'org_00000000000000000000000001'), /No organization/)
  await assert.rejects(make('Third', 'live', 'nonsense'), /--organization/)
  await assert.rejects(make('Third', 'dead'), /--mode/)
  await assert.rejects(make('  ', 'live'), /--name/)
  assert.equal((await listTenants(deps)).length, 3)
})

test('a named tenant without any trail is not called intact, and a key that is none is named', async () => {
  const all = await verifyTrail({ ...deps, tenant: undefined, checkpoints: [], keys: undefined })
  assert.deepEqual([all.ok, all.lines.length], [true, 3])
  const verify = (tenant: string) => verifyTrail({ ...deps, tenant, checkpoints: [], keys: undefined })
  await assert.rejects(verify('5'), /no tenant 5.*tenant list/)
  const [number = ''] = (await listTenants(deps)).at(-1)?.split(' ') ?? []
  assert.equal((await verify(number)).ok, true)
  for (const table of ['audit.block', 'audit.event', 'audit.head'])
    await database.admin.query(`delete from ${table} where tenant_id = $1`, [number])
  const wiped = await verify(number)
  assert.equal(wiped.ok, false)
  assert.match(wiped.lines.at(-1) ?? '', /no trail of tenant/)
  const wrong = await verifyTrail({ ...deps, tenant: undefined, checkpoints: [], keys: ['banana'] })
  assert.equal(wrong.ok, false)
  assert.match(wrong.lines.at(-1) ?? '', /unreadable key or checkpoint: banana/)
})

test('a signer that cannot be trusted stops the start with a sentence', () => {
  const signer = localSigner('test', world.random(32))
  assert.throws(
    () => createAudit({ db: database.db, world, signer, trusted_keys: ['banana'] }),
    (error: unknown) => error instanceof StartRefused && error.message.includes('banana'),
  )
})
