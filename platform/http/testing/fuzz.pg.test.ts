import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Type as T } from 'typebox'
import { errors, ok } from '../../../kernel/result.ts'
import { createTestDatabase, type TestDatabase } from '../../db/testing.ts'
import { type Route, route } from '../route.ts'
import { fuzzRoutes } from './fuzz.ts'
import { keyed, sampleEdge } from './sample_edge.ts'
import { sampleVersions } from './sample_versions.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.drop())

const table = errors({ undocumented: { status: 409, retry: 'never', text: 'Nobody was told.' } })
type Run = (text: string) => ReturnType<Route['run']>
/** A route that is wrong in one way. */
const faulty = (run: Run): Route =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/faulty',
    operation_id: 'getFaulty',
    tag: 'Faulty',
    summary: 'Be wrong.',
    scope: 'faulty:read',
    query: T.Object({ text: T.String({ maxLength: 50 }) }),
    status: 200,
    reply: T.Object({ text: T.String() }),
    errors: {},
    run: (_scope, { query }) => run(query.text) as never,
  })

async function fuzz(run: Run): Promise<void> {
  const versions = { ...sampleVersions, changes: [] }
  const edge = sampleEdge(database.db, { routes: [faulty(run)], versions })
  const { authorization = '' } = keyed()
  try {
    await fuzzRoutes(edge, { seed: 1, cases: 400, headers: { authorization } })
  } finally {
    await edge.close()
  }
}
const echo: Run = async (text) => ok({ body: { text } })

test('a route that keeps its word passes', async () => {
  await fuzz(echo)
})

test('a bug on some input is found', async () => {
  await assert.rejects(
    fuzz(async (text) => (text.length > 20 ? Promise.reject(new Error('a bug')) : echo(text))),
    /500 is our fault/,
  )
})

test('an answer with a field nobody documented is found', async () => {
  await assert.rejects(
    fuzz(async (text) => ok({ body: { text, more: 1 } })),
    /answered what it does not document/,
  )
})

test('an answer with a field missing or of another type is found', async () => {
  await assert.rejects(
    fuzz(async () => ok({ body: {} })),
    /answered what it does not document/,
  )
  await assert.rejects(
    fuzz(async () => ok({ body: { text: 5 } })),
    /answered what it does not document/,
  )
})

test('a refusal or a status nobody documented is found', async () => {
  await assert.rejects(
    fuzz(async () => table.fail('undocumented')),
    /undocumented is not documented/,
  )
  await assert.rejects(
    fuzz(async () => ok({ status: 202, body: { text: '' } })),
    /does not document 202/,
  )
})

test('a right request that is refused as malformed is found', async () => {
  const refusing = errors({ invalid_request: { status: 400, retry: 'never', text: 'No.' } })
  await assert.rejects(
    fuzz(async () => refusing.fail('invalid_request')),
    /a right request was refused/,
  )
})
