import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Type as T } from 'typebox'
import { ok } from '../../kernel/result.ts'
import type { Day } from '../../kernel/world.ts'
import { StartRefused } from '../db/start_refused.ts'
import type { JsonSchema } from './json_schema.ts'
import { route } from './route.ts'
import { type ApiVersions, type OperationChange, refuseIdleChanges, versionSteps } from './versions.ts'

const renamed = (older: string, newer: string): OperationChange => {
  const schema = ({ properties = {}, required = [], ...rest }: JsonSchema): JsonSchema => {
    const { [newer]: field = {}, ...others } = properties
    return {
      ...rest,
      properties: { ...others, [older]: field },
      required: required.map((name) => (name === newer ? older : name)),
    }
  }
  const moved = (from: string, to: string) => (body: unknown) => {
    const { [from]: value, ...others } = body as Record<string, unknown>
    return { ...others, [to]: value }
  }
  return {
    body: { schema, up: moved(older, newer) },
    reply: { schema, down: moved(newer, older) },
    param: (path) => (path === newer ? older : path),
  }
}

/** `first` became `second` in February and `third` in March. */
const versions: ApiVersions = {
  current: '2026-03-01' as Day,
  older: ['2026-02-01', '2026-01-01'].map((version) => ({
    version: version as Day,
    deprecated_on: '2026-03-01' as Day,
    sunset_on: '2027-03-01' as Day,
    guide: '/docs/guides/march',
  })),
  changes: [
    {
      introduced_in: '2026-02-01' as Day,
      summary: 'second',
      operations: { create: renamed('first', 'second') },
    },
    {
      introduced_in: '2026-03-01' as Day,
      summary: 'third',
      operations: { create: renamed('second', 'third') },
    },
  ],
}
const create = route({
  kind: 'transaction',
  idempotency: 'accepted',
  method: 'POST',
  path: '/v1/things',
  operation_id: 'create',
  tag: 'Things',
  summary: 'Create a thing.',
  scope: 'things:write',
  body: T.Object({ third: T.String() }),
  status: 201,
  reply: T.Object({ third: T.String() }),
  errors: {},
  run: async (_scope, { body }) => ok({ body }),
})
const steps = versionSteps(create, versions, 'https://pay.example/docs')

test('each version goes through the steps that came after it, up in order and down in reverse', () => {
  const january = steps.get('2026-01-01')
  const february = steps.get('2026-02-01')
  assert.deepEqual(january?.up({ first: 'x' }), { third: 'x' })
  assert.deepEqual(january?.down?.({ third: 'x' }), { first: 'x' })
  assert.deepEqual(february?.up({ second: 'x' }), { third: 'x' })
  assert.deepEqual(february?.down?.({ third: 'x' }), { second: 'x' })
  assert.equal(january?.param('third'), 'first')
  assert.equal(february?.param('third'), 'second')
  assert.deepEqual(Object.keys(january?.body?.properties ?? {}), ['first'])
  assert.deepEqual(january?.body?.required, ['first'])
})

test('what goes up and comes down again is what was sent, in every version', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom(['2026-01-01', 'first'], ['2026-02-01', 'second']),
      (text, [version, name]) => {
        const step = steps.get(version ?? '')
        const body = { [name ?? '']: text }
        assert.deepEqual(step?.down?.(step.up(body)), body)
      },
    ),
  )
})

test('an older version says since when it is deprecated, when it ends, and where to read on', () => {
  assert.deepEqual(steps.get('2026-01-01')?.headers, [
    'deprecation',
    '@1772323200',
    'sunset',
    'Mon, 01 Mar 2027 00:00:00 GMT',
    'link',
    '<https://pay.example/docs/guides/march>; rel="deprecation"; type="text/html"',
  ])
})

test('a change that no route or version goes through stops the start', () => {
  refuseIdleChanges(versions, [create])
  assert.throws(() => refuseIdleChanges(versions, []), StartRefused)
  const unknown = {
    ...versions,
    changes: [{ introduced_in: '2025-01-01' as Day, summary: '', operations: {} }],
  }
  assert.throws(() => refuseIdleChanges(unknown, [create]), StartRefused)
})
