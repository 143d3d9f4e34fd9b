import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bytesOf,
  type Column,
  int2Column,
  int4Column,
  int8Column,
  putInt2,
  putInt4,
  putInt8,
  uuidColumn,
  uuidPlace,
} from './column.ts'
import { packHash, packInt2, packInt4, packInt8, readInt8s, sumAt } from './pack.ts'

type Put = (to: Column, index: number, value: number) => void

/** As `pack.ts` writes them, but for its head, which says that nulls may follow. */
function assertSame(column: Column, items: readonly number[], put: Put, packed: Buffer): void {
  for (const [index, item] of items.entries()) put(column, index, item)
  const expected = Buffer.from(packed)
  expected.writeInt32BE(0, 4)
  assert.deepEqual(bytesOf(column), expected)
}

const whole = (size: number) => fc.array(fc.integer({ min: -size, max: size - 1 }), { maxLength: 50 })
const MAX = Number.MAX_SAFE_INTEGER

test('columns hold the same bytes as packed arrays', () => {
  fc.assert(
    fc.property(whole(2 ** 15), whole(2 ** 31), fc.array(fc.maxSafeInteger()), (small, middle, large) => {
      assertSame(int2Column(small.length), small, putInt2, packInt2(small))
      assertSame(int4Column(middle.length), middle, putInt4, packInt4(middle))
      assertSame(int8Column(large.length), large, putInt8, packInt8(large))
    }),
  )
})

test('ids are written into their places', () => {
  const ids = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)]
  const column = uuidColumn(2)
  for (const [index, id] of ids.entries()) new Uint8Array(column.buffer).set(id, uuidPlace(index))
  const expected = packHash(ids)
  expected.writeInt32BE(0, 4)
  assert.deepEqual(bytesOf(column), expected)
})

test('int8 arrays are read exactly, beyond what a double holds too, and nulls as nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { minLength: 1 }),
      (items) => {
        const read = readInt8s(`{${items.join(',')}}`, items.length)
        assert.deepEqual(
          items.map((_, index) => sumAt(read, index, 0)),
          items,
        )
      },
    ),
  )
  assert.deepEqual([...readInt8s('{1,NULL,-3}', 3)], [1, 0, -3])
  assert.deepEqual([...readInt8s('{}', 0)], [])
})

test('sums that leave the range of a double stay exact', () => {
  assert.equal(sumAt(Float64Array.of(MAX), 0, MAX), BigInt(MAX) * 2n)
  assert.equal(sumAt(Float64Array.of(-MAX), 0, -1), -(2n ** 53n))
  assert.equal(sumAt(BigInt64Array.of(2n ** 60n), 0, -5), 2n ** 60n - 5n)
})
