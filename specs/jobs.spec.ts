import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { instantText, plusMs, simWorld } from '../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import type { JobKind } from '../platform/jobs/job.ts'
import { cancelJobs, schedule } from '../platform/jobs/schedule.ts'
import { addTenant, job, plan, recorder, scopeOf, setClock, sorted } from '../platform/jobs/testing.ts'
import { createWorker } from '../platform/jobs/worker.ts'
import type { TenantId } from '../platform/scope.ts'

// Goal: what a module may rely on when it says "do this later". What happens when something breaks on the way
// is in jobs_failure.spec.ts.
// Method: virtual time and a real PostgreSQL.

const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS
let house: TestDatabase
let nextTenant = 1n
before(async () => {
  house = await createTestDatabase()
})
after(() => house.drop())

const newTenant = (): Promise<TenantId> => addTenant(house.admin, nextTenant++)

test('a job exists if and only if the transaction that asked for it commits', async () => {
  const world = simWorld(1n)
  const scope = scopeOf(await newTenant(), world)
  const { spec, bodies } = recorder('atomic.do')
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  await plan(house.db, scope, job('atomic.do', 'kept'))
  const undone = house.db.withTenant(scope.tenant_id, async (db) => {
    await schedule(db, scope, [job('atomic.do', 'undone')])
    throw new Error('the payment was refused')
  })
  await assert.rejects(undone, /refused/)
  assert.equal(await worker.drain(), 1)
  assert.deepEqual(bodies(), ['kept'])
  assert.equal(await worker.drain(), 0, 'what is done is not done again')
})

test('a job waits until its time has come', async () => {
  const world = simWorld(2n)
  const scope = scopeOf(await newTenant(), world)
  const { spec, bodies } = recorder('waits.do')
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  await plan(house.db, scope, job('waits.do', 'tomorrow', { run_at: plusMs(world.now(), DAY_MS) }))
  world.advance(DAY_MS - 1)
  assert.equal(await worker.runOnce(), 0)
  world.advance(1)
  assert.equal(await worker.runOnce(), 1)
  assert.deepEqual(bodies(), ['tomorrow'])
})

test('a frozen sandbox moved ahead by a year lives through that year in order', async () => {
  const world = simWorld(3n)
  const tenant_id = await newTenant()
  const frozen_at = world.now()
  await setClock(house.admin, tenant_id, { frozen_at, offset_us: 0 })
  const scope = scopeOf(tenant_id, world, { frozen_at, offset_us: 0 })
  const ran: string[] = []
  const kind = (name: string, run: JobKind['run']): JobKind => ({
    kind: name,
    retry_ms: [],
    batch_max: 100,
    run,
  })
  // Each run asks for the next one, 30 days after it was due: the chain must be met in order, not at the end.
  const monthly = kind('year.monthly', async ({ jobs, scope: own }) => {
    for (const one of jobs) {
      ran.push(`month of ${instantText(one.run_at).slice(0, 10)}`)
      await plan(house.db, own, job('year.monthly', null, { run_at: plusMs(one.run_at, 30 * DAY_MS) }))
    }
    return 'done'
  })
  const once = kind('year.once', async ({ jobs }) => {
    for (const one of jobs) ran.push(`hold of ${instantText(one.run_at).slice(0, 10)}`)
    return 'done'
  })
  const inDays = (name: string, days: number) => job(name, null, { run_at: plusMs(frozen_at, days * DAY_MS) })
  const holds = [364, 200, 100, 7].map((days) => inDays('year.once', days))
  await plan(house.db, scope, ...holds, inDays('year.monthly', 30))
  const worker = createWorker({ db: house.db, world, kinds: [monthly, once] })

  world.advance(YEAR_MS)
  assert.equal(await worker.drain(), 0, 'the wall clock does not move a frozen sandbox')
  await setClock(house.admin, tenant_id, { frozen_at: plusMs(frozen_at, YEAR_MS), offset_us: 0 })
  assert.equal(await worker.drain(), 4 + 12)
  const days = ran.map((line) => line.slice(-10))
  assert.deepEqual(days, sorted(days), 'in the order of the sandbox’s days')
  assert.deepEqual(
    [ran[0], ran[1], ran.at(-1)],
    ['hold of 2026-01-08', 'month of 2026-01-31', 'hold of 2026-12-31'],
  )
})

test('a live tenant does not wait for a sandbox, nor a sandbox for the wall clock', async () => {
  const world = simWorld(4n)
  const [live, ahead] = [await newTenant(), await newTenant()]
  const clock = { frozen_at: null, offset_us: DAY_MS * 1000 }
  await setClock(house.admin, ahead, clock)
  const { spec, seen, bodies } = recorder('clocks.do')
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  const run_at = plusMs(world.now(), DAY_MS)
  await plan(house.db, scopeOf(live, world), job('clocks.do', 'live', { run_at }))
  await plan(house.db, scopeOf(ahead, world, clock), job('clocks.do', 'a day ahead', { run_at }))
  await worker.drain()
  assert.deepEqual(bodies(), ['a day ahead'])
  assert.equal(seen[0]?.at, instantText(run_at), 'its work sees the sandbox’s time')
  world.advance(DAY_MS)
  await worker.drain()
  assert.deepEqual(bodies(), ['a day ahead', 'live'])
})

test('work that is not finished asks to be run again, at a time of its choice and without end', async () => {
  const world = simWorld(5n)
  const scope = scopeOf(await newTenant(), world)
  let asked = 0
  const { spec } = recorder('inquire.do', {
    retry_ms: [],
    async run({ jobs, scope: own }) {
      asked += 1
      const again = { outcome: 'again', run_at: plusMs(own.world.now(), 10_000) } as const
      return asked < 5 ? jobs.map(() => again) : 'done'
    },
  })
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  await plan(house.db, scope, job('inquire.do', null))
  for (let round = 0; round < 6; round++) {
    await worker.drain()
    world.advance(10_000)
  }
  assert.equal(asked, 5)
})

test('a key lets one job wait for many askers, at the earliest time any of them named', async () => {
  const world = simWorld(6n)
  const scope = scopeOf(await newTenant(), world)
  const { spec, bodies } = recorder('keyed.do')
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  const ask = (body: string, ms: number, unique_key = 'account 7') =>
    plan(house.db, scope, job('keyed.do', body, { unique_key, run_at: plusMs(world.now(), ms) }))
  assert.equal((await ask('first', 5_000)).length, 1)
  assert.equal((await ask('second', 1_000)).length, 0)
  assert.equal((await ask('other', 9_000, 'account 8')).length, 1)
  const both = await Promise.all([ask('racing', 1_000, 'account 9'), ask('racing', 1_000, 'account 9')])
  assert.equal(both.flat().length, 1)
  world.advance(1_000)
  await worker.drain()
  assert.deepEqual(sorted(bodies()), ['first', 'racing'])
  assert.equal((await ask('afterwards', 0)).length, 1, 'what ran no longer waits: new work needs a new job')
  const cancelled = await house.db.withTenant(scope.tenant_id, (db) =>
    cancelJobs(db, scope, 'keyed.do', ['account 8', 'account 9']),
  )
  assert.equal(cancelled, 1)
  await worker.drain()
  assert.deepEqual(sorted(bodies()), ['afterwards', 'first', 'racing'])
})

test('a worker that is started finds work by itself, at its own pace, and at once when woken', async () => {
  const world = simWorld(7n)
  const scope = scopeOf(await newTenant(), world)
  const { spec, bodies } = recorder('started.do')
  const worker = createWorker({ db: house.db, world, kinds: [spec], poll_ms: 1_000 })
  const seen = async (count: number): Promise<number> => {
    const started_ms = world.elapsed_ms()
    for (; bodies().length < count; world.advance(10)) await house.admin.query('select')
    return world.elapsed_ms() - started_ms
  }
  worker.start()
  await plan(house.db, scope, job('started.do', 'found by looking'))
  await seen(1)
  await house.db.withTenant(scope.tenant_id, async (db) => {
    await schedule(db, scope, [job('started.do', 'woken')])
    worker.wake(scope.tenant_id) // too early, and inside a transaction: harmless
  })
  worker.wake(scope.tenant_id)
  assert.ok((await seen(2)) < 1_000, 'sooner than the next look')
  await worker.stop()
  assert.deepEqual(bodies(), ['found by looking', 'woken'])
})
