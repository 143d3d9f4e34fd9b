import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestDatabase } from '../platform/db/testing.ts'
import { fuzzRoutes } from '../platform/http/testing/fuzz.ts'
import { keyed, sampleEdge } from '../platform/http/testing/sample_edge.ts'
import { sampleSchema } from '../platform/http/testing/sample_routes.ts'

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_121)
const CASES = Number(process.env['FUZZ_CASES'] ?? 4_000)
/** Reliability F12: the event loop is never held longer. */
const STALL_MS_MAX = 250

test('right and wrong requests to the sample routes are answered as documented, never with 5xx', async (t) => {
  const database = await createTestDatabase()
  await database.admin.query(sampleSchema)
  const edge = sampleEdge(database.db)
  const { authorization = '' } = keyed()
  const headers = { authorization }
  const report = await fuzzRoutes(edge, {
    seed: SEED,
    cases: CASES,
    headers,
    known: { market: ['home', 'away'] },
  })
  t.diagnostic(`seed ${SEED}: ${JSON.stringify(report)}`)
  assert.ok(report.cases >= CASES)
  assert.ok(report.slowest_cpu_ms < STALL_MS_MAX, `${report.slowest_cpu_ms} ms`)
  assert.deepEqual(report.never_accepted, ['getNote', 'getIdempotencyKey'])
  await edge.close()
  await database.drop()
})
