import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { idFromBytes, newId } from '../../kernel/id.ts'
import { realWorld, simWorld } from '../../kernel/world.ts'
import { createAccountPlaces } from './account_places.ts'

const seed = 0x5eed
/** Sixteen bytes of which most are equal among the ids of a run, so that ties and near ties are common. */
const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
const nearBytes = fc
  .tuple(fc.constantFrom(0, 6, 12, 15), fc.integer({ min: 0, max: 3 }))
  .map(([at, value]) => Uint8Array.from({ length: 16 }, (_, index) => (index === at ? value : 7)))

function assertPlaces(ids: readonly string[]): void {
  const places = createAccountPlaces(ids.length, seed)
  const first = new Map<string, number>()
  for (const id of ids) {
    const place = places.place(id)
    assert.equal(place, first.get(id) ?? first.size)
    first.set(id, place)
  }
  assert.equal(places.count(), first.size)
  const ranks = places.ranks()
  const sorted = [...first.keys()].sort()
  for (const [index, id] of sorted.entries()) assert.equal(ranks[first.get(id) as number], index)
}

test('each account has one place, and ranks are the order of the ids', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(bytes, nearBytes), { minLength: 1, maxLength: 200 }), (list) =>
      assertPlaces(list.map((one) => idFromBytes('acc', one))),
    ),
  )
})

test('ids of one millisecond, and a full batch of ids, are ranked too', () => {
  const frozen = simWorld(3n)
  assertPlaces(Array.from({ length: 3_000 }, () => newId('acc', frozen)))
  const world = realWorld()
  assertPlaces(Array.from({ length: 16_380 }, () => newId('acc', world)))
})

test('more accounts than a batch can have are a bug', () => {
  assert.throws(() => createAccountPlaces(16_385, seed), /more accounts/)
})

test('the bytes of an id are copied as they were read', () => {
  const world = realWorld()
  const id = newId('acc', world)
  const places = createAccountPlaces(2, seed)
  const to = new DataView(new ArrayBuffer(20))
  places.copyId(places.place(id), to, 4)
  assert.equal(idFromBytes('acc', new Uint8Array(to.buffer), 4), id)
})
