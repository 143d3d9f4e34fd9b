import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import { addTenant, scopeOf } from '../jobs/testing.ts'
import { tellFacts } from '../outbox/testing.ts'
import type { TenantId } from '../scope.ts'
import { createFeedPages } from './feed_pages.ts'

// Goal: consumers share what was read, and none takes an old page for the end of the feed.
const world = realWorld()
let house: TestDatabase
let nextTenant = 1n
before(async () => {
  house = await createTestDatabase()
})
after(() => house.drop())

/** Pages, how often PostgreSQL was asked for one, and the numbers of a page's facts. */
async function newFeed() {
  const tenant_id: TenantId = await addTenant(house.admin, nextTenant++)
  let reads = 0
  const withTenant: TestDatabase['db']['withTenant'] = (id, fn) => {
    reads += 1
    return house.db.withTenant(id, fn)
  }
  const pages = createFeedPages({ ...house.db, withTenant })
  const tell = (count: number) => tellFacts(house.db, scopeOf(tenant_id, world), Array(count).fill({}))
  const read = async (after_seq: bigint, since = pages.moment()) => {
    const { facts, is_current } = await pages.read(tenant_id, after_seq, since)
    return { seqs: facts.map(({ seq }) => Number(seq)), is_current }
  }
  return { pages, tell, read, reads: () => reads }
}

test('who asks for the same place, at once or later, shares one read; who is ahead gets the rest of it', async () => {
  const { tell, read, reads } = await newFeed()
  await tell(3)
  const both = await Promise.all([read(0n), read(0n)])
  const [all, rest] = [
    { seqs: [1, 2, 3], is_current: true },
    { seqs: [3], is_current: true },
  ]
  assert.deepEqual([...both, await read(0n), await read(2n)], [all, all, all, rest])
  assert.equal(reads(), 1)
})

test('a page from before the news says so, and behind it the feed is read anew', async () => {
  const { pages, tell, read } = await newFeed()
  await tell(1)
  await read(0n)
  await tell(1)
  pages.note()
  assert.deepEqual(await read(0n), { seqs: [1], is_current: false })
  assert.deepEqual(await read(1n), { seqs: [2], is_current: true })
})

test('who comes to the end of what was read, at once with others, shares the next read with them', async () => {
  const { pages, tell, read, reads } = await newFeed()
  for (const place of [0n, 1n, 2n]) {
    await tell(1)
    pages.note()
    await read(place)
  }
  await tell(2)
  pages.note()
  const asked = await Promise.all([read(3n), read(3n), read(3n)])
  assert.deepEqual(asked, Array(3).fill({ seqs: [4, 5], is_current: true }))
  assert.equal(reads(), 4)
})

test('that there is nothing is not kept, and a tenant is never shown another one’s facts', async () => {
  const { pages, tell, read } = await newFeed()
  assert.deepEqual(await read(0n), { seqs: [], is_current: true })
  await tell(1)
  assert.deepEqual(await read(0n), { seqs: [1], is_current: true })
  const other = await addTenant(house.admin, nextTenant++)
  assert.deepEqual((await pages.read(other, 0n, pages.moment())).facts, [])
})
