import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simWorld } from '../../kernel/world.ts'
import type { Lane } from '../db/lane.ts'
import type { TenantId } from '../scope.ts'
import { createBatcher, Overloaded, type Waiting } from './batcher.ts'

type Flush = { tenant_id: TenantId; items: number[]; finish: () => void }
const nothing = () => Promise.resolve()
const lane: Lane = { open: nothing, run: () => Promise.resolve([]), close: nothing }
const one = 1n as TenantId
const two = 2n as TenantId

/** A batcher whose batches end when the test says so; an item weighs what it is worth. */
function setUp(options: { lanes?: number; weight_max?: number; queue_max?: number } = {}) {
  const flushes: Flush[] = []
  const world = simWorld(1n)
  const batcher = createBatcher<number, string>({
    world,
    lanes: Array.from({ length: options.lanes ?? 1 }, () => lane),
    weight_max: options.weight_max ?? 100,
    queue_max: options.queue_max ?? 1_000,
    weigh: (item) => item,
    flush: (_lane, tenant_id, items: readonly Waiting<number, string>[]) =>
      new Promise((resolve) => {
        const finish = (): void => {
          for (const { item, resolve: answer } of items) answer(`done ${item}`)
          resolve()
        }
        flushes.push({ tenant_id, items: items.map(({ item }) => item), finish })
      }),
  })
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
  return { batcher, flushes, turn, world }
}

test('what arrives together shares one batch, and what arrives meanwhile makes the next', async () => {
  const { batcher, flushes, turn } = setUp()
  const first = [batcher.submit(one, 1), batcher.submit(one, 2)]
  await turn()
  const second = [batcher.submit(one, 3), batcher.submit(one, 4), batcher.submit(one, 5)]
  await turn()
  assert.deepEqual(
    flushes.map((flush) => flush.items),
    [[1, 2]],
  )
  flushes[0]?.finish()
  assert.deepEqual(await Promise.all(first), ['done 1', 'done 2'])
  await turn()
  assert.deepEqual(flushes[1]?.items, [3, 4, 5])
  flushes[1]?.finish()
  assert.deepEqual(await Promise.all(second), ['done 3', 'done 4', 'done 5'])
  await batcher.idle()
  assert.equal(batcher.depth(), 0)
})

test('a batch that gives its lane back before it settles lets the next one begin, once', async () => {
  const begun: number[][] = []
  const settles: (() => void)[] = []
  const batcher = createBatcher<number, string>({
    world: simWorld(1n),
    lanes: [lane],
    weight_max: 100,
    queue_max: 1_000,
    weigh: (item) => item,
    flush: async (_lane, _tenant_id, items: readonly Waiting<number, string>[], giveBack) => {
      begun.push(items.map(({ item }) => item))
      giveBack()
      giveBack()
      await new Promise<void>((resolve) => void settles.push(resolve))
      for (const { item, resolve } of items) resolve(`done ${item}`)
    },
  })
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
  const first = batcher.submit(one, 1)
  await turn()
  const second = batcher.submit(one, 2)
  await turn()
  assert.deepEqual(begun, [[1], [2]])
  let isIdle = false
  const idle = batcher.idle().then(() => (isIdle = true))
  settles[1]?.()
  assert.equal(await second, 'done 2')
  await turn()
  assert.equal(isIdle, false, 'the first is not settled yet')
  settles[0]?.()
  assert.equal(await first, 'done 1')
  await idle
})

test('a batch holds one tenant only, is bounded, and busy tenants take turns', async () => {
  const { batcher, flushes, turn } = setUp({ weight_max: 10 })
  const all = [batcher.submit(one, 6), batcher.submit(one, 5), batcher.submit(one, 9), batcher.submit(two, 7)]
  for (let round = 0; round < 4; round++) {
    await turn()
    flushes[round]?.finish()
  }
  await Promise.all(all)
  assert.deepEqual(
    flushes.map(({ tenant_id, items }) => [tenant_id, items]),
    [
      [one, [6]],
      [two, [7]],
      [one, [5]],
      [one, [9]],
    ],
  )
})

test('a tenant fills one lane before it gets a second, and another tenant need not wait', async () => {
  const { batcher, flushes, turn } = setUp({ lanes: 3 })
  const sent = (): [TenantId, number[]][] => flushes.map(({ tenant_id, items }) => [tenant_id, items])
  const all = [batcher.submit(one, 20)]
  await turn()
  all.push(batcher.submit(one, 10), batcher.submit(two, 30))
  await turn()
  assert.deepEqual(sent(), [
    [one, [20]],
    [two, [30]],
  ])
  all.push(batcher.submit(one, 40))
  await turn()
  assert.deepEqual(sent()[2], [one, [10, 40]], 'half a batch waits')
  for (const { finish } of flushes) finish()
  await Promise.all(all)
})

const behind: readonly [what: string, first: number, wait_ms: number, goes: boolean][] = [
  ['some', 8, 24, false],
  ['something slow', 8, 25, true],
  ['something large', 50, 0, true],
  ['next to nothing', 7, 0, true],
]
for (const [what, first, wait_ms, goes] of behind)
  test(`behind ${what} the next one ${goes ? 'takes another lane' : 'waits'}`, async () => {
    const { batcher, flushes, turn, world } = setUp({ lanes: 2 })
    const all = [batcher.submit(one, first)]
    await turn()
    world.advance(wait_ms)
    all.push(batcher.submit(one, 1))
    await turn()
    assert.equal(flushes.length, goes ? 2 : 1)
    flushes[0]?.finish()
    await turn()
    assert.equal(flushes.length, 2, 'it goes when the first is done')
    flushes[1]?.finish()
    await Promise.all(all)
    await batcher.idle()
  })

test('an item heavier than a batch goes alone', async () => {
  const { batcher, flushes, turn } = setUp({ weight_max: 10 })
  const heavy = batcher.submit(one, 50)
  await turn()
  assert.deepEqual(flushes[0]?.items, [50])
  flushes[0]?.finish()
  assert.equal(await heavy, 'done 50')
})

test('a full queue refuses before any work is done', async () => {
  const { batcher, flushes, turn } = setUp({ queue_max: 10 })
  const kept = batcher.submit(one, 8)
  await assert.rejects(batcher.submit(one, 3), Overloaded)
  await turn()
  flushes[0]?.finish()
  assert.equal(await kept, 'done 8')
})

test('a batch that breaks rejects its own items and not the next ones', async () => {
  let calls = 0
  const batcher = createBatcher<number, string>({
    world: simWorld(1n),
    lanes: [lane],
    weight_max: 10,
    queue_max: 100,
    weigh: () => 1,
    flush: (_lane, _tenant, items) => {
      calls += 1
      if (calls === 1) return Promise.reject(new Error('the wire broke'))
      for (const { resolve } of items) resolve('done')
      return Promise.resolve()
    },
  })
  await assert.rejects(batcher.submit(one, 1), /the wire broke/)
  assert.equal(await batcher.submit(one, 2), 'done')
})
