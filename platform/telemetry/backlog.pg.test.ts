import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { plusMs, simWorld } from '../../kernel/world.ts'
import { createEventBus } from '../bus/event_bus.ts'
import { root, rooms } from '../db/rooms.ts'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import { addTenant, job, plan, scopeOf } from '../jobs/testing.ts'
import { tellFacts } from '../outbox/testing.ts'
import { BACKLOG_KEPT_MS, watchBacklog } from './backlog.ts'
import { createHealth } from './health.ts'
import { createMetrics } from './metrics.ts'
import { schemaCheck } from './schema_check.ts'

let house: TestDatabase
before(async () => {
  house = await createTestDatabase()
})
after(() => house.drop())

test('the metrics say how much work waits and how far consumers are behind', async () => {
  const world = simWorld(1n)
  const metrics = createMetrics({ runtime: false })
  watchBacklog({ db: house.db, world, metrics })
  const scope = scopeOf(await addTenant(house.admin, 1n), world)
  await plan(house.db, scope, job('test.do', 1), job('test.do', 2, { run_at: plusMs(world.now(), 60_000) }))
  const bus = createEventBus({ db: house.db, world })
  bus.subscribe('lagging', { types: [] }, async () => undefined)
  const tell = (count: number) => tellFacts(house.db, scope, Array(count).fill({}))
  await tell(1)
  await bus.runOnce()
  await tell(5)
  const text = await metrics.text()
  for (const line of [
    'florin_jobs{state="waiting"} 2',
    'florin_jobs{state="due"} 1',
    'florin_jobs{state="dead"} 0',
    'florin_outbox_lag_facts{consumer="lagging"} 5',
  ])
    assert.ok(text.includes(line), line)
  await tell(1)
  assert.ok((await metrics.text()).includes('} 5'), 'scrapes share one look for a while')
  world.advance(BACKLOG_KEPT_MS)
  assert.ok((await metrics.text()).includes('florin_outbox_lag_facts{consumer="lagging"} 6'))
})

test('ready on a migrated database; not ready when a migration of this release is missing', async () => {
  const world = simWorld(2n)
  const isSchemaCurrent = schemaCheck({ db: house.db, root, rooms })
  const ready = async () => (await createHealth({ db: house.db, world, isSchemaCurrent }).ready()).is_ready
  assert.equal(await ready(), true)
  await house.admin.query(
    `insert into platform.applied_file (name, hash) values ('platform/9999_next_release', 'x')`,
  )
  assert.equal(await ready(), true, 'the release before runs on the new schema')
  await house.admin.query(`delete from platform.applied_file where name = 'platform/0002_jobs'`)
  assert.equal(await ready(), false)
})
