import assert from 'node:assert/strict'
import { test } from 'node:test'
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
  const batcher = createBatcher<number, string>({
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
  return { batcher, flushes, turn }
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
