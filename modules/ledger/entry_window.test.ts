import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { windowOf } from './entry_window.ts'
import { SCANNED_PER_PAGE_MAX } from './limits.ts'

const anyRange = () =>
  fc
    .tuple(fc.bigInt({ min: 0n, max: 60_000n }), fc.bigInt({ min: 0n, max: 60_000n }))
    .map(([one, other]) => (one < other ? { after: one, through: other } : { after: other, through: one }))

test('pages that find nothing look at every version of their range once, a bounded number each', () => {
  fc.assert(
    fc.property(
      anyRange(),
      fc.constantFrom('oldest_first', 'newest_first'),
      fc.boolean(),
      (range, order, isSparse) => {
        let seen = 0n
        let after: bigint | undefined
        do {
          const page = { order, limit: 2_000, ...(after === undefined ? {} : { after }) } as const
          const { range: window, rest } = windowOf(range, page, isSparse)
          assert.ok(window.through - window.after <= BigInt(isSparse ? SCANNED_PER_PAGE_MAX : page.limit))
          assert.ok(window.after >= range.after && window.through <= range.through)
          seen += window.through - window.after
          after = rest ?? undefined
        } while (after !== undefined)
        assert.equal(seen, range.through - range.after)
      },
    ),
  )
})

test('a page goes on behind the last version of the one before, in its direction', () => {
  const range = { after: 10n, through: 50n }
  const from = (order: 'oldest_first' | 'newest_first', after: bigint) =>
    windowOf(range, { order, limit: 5, after }, false)
  assert.deepEqual(from('oldest_first', 20n), { range: { after: 20n, through: 25n }, rest: 25n })
  assert.deepEqual(from('newest_first', 20n), { range: { after: 14n, through: 19n }, rest: 15n })
  assert.deepEqual(from('oldest_first', 5n), { range: { after: 10n, through: 15n }, rest: 15n })
  assert.deepEqual(from('newest_first', 99n), { range: { after: 45n, through: 50n }, rest: 46n })
})
