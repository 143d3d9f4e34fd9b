import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestDatabase } from '../platform/db/testing.ts'
import { type FuzzReport, fuzzRoutes } from '../platform/http/testing/fuzz.ts'
import { keyed, sampleEdge } from '../platform/http/testing/sample_edge.ts'
import { sampleSchema } from '../platform/http/testing/sample_routes.ts'
import { fuzzApp, withApp } from './fuzz_app.ts'

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
  assert.ok(report.slowest_cpu_ms < STALL_MS_MAX, say(report))
  assert.deepEqual(report.never_accepted, [])
})

test('right and wrong requests to every route of the server are answered as documented, never with 5xx', async (t) => {
  const database = await createTestDatabase()
  t.after(() => database.drop())
  const report = await withApp(database, (app) => fuzzApp(app, { seed: SEED, cases: CASES }))
  t.diagnostic(say(report))
  assert.ok(report.cases >= CASES)
  assert.ok(report.slowest_cpu_ms < STALL_MS_MAX, say(report))
})
