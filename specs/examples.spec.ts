import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Fault } from '../kernel/result.ts'
import type { CompiledRoute } from '../platform/http/compile_route.ts'
import { type SandboxApp, startSandboxApp } from './sandbox_app.ts'

// Goal: whoever pastes the example of a route from the reference is not told that its body is wrong.
// Method: every example goes through the checker of its route, and then, by the key of a sandbox, to the route itself.

let api: SandboxApp
let bodied: readonly CompiledRoute[] = []
before(async () => {
  api = await startSandboxApp()
  const { edge, vault_edge } = api.app
  bodied = [...edge.routes, ...vault_edge.routes].filter(({ route }) => route.body !== undefined)
})
after(() => api.close())

function faultsOf({ name, route, body }: CompiledRoute): string[] {
  const faults: Fault[] = []
  if (route.example !== undefined) body.explain(route.example, '', faults)
  return faults.map(({ param, detail }) => `${name}: ${param} ${detail}`)
}

test('every body that a route needs has an example, and every example passes the checker of its route', () => {
  const missing = bodied.filter(({ route, body }) => route.example === undefined && !body.check({}))
  assert.deepEqual(
    missing.map(({ name }) => name),
    [],
  )
  assert.deepEqual(bodied.flatMap(faultsOf), [])
  assert.ok(bodied.length >= 90, `only ${bodied.length} routes with a body were found`)
})

const LEFT_TO_THE_READER = /[:[]"[^"]{0,5}(…|\.\.\.)"|[:[]"(string|text|value)"/

test('an example says something: none is empty, and none leaves a value to the reader', () => {
  const says = (example: unknown): boolean =>
    JSON.stringify(example) !== '{}' && !LEFT_TO_THE_READER.test(JSON.stringify(example))
  const idle = bodied.filter(({ route: { example } }) => example !== undefined && !says(example))
  assert.deepEqual(
    idle.map(({ name }) => name),
    [],
  )
  for (const planted of [{}, { id: 'pay_…' }, { name: 'string' }, { ids: ['...'] }])
    assert.ok(!says(planted), JSON.stringify(planted))
})

/** It lives through weeks of the sandbox’s clock; `sandbox_events.spec.ts` has it make every event. */
const LONG = 'simulateSandboxEvent'

test('a route never calls its own example invalid, nor a call without a body where none is needed', async () => {
  const key = await api.newSandbox()
  const refused: string[] = []
  for (const { name, route } of bodied.filter((one) => one.route.operation_id !== LONG)) {
    const path = route.path.replaceAll(/\{\w+\}/g, 'xyz_01kdv0000000000000000000g0')
    const answer = await api.call(route.method, path, route.example as object | undefined, key)
    if (answer.status === 400) refused.push(`${name}: ${JSON.stringify(answer.body)}`)
  }
  assert.deepEqual(refused, [])
})
