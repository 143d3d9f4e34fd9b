import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { scopeKinds } from '../modules/auth/index.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import type { Route } from '../platform/http/route.ts'
import { withApp } from './fuzz_app.ts'

// What members may do follows from the scopes that routes ask for: a new one needs a verdict before it ships.

let database: TestDatabase
let routes: readonly Route[] = []

before(async () => {
  database = await createTestDatabase()
  routes = await withApp(database, async ({ edge, vault_edge }) =>
    [...edge.routes, ...vault_edge.routes].map(({ route }) => route),
  )
})
after(() => database.drop())

const asked = (): string[] =>
  [...new Set(routes.filter(({ callers }) => callers !== 'anyone').map(({ scope }) => scope))].sort()

test('every scope that a route asks for has a verdict for each role, and no verdict is about nothing', () => {
  assert.ok(asked().length > 50)
  assert.deepEqual(Object.keys(scopeKinds).sort(), asked())
})

test('what moves money is told apart from the rest of the work: developers may do it with test money only', () => {
  const moving = routes.filter(({ moves_money, method }) => moves_money === true && method !== 'GET')
  assert.ok(moving.length > 10)
  for (const { scope, method, path } of moving)
    assert.ok(['money', 'approve'].includes(scopeKinds[scope] ?? ''), `${method} ${path} asks for ${scope}`)
})

test('what only reads is called so, and nothing that is called so changes anything', () => {
  for (const { scope, method, path } of routes)
    if (scope.endsWith(':read')) assert.ok(method === 'GET' || isQuestion(path), `${method} ${path}`)
})

/** Questions that are too long for an address. */
const isQuestion = (path: string): boolean => /check|simulat|preview|requirements/.test(path)
