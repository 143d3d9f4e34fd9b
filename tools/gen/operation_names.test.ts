import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operationNames } from './operation_names.ts'

const named = (...routes: string[]): string[] => {
  const asked = routes.map((route) => {
    const [method = '', path = '', list] = route.split(' ')
    return { method, path, is_list: list === 'list' }
  })
  return [...operationNames(asked).values()].map(({ noun, verb }) => `${noun.join(' ')} · ${verb}`)
}

test('a collection is listed and created in, and a thing in it is read, changed and deleted', () => {
  assert.deepEqual(
    named(
      'GET /v1/risk/lists list',
      'POST /v1/risk/lists',
      'GET /v1/risk/lists/{id}',
      'PATCH /v1/risk/lists/{id}',
      'DELETE /v1/risk/lists/{id}',
    ),
    ['list', 'create', 'get', 'update', 'delete'].map((verb) => `risk lists · ${verb}`),
  )
})

test('what stands behind a thing is a verb, or a noun where it is a collection or can be read and written', () => {
  assert.deepEqual(
    named(
      'POST /v1/accounts/{id}/freeze',
      'GET /v1/accounts/{id}/balance',
      'GET /v1/accounts/{id}/entries list',
      'GET /v1/disputes/{id}/evidence',
      'POST /v1/disputes/{id}/evidence',
    ),
    [
      'accounts · freeze',
      'accounts · balance',
      'accounts entries · list',
      'disputes evidence · get',
      'disputes evidence · create',
    ],
  )
})

test('two routes of one name are refused', () => {
  assert.throws(() => named('GET /v1/rails', 'GET /v1/rails/{id}'), /would both be “rails get”/)
})
