import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type App, createApp } from '../apps/server/app.ts'
import { readConfig } from '../apps/server/config.ts'
import { present } from '../kernel/assert.ts'
import { realWorld } from '../kernel/world.ts'
import { credentialErrors } from '../modules/auth/index.ts'
import { createTestDatabase } from '../platform/db/testing.ts'
import { type FuzzReport, fuzzRoutes } from '../platform/http/testing/fuzz.ts'
import { keyed, sampleEdge } from '../platform/http/testing/sample_edge.ts'
import { sampleSchema } from '../platform/http/testing/sample_routes.ts'
import { silentLog } from '../platform/telemetry/log.ts'

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_121)
const SAMPLE_CASES = 3_000
const CASES = Number(process.env['FUZZ_CASES'] ?? 17_500)
/** Reliability F12: the event loop is never held longer. */
const STALL_MS_MAX = 250

const say = (report: FuzzReport): string => `seed ${SEED}: ${JSON.stringify(report)}`

test('right and wrong requests to a route of every kind are answered as documented, never with 5xx', async (t) => {
  const database = await createTestDatabase()
  const edge = sampleEdge(database.db)
  t.after(async () => {
    await edge.close()
    await database.drop()
  })
  await database.admin.query(sampleSchema)
  const note = await edge.inject({
    method: 'POST',
    url: '/v1/notes',
    headers: keyed('fuzz'),
    payload: '{"text":"x"}',
  })
  const known = { market: ['home', 'away'], id: [note.json<{ id: string }>().id], key: ['fuzz'] }
  const { authorization = '' } = keyed()
  const report = await fuzzRoutes(edge, {
    seed: SEED,
    cases: SAMPLE_CASES,
    headers: { authorization },
    known,
  })
  t.diagnostic(say(report))
  assert.ok(report.cases >= SAMPLE_CASES)
  assert.ok(report.slowest_cpu_ms < STALL_MS_MAX, `${report.slowest_cpu_ms} ms`)
  assert.deepEqual(report.never_accepted, [])
})

/** Operations with rules between their fields, which a schema cannot say. */
const checked_further = [
  'createLedgerAccounts',
  'updateLedgerAccount',
  'createLedgerTransfers',
  'postLedgerTransfer',
  'reverseLedgerTransfer',
  'createBalanceMonitor',
  'listLedgerEntries',
  'getLedgerBalance',
  'getLedgerStatement',
]

/** Accounts, a posted and a pending transfer: so that some requests are about something. */
async function seeded({ edge }: App, headers: Readonly<Record<string, string>>) {
  let serial = 0
  const post = async (url: string, body: object): Promise<Record<string, unknown>> => {
    const key = { 'content-type': 'application/json', 'idempotency-key': `seeded-${++serial}` }
    const reply = await edge.inject({
      method: 'POST',
      url,
      headers: { ...headers, ...key },
      payload: JSON.stringify(body),
    })
    assert.ok(reply.statusCode < 300, reply.body)
    return reply.json()
  }
  const account = async (normal_side: string): Promise<string> =>
    String(
      (await post('/v1/ledger/accounts', { currency: 'USD', normal_side, path: `fuzz:${++serial}` }))['id'],
    )
  const accounts = [await account('debit'), await account('credit'), await account('credit')]
  const [debit_account, credit_account] = accounts
  const amount = { value: '1000', currency: 'USD' }
  const transfers: string[] = []
  for (const kind of ['single', 'pending', 'pending', 'pending'])
    transfers.push(
      String((await post('/v1/ledger/transfers', { debit_account, credit_account, amount, kind }))['id']),
    )
  return { accounts, transfers }
}

async function fuzzApp(app: App): Promise<FuzzReport> {
  const first = present(await app.auth.bootstrap(), 'the first start')
  const headers = { authorization: `Bearer ${first.secret_key.reveal()}` }
  const { accounts, transfers } = await seeded(app, headers)
  return fuzzRoutes(app.edge, {
    seed: SEED,
    cases: CASES,
    headers,
    known: {
      id: [...accounts, ...transfers],
      account_id: accounts,
      debit_account: accounts,
      credit_account: accounts,
      currency: ['USD'],
    },
    auth_errors: credentialErrors.table,
    checked_further,
    // What closes accounts comes last, or nothing could be posted any more.
    last: ['freezeLedgerAccount', 'closeLedgerAccount', 'closePeriod'],
  })
}

test('right and wrong requests to every route of the server are answered as documented, never with 5xx', async (t) => {
  const database = await createTestDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'florin-fuzz-'))
  const app = await createApp({
    config: readConfig({ FLORIN_DATA_DIR: folder }),
    database_url: database.url,
    public_url: 'http://127.0.0.1:4010',
    world: realWorld(),
    log: silentLog,
  })
  t.after(async () => {
    await app.close()
    await rm(folder, { recursive: true })
    await database.drop()
  })
  const report = await fuzzApp(app)
  t.diagnostic(say(report))
  assert.ok(report.cases >= CASES)
  assert.ok(report.slowest_cpu_ms < STALL_MS_MAX, `${report.slowest_cpu_ms} ms`)
})
