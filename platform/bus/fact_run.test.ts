import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { idOf } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { FeedFact } from '../outbox/fact.ts'
import type { TenantId } from '../scope.ts'
import { cutRuns, decodeRun, encodeRun } from './fact_run.ts'
import { RUN_CHARS_MAX } from './limits.ts'

const tenant_id = 7n as TenantId
const feed = fc
  .tuple(
    fc.bigInt({ min: 1n, max: 2n ** 62n }),
    fc.array(
      fc.record({
        id: fc.uuid().map((uuid) => idOf('evt', uuid)),
        type: fc.string(),
        object_id: fc.option(fc.string()),
        refs: fc.array(fc.uuid(), { maxLength: 3 }),
        at: fc.integer({ min: 0 }).map((micros) => micros as Instant),
        body: fc.json(),
      }),
      { minLength: 1, maxLength: 20 },
    ),
  )
  .map(([first, facts]) =>
    facts.map((fact, index): FeedFact => ({ ...fact, tenant_id, seq: first + BigInt(index) })),
  )

test('a message carries facts as they stand in the feed', () => {
  fc.assert(
    fc.property(feed, (facts) => {
      assert.deepEqual(decodeRun(encodeRun({ tenant_id, facts })), { tenant_id, facts })
    }),
  )
})

test('facts that do not follow each other are no message', () => {
  fc.assert(
    fc.property(feed, (facts) => {
      fc.pre(facts.length > 2)
      assert.equal(decodeRun(encodeRun({ tenant_id, facts: facts.toSpliced(1, 1) })), undefined)
      assert.equal(decodeRun(encodeRun({ tenant_id, facts: facts.toReversed() })), undefined)
    }),
  )
})

test('whatever else a broker brings is refused without a fault', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((value) => JSON.stringify({ tenant_id: '1', facts: [value] })),
      ),
      (text) => {
        assert.equal(decodeRun(Buffer.from(text)), undefined)
      },
    ),
  )
})

test('a page is cut into messages of a bounded size, in order', () => {
  const body = JSON.stringify('x'.repeat(100_000))
  const facts = Array.from(
    { length: 23 },
    (_, index): FeedFact => ({
      tenant_id,
      seq: BigInt(index + 1),
      id: idOf('evt', '00000000-0000-7000-8000-000000000001'),
      type: 'test.told',
      object_id: null,
      refs: [],
      at: 0 as Instant,
      body,
    }),
  )
  const runs = cutRuns(tenant_id, facts)
  assert.deepEqual(
    runs.flatMap((run) => run.facts),
    facts,
  )
  assert.equal(runs.length, 5)
  for (const run of runs) assert.ok(run.facts.length * body.length <= RUN_CHARS_MAX)
})
