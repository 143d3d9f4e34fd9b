import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readConfig } from '../apps/server/config.ts'
import { verifyTrail } from '../apps/server/operate_audit.ts'
import { importLog } from '../apps/server/operate_ledger.ts'
import { present } from '../kernel/assert.ts'
import { canonicalJson } from '../kernel/canonical_json.ts'
import { newId } from '../kernel/id.ts'
import { plusMs, realWorld } from '../kernel/world.ts'
import { createAudit, localSigner } from '../modules/audit/index.ts'
import { type Auth, createAuth, type Tenant } from '../modules/auth/index.ts'
import { createLedger, type Ledger } from '../modules/ledger/index.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'

// Goal: an operator takes a ledger from one tenant into another, and is told in words what did not work and what to do.
const DAY_MS = 86_400_000
const world = realWorld()
let test_db: TestDatabase
let folder: string
let auth: Auth
let ledger: Ledger
let log: string

before(async () => {
  test_db = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'florin-import-'))
  const { db } = test_db
  const audit = createAudit({ db, world, signer: localSigner('spec', world.random(32)) })
  auth = createAuth({ db, world, audit, scopes: () => [], version: '2026-11-21' })
  ledger = createLedger({ db, world, lanes: 1 })
  log = await logOfTomorrow()
})
after(async () => {
  await ledger.close()
  await auth.close()
  await test_db.drop()
  await rm(folder, { recursive: true })
})

let organization: Awaited<ReturnType<Auth['createOrganization']>> | undefined
async function newTenant(mode: 'live' | 'sandbox'): Promise<Tenant> {
  organization ??= await auth.createOrganization('Spec')
  const made = await auth.createTenant({ organization_id: organization.id, name: mode, mode })
  return present(made.ok ? made.value : undefined, 'the tenant').tenant
}

/** What a sandbox whose clock is a day ahead exports. */
async function logOfTomorrow(): Promise<string> {
  const { tenant_id } = await newTenant('sandbox')
  await auth.asSystem(tenant_id, (scope) => auth.moveClock(scope, { move: 'by', by_ms: DAY_MS }))
  const ids = [newId('acc', world), newId('acc', world)] as const
  const account = { currency: 'USD', normal_side: 'credit', path: 'test' } as const
  const scope = await auth.asSystem(tenant_id, async (joined) => {
    const { db: _, ...open } = joined
    const opened = await ledger.createAccounts(
      joined,
      ids.map((id) => ({ ...account, id })),
    )
    assert.ok(opened.ok)
    return open
  })
  const order = { kind: 'single', code: 'test', debit_account: ids[0], credit_account: ids[1] } as const
  for (const amount of [100, 30])
    await ledger.post(scope, [{ ...order, id: newId('trf', world), amount, currency: 'USD' }])
  let text = ''
  for await (const piece of ledger.exportLog(scope)) text += piece
  return text
}

const deps = () => ({
  config: readConfig({ DATABASE_URL: test_db.url, FLORIN_DATA_DIR: folder }),
  world,
})
async function take(tenant: string, text: string) {
  const file = join(folder, 'ledger.ndjson')
  await writeFile(file, text)
  return importLog({ ...deps(), tenant, file })
}

test('a tenant is named by the id that the API shows, or by its number', async () => {
  const [one, two] = [await newTenant('sandbox'), await newTenant('sandbox')]
  const first = await take(one.id, log)
  assert.deepEqual([first.ok, first.lines[0]?.split(',')[0]], [true, `6 lines replayed into ${one.id}`])
  assert.equal((await take(String(two.tenant_id), log)).ok, true)
  const verified = await verifyTrail({ ...deps(), tenant: one.id, checkpoints: [], keys: undefined })
  assert.match(verified.lines[0] ?? '', new RegExp(`^tenant ${one.tenant_id}: intact`))
})

test('a tenant that is not there is refused before the file is read', async () => {
  const none = newId('ten', world)
  for (const tenant of [none, '123456'])
    await assert.rejects(importLog({ ...deps(), tenant, file: '/nowhere' }), {
      message: new RegExp(`^there is no tenant ${tenant};`),
    })
  await assert.rejects(importLog({ ...deps(), tenant: 'mine', file: '/nowhere' }), /"mine" is neither/)
})

test('a sandbox that lags behind the log is moved to its last time, and stays where it is when it does not', async () => {
  const tenant = await newTenant('sandbox')
  const { lines } = await take(tenant.id, log)
  assert.match(lines[1] ?? '', /clock was behind the log/)
  const now = await auth.asSystem(tenant.tenant_id, (scope) => Promise.resolve(scope.world.now()))
  assert.ok(now > plusMs(world.now(), DAY_MS - 60_000))
  const ahead = await newTenant('sandbox')
  await auth.asSystem(ahead.tenant_id, (scope) => auth.moveClock(scope, { move: 'by', by_ms: 3 * DAY_MS }))
  assert.equal((await take(ahead.id, log)).lines.length, 1)
})

test('a live tenant takes no log from the future', async () => {
  const tenant = await newTenant('live')
  const { ok, lines } = await take(tenant.id, log)
  assert.equal(ok, false)
  assert.match(lines[0] ?? '', /^refused at line 2: log_from_the_future/)
  assert.match(lines[1] ?? '', /nothing was written/)
})

test('a changed log changes nothing; one with new hashes leaves what came before the lie, and says what to do', async () => {
  const tenant = await newTenant('sandbox')
  const changed = await take(tenant.id, log.replace('"amount":"30"', '"amount":"31"'))
  assert.match(changed.lines.join('\n'), /^refused at line 5: hash_differs.*\nnothing was written/)
  const forged = await take(tenant.id, chainAnew(log.replace('"amount":"30"', '"amount":"31"')))
  assert.match(forged.lines.join('\n'), /^refused at line 5: replay_differs.*\nwhat was replayed .* stays/)
  assert.match(forged.lines[1] ?? '', /fresh tenant \(make one with POST \/v1\/sandboxes\)/)
  const again = await take(tenant.id, log)
  assert.match(again.lines.join('\n'), /^refused at line 0: tenant_not_empty.*\n.*fresh tenant/)
})

/** What somebody writes who changes a log and makes its hashes anew. */
function chainAnew(text: string): string {
  let previous = ''
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { hash: _, ...record } = JSON.parse(line) as Record<string, string>
      if (record['record'] === 'trailer') record['final_hash'] = previous
      previous = createHash('sha256')
        .update(`${previous}\n${canonicalJson(record)}`)
        .digest('hex')
      return canonicalJson({ ...record, hash: previous })
    })
  return `${lines.join('\n')}\n`
}
