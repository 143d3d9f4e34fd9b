import assert from 'node:assert/strict'
import { totalmem } from 'node:os'
import { test } from 'node:test'
import fc from 'fast-check'
import { serverArguments } from './embedded_settings.ts'

const GIB = 2 ** 30
const buffersMb = (stored_bytes: number): number => {
  const [argument] = serverArguments({ port: 1, durable: true, stored_bytes }).filter((one) =>
    one.startsWith('shared_buffers='),
  )
  return Number(/=(\d+)MB$/.exec(argument ?? '')?.[1])
}

test('a new database starts with little memory, a large one with a quarter of the machine’s, at most 4 GB', () => {
  assert.ok(buffersMb(0) <= 512)
  assert.ok(buffersMb(100 * GIB) <= 4_096)
  assert.ok(buffersMb(100 * GIB) <= totalmem() / 4 / 2 ** 20)
  if (totalmem() >= 16 * GIB && process.constrainedMemory() >= 16 * GIB)
    assert.equal(buffersMb(GIB / 4), 1_024, 'four times what is stored')
})

test('more stored bytes never get less memory', () => {
  const bytes = fc.integer({ min: 0, max: 64 * GIB })
  fc.assert(fc.property(bytes, bytes, (a, b) => buffersMb(Math.min(a, b)) <= buffersMb(Math.max(a, b))))
})
