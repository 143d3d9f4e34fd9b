import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { simWorld } from '../../kernel/world.ts'
import { childTrace, formatTraceparent, parseTraceparent, type TraceParent } from './traceparent.ts'

const hex = (chars: number) =>
  fc
    .array(fc.constantFrom(...Array.from('0123456789abcdef')), { minLength: chars, maxLength: chars })
    .map((digits) => digits.join(''))
const nonZero = (chars: number) => hex(chars).filter((text) => !/^0+$/.test(text))
const place = fc.record(
  { trace_id: nonZero(32), parent_id: nonZero(16), is_sampled: fc.boolean() },
  { noNullPrototype: true },
)
const GOOD = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

test('what is written is what is read', () => {
  fc.assert(
    fc.property(place, (parent: TraceParent) => {
      assert.deepEqual(parseTraceparent(formatTraceparent(parent)), parent)
    }),
  )
})

test('only the sampled bit of the flags is looked at', () => {
  fc.assert(
    fc.property(nonZero(32), nonZero(16), fc.nat({ max: 255 }), (trace_id, parent_id, flags) => {
      const read = parseTraceparent(`00-${trace_id}-${parent_id}-${flags.toString(16).padStart(2, '0')}`)
      assert.equal(read?.is_sampled, flags % 2 === 1)
    }),
  )
})

test('a later version is read as far as it is known, and may go on behind', () => {
  for (const header of [GOOD.replace('00-', 'cc-'), `${GOOD.replace('00-', 'cc-')}-what-the-future-will-be`])
    assert.equal(parseTraceparent(header)?.trace_id, '4bf92f3577b34da6a3ce929d0e0e4736')
})

test('everything else starts a new trace', () => {
  for (const header of [
    undefined,
    '',
    GOOD.replace('00-', 'ff-'),
    GOOD.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
    GOOD.replace('00f067aa0ba902b7', '0'.repeat(16)),
    GOOD.toUpperCase(),
    `${GOOD}-more`,
    `${GOOD}x`,
    `cc${GOOD.slice(2)}more`,
    ` ${GOOD}`,
    `${GOOD} `,
    GOOD.slice(0, -1),
    GOOD.replaceAll('-', '_'),
    `${GOOD},${GOOD}`,
  ])
    assert.equal(parseTraceparent(header), undefined, String(header))
})

test('one character changed to what no header holds is refused', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: GOOD.length - 1 }),
      fc.constantFrom('g', 'G', ' ', 'é', '\0', '/'),
      (at, wrong) => {
        assert.equal(parseTraceparent(GOOD.slice(0, at) + wrong + GOOD.slice(at + 1)), undefined)
      },
    ),
  )
})

test('a child stays in its trace and has a place of its own; without a parent a trace begins', () => {
  const world = simWorld(1n)
  fc.assert(
    fc.property(fc.option(place, { nil: undefined }), (parent) => {
      const child = childTrace(parent, world)
      assert.deepEqual(parseTraceparent(formatTraceparent(child)), child)
      if (parent !== undefined) assert.equal(child.trace_id, parent.trace_id)
      assert.notEqual(child.parent_id, parent?.parent_id)
      assert.equal(child.is_sampled, parent?.is_sampled ?? false)
    }),
  )
})
