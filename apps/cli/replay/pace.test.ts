import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SimWorld, simWorld } from '../../../kernel/world.ts'
import { createPace } from './pace.ts'
import { createWindow } from './window.ts'

/** Moves time to the next timer until the work is done. */
async function play<T>(world: SimWorld, work: Promise<T>): Promise<T> {
  let isDone = false
  const mark = (): void => void (isDone = true)
  work.then(mark, mark)
  for (;;) {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    if (isDone) return work
    world.advance(world.next_timer_ms() ?? 0)
  }
}

test('no more pass in a second than were allowed, and not much less', async () => {
  for (const rate of [1, 7, 100, 5_000]) {
    const world = simWorld(1n)
    const pace = createPace(rate, world, new AbortController().signal)
    const rows = rate * 3
    const send = async (): Promise<void> => {
      for (let row = 0; row < rows; row++) await pace()
    }
    await play(world, send())
    const seconds = world.elapsed_ms() / 1_000
    assert.ok(seconds > 2.9 && seconds <= 3.01, `${rows} rows at ${rate}/s took ${seconds} s`)
  }
})

test('after a long wait there is no burst', async () => {
  const world = simWorld(1n)
  const pace = createPace(100, world, new AbortController().signal)
  await play(world, pace())
  world.advance(60_000)
  const send = async (): Promise<void> => {
    for (let row = 0; row < 100; row++) await pace()
  }
  await play(world, send())
  assert.ok(world.elapsed_ms() - 60_000 >= 850, 'at most a tenth of a second is made up for')
})

test('outcomes are counted in the order of the file, whichever comes first', async () => {
  const stop = new AbortController()
  const counted: number[] = []
  const window = createWindow<string>(5, stop.signal, (row) => counted.push(row))
  for (const row of [7, 6, 9]) window.settle(row, 'x')
  assert.deepEqual([counted, window.next()], [[], 5])
  window.settle(5, 'x')
  assert.deepEqual([counted, window.next()], [[5, 6, 7], 8])
  await window.room(10_007)
  let hasRoom = false
  const waiting = window.room(10_008).then(() => (hasRoom = true))
  await Promise.resolve()
  assert.equal(hasRoom, false)
  stop.abort()
  await waiting
})
