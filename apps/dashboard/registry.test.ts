import assert from 'node:assert/strict'
import { test } from 'node:test'
import document from '../../docs/openapi.gen.json' with { type: 'json' }
import { actionsOf, createOf, resources } from './src/registry/index.ts'
import { type ApiRoute, connections, type Part, type Resource } from './src/registry/kinds.ts'
import { exampleOf } from './src/registry/routes.ts'
import routes from './src/registry/routes.gen.json' with { type: 'json' }

// Goal: every object of the API is in the dashboard, and the dashboard names nothing that the API does not have.
// Method: the registry is compared with the OpenAPI document, route by route and field by field.
type Schema = {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly string[]
  readonly const?: string
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
}
type Operation = {
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[]
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema: Schema }> }>>
}
const paths = document.paths as unknown as Readonly<Record<string, Readonly<Record<string, Operation>>>>
const schemas = document.components.schemas as unknown as Readonly<Record<string, Schema>>
const known = routes as unknown as Readonly<Record<string, ApiRoute>>

const operations = new Map<string, Operation>(
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  ),
)

function real(schema: Schema): Schema {
  if (schema.$ref !== undefined) return real(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
  const some = schema.anyOf?.filter(({ type }) => type !== 'null') ?? []
  return some.length === 1 ? real(some[0] as Schema) : schema
}

/** Whether an answer can have this field; of several shapes, one of them. */
function hasField(schema: Schema, path: readonly string[]): boolean {
  const one = real(schema)
  const [name, ...rest] = path
  if (name === undefined) return true
  if (one.anyOf !== undefined) return one.anyOf.some((branch) => hasField(branch, path))
  const field = one.properties?.[name]
  return field !== undefined && hasField(field, rest)
}

function answerOf(route: string): Schema {
  const { responses } = operations.get(route) as Operation
  const good = responses['200'] ?? responses['201'] ?? responses['202']
  return real(good?.content?.['application/json']?.schema ?? {})
}

/** The schema of the rows that a list or a part shows. */
function rowsOf(route: string, from = 'data'): Schema {
  let schema = answerOf(route)
  for (const name of from.split('.')) schema = real(schema.properties?.[name] ?? {})
  return real(schema.items ?? {})
}

const parts = resources.flatMap(({ parts: own = [] }) => own)
const isList = (route: string): boolean =>
  real(real(answerOf(route)).properties?.['data'] ?? {}).type === 'array'

/** Lists that are no objects of their own, and where they are shown instead. */
const shownElsewhere: Readonly<Record<string, string>> = {
  'GET /v1/ledger/balances': 'the ledger explorer rolls balances up along paths with it',
  'GET /v1/rails': 'the rails desk shows when each closes',
  'GET /v1/request-logs/errors': 'the developer area shows what fails most',
  'GET /v1/request-logs/versions': 'the developer area shows who asks in which version',
  'GET /v1/events/stream': 'it keeps open pages fresh',
  'GET /v1/vault/rotations': 'only the vault’s own listener answers it, and no page may call that',
}

test('every list of the API is a resource, a part of one, or has its reason', () => {
  const shown = new Set<string>([
    ...resources.map(({ list }) => list),
    ...resources.flatMap(({ timeline }) => timeline ?? []),
    ...parts.map(({ route }) => route),
  ])
  const lists = [...operations.keys()].filter((route) => route.startsWith('GET /v1/') && isList(route))
  const missing = lists.filter((route) => !shown.has(route) && shownElsewhere[route] === undefined)
  assert.deepEqual(missing, [])
  assert.ok(lists.length >= 60, `only ${lists.length} lists were found`)
  for (const route of Object.keys(shownElsewhere)) assert.ok(operations.has(route), route)
})

const faultsOf = (where: string, schema: Schema, columns: readonly string[]): string[] =>
  columns.filter((column) => !hasField(schema, column.split('.'))).map((column) => `${where}: ${column}`)

test('every column is a field of what the list answers', () => {
  const wrong = resources.flatMap(({ name, list, columns, more = [] }) =>
    faultsOf(name, rowsOf(list), [...columns, ...more]),
  )
  assert.deepEqual(wrong, [])
})

test('no column is offered twice', () => {
  for (const { name, columns, more = [] } of resources) {
    const all = [...columns, ...more]
    assert.equal(new Set(all).size, all.length, name)
  }
})

test('every part, timeline and detail is a route, and shows fields that it has', () => {
  for (const { item, timeline } of resources)
    for (const route of [item, timeline]) if (route !== undefined) assert.ok(operations.has(route), route)
  const wrong = parts.flatMap(({ route, columns, from }: Part) =>
    faultsOf(route, rowsOf(route, from), columns),
  )
  assert.deepEqual(wrong, [])
})

test('every filter of a part and of a related list is a query field of its route', () => {
  const queryOf = (route: string): readonly string[] =>
    (operations.get(route)?.parameters ?? []).flatMap(({ name, in: place }) =>
      place === 'query' && name !== undefined ? [name] : [],
    )
  const named = new Map(resources.map((resource) => [resource.name, resource]))
  for (const { name, parts: own = [], related = [] } of resources) {
    for (const { route, by = {} } of own)
      for (const field of Object.keys(by))
        assert.ok(queryOf(route).includes(field), `${name}: ${route} ${field}`)
    for (const { resource, by } of related) {
      const list = named.get(resource)?.list ?? ''
      assert.ok(queryOf(list).includes(by), `${name}: ${resource} by ${by}`)
    }
  }
})

/** Routes that change something and are no action of an object, and where they are instead. */
const doneElsewhere: Readonly<Record<string, string>> = {
  'POST /v1/ledger/transfers': 'made by the list of transfers',
  'POST /v1/risk/assessments': 'asks and changes nothing; for programs at the till',
  'POST /v1/routing/rules/check': 'asks and changes nothing; runs when rules are made',
  'POST /v1/routing/simulations': 'asks and changes nothing',
  'POST /v1/reconciliation/matches': 'the reconciliation desk makes matches',
  'POST /v1/reconciliation/rules': 'the reconciliation desk changes rules',
  'POST /v1/sandbox/clock/advance': 'the sandbox page',
  'POST /v1/sandbox/clock/freeze': 'the sandbox page',
  'POST /v1/sandbox/clock/resume': 'the sandbox page',
  'POST /v1/sandbox/reset': 'the sandbox page',
  'PUT /v1/sandbox/faults': 'the sandbox page',
  'DELETE /v1/sandbox/faults': 'the sandbox page',
  'POST /v1/sandbox/simulate/events': 'the sandbox page',
  'POST /v1/sessions': 'the page to sign in',
  'POST /v1/sessions/passkey-options': 'the page to sign in',
  'POST /v1/sessions/passkey': 'the page to sign in',
  'DELETE /v1/session': 'the account menu signs out',
  'POST /v1/member-setups': 'the set-up page',
  'POST /v1/session/totp': 'the account page',
  'POST /v1/session/totp/confirm': 'the account page',
  'POST /v1/session/passkeys/options': 'the account page',
  'POST /v1/session/passkeys': 'the account page',
  'POST /v1/session/password': 'the account page',
  'POST /v1/vault/rotations': 'only the vault’s own listener answers it',
  'POST /v1/tokens': 'card numbers go to the vault’s own listener, never through this page',
}

test('every route that changes something is an action, or has its reason', () => {
  const names = Object.keys(known)
  const offered = new Set(
    resources.flatMap((resource) => [
      ...actionsOf(resource, names).map(({ route }) => route),
      createOf(resource, names) ?? '',
    ]),
  )
  const unsafe = [...operations.keys()].filter((route) => /^(POST|PUT|PATCH|DELETE) \/v1\//.test(route))
  const missing = unsafe.filter((route) => !offered.has(route) && doneElsewhere[route] === undefined)
  assert.deepEqual(missing, [])
  assert.ok(unsafe.length >= 100, `only ${unsafe.length} routes were found`)
})

test('every note of an action is of a route that exists, on an object that has the states it names', () => {
  for (const resource of resources) {
    const own = new Set<string>(actionsOf(resource, Object.keys(known)).map(({ route }) => route))
    for (const route of Object.keys({ ...resource.actions, ...resource.also })) {
      assert.ok(operations.has(route), route)
      assert.ok(own.has(route), `${resource.name} never offers ${route}`)
    }
    const { status, state } = rowsOf(resource.list).properties ?? {}
    const states = statesOf(real(status ?? state ?? {}))
    for (const { when = [] } of Object.values({ ...resource.actions, ...resource.also }))
      assert.deepEqual(
        when.filter((one) => !states.includes(one)),
        [],
        resource.name,
      )
  }
})

const statesOf = ({ enum: names, anyOf = [] }: Schema): readonly unknown[] =>
  names ?? anyOf.map((branch) => branch.const)

test('names and prefixes lead to one resource each', () => {
  const prefixes = resources.flatMap(({ prefix }) => prefix ?? [])
  assert.equal(new Set(prefixes).size, prefixes.length)
  assert.equal(new Set(resources.map(({ name }) => name)).size, resources.length)
})

test('nothing is taught or shown as a command in a live tenant that only a sandbox has', () => {
  const isOfSandboxes = ({ list }: Resource): boolean => list.startsWith('GET /v1/sandbox')
  const wrong = resources.filter(
    (one) => !isOfSandboxes(one) && /sandbox|simulat|pm_card|trigger/i.test(one.teaches),
  )
  assert.deepEqual(
    wrong.map(({ name }) => name),
    [],
  )
  const ofCards = Object.keys(known).filter((route) =>
    JSON.stringify(exampleOf(route, false))?.includes('pm_card'),
  )
  assert.ok(ofCards.includes('POST /v1/payments'))
  for (const route of ofCards) assert.doesNotMatch(JSON.stringify(exampleOf(route, true)), /pm_card/, route)
})

test('what a live tenant needs first is a list in which it can be made', () => {
  for (const name of connections) {
    const resource = resources.find((one) => one.name === name)
    assert.ok(resource !== undefined && createOf(resource, Object.keys(known)) !== undefined, name)
    assert.ok(
      resources.some(({ needs }) => needs === name),
      name,
    )
  }
  assert.equal(resources.find(({ name }) => name === 'payments')?.needs, 'acquirer-accounts')
})
