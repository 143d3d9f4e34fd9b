import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { idFromBytes, idOf, idPattern, isId, newId, newUuid, parseId, uuidOf, writeIdBytes } from './id.ts'
import { simWorld } from './world.ts'

test('the same seed gives the same ids, and later ids sort later', () => {
  const [one, two] = [simWorld(7n), simWorld(7n)]
  assert.equal(newId('acc', one), newId('acc', two))
  const first = newId('acc', one)
  one.advance(1)
  assert.ok(newId('acc', one) > first)
})

test('any 128 bits are written and read back, in the order of their bytes', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const out = new Uint8Array(20)
      const id = idFromBytes('trf', a)
      writeIdBytes(id, out, 3)
      assert.deepEqual(out.subarray(3, 19), a)
      assert.ok(isId('trf', id) && new RegExp(idPattern('trf')).test(id))
      assert.equal(
        Math.sign(Buffer.compare(a, b)),
        id < idFromBytes('trf', b) ? -1 : id > idFromBytes('trf', b) ? 1 : 0,
      )
      assert.equal(idOf('trf', uuidOf(id)), id)
    }),
  )
})

test('a uuid is of version 7', () => {
  assert.match(newUuid(simWorld(1n)), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('what is not an id of the noun is refused', () => {
  const id = newId('acc', simWorld(1n))
  assert.equal(parseId('acc', id), id)
  const wrong = [
    '',
    'acc_',
    id.slice(0, -1),
    `${id}0`,
    id.replace('acc', 'trf'),
    id.toUpperCase(),
    `acc_8${id.slice(5)}`,
    `acc_${'u'.repeat(26)}`,
    `acc_${'é'.repeat(26)}`,
    id.replace('_', '-'),
  ]
  for (const text of wrong) assert.equal(parseId('acc', text), undefined, text)
})
