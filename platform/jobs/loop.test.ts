import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simWorld } from '../../kernel/world.ts'
import { door } from '../db/statement_log.ts'
import { inLanes } from './lanes.ts'
import { OUTAGE_WAIT_MS } from './limits.ts'
import { createLoop } from './loop.ts'

/** Lets promises that are ready settle; no time passes. */
async function settle(): Promise<void> {
  for (let round = 0; round < 20; round++) await Promise.resolve()
}

test('a loop takes its turns at the pace it is told', async () => {
  const world = simWorld(1n)
  const at: number[] = []
  const turn = async (): Promise<number> => {
    at.push(world.elapsed_ms())
    return 100
  }
  const loop = createLoop({ world, turn, failed: () => assert.fail() })
  loop.start()
  for (let step = 0; step < 30; step++) {
    world.advance(10)
    await settle()
  }
  await loop.stop()
  world.advance(1_000)
  assert.deepEqual(at, [0, 110, 210])
})

test('a loop that fails waits longer and longer, and is itself again after a good turn', async () => {
  const world = simWorld(2n)
  let isBroken = true
  const waits: (number | undefined)[] = []
  const loop = createLoop({
    world,
    turn: async () => {
      if (isBroken) throw new Error('the database is away')
      return 1_000
    },
    failed: () => undefined,
  })
  loop.start()
  for (let failure = 0; failure < 10; failure++) {
    world.advance(world.next_timer_ms() ?? 0)
    await settle()
    waits.push(world.next_timer_ms())
    loop.wake() // would only hammer what is broken
  }
  assert.deepEqual(waits, [...OUTAGE_WAIT_MS, 30_000, 30_000])
  isBroken = false
  world.advance(30_000)
  await settle()
  assert.equal(world.next_timer_ms(), 1_000)
  await loop.stop()
})

test('a loop woken inside a transaction does not believe it is in that transaction', async () => {
  const world = simWorld(3n)
  const inside: (boolean | undefined)[] = []
  const turn = async (): Promise<number> => {
    inside.push(door.getStore()?.in_transaction)
    return 1_000
  }
  const loop = createLoop({ world, turn, failed: () => assert.fail() })
  loop.start()
  world.advance(0)
  await settle()
  await door.run({ via: 'tenant', in_transaction: true }, async () => {
    loop.wake()
    world.advance(0)
    await settle()
  })
  assert.deepEqual(inside, [undefined, undefined])
  await loop.stop()
})

test('lanes keep the order of results and come to rest before they report a failure', async () => {
  let running = 0
  let most = 0
  const work = async (item: number): Promise<number> => {
    most = Math.max(most, ++running)
    await settle()
    running -= 1
    if (item === 99) throw new Error('no')
    return item * 2
  }
  assert.deepEqual(await inLanes([1, 2, 3, 4, 5], 2, work), [2, 4, 6, 8, 10])
  assert.equal(most, 2)
  await assert.rejects(inLanes([1, 99, 3, 4], 2, work), /no/)
  assert.equal(running, 0)
})
