import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { instantText, plusMs, simWorld } from '../kernel/world.ts'
import type { Db } from '../platform/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { deadJobs, reviveJobs } from '../platform/jobs/dead_jobs.ts'
import { assertFence } from '../platform/jobs/fence.ts'
import type { JobEvent, JobKind, JobWork, NewJob } from '../platform/jobs/job.ts'
import { cancelJobs, schedule } from '../platform/jobs/schedule.ts'
import { addTenant, scopeOf, setClock } from '../platform/jobs/testing.ts'
import { createWorker } from '../platform/jobs/worker.ts'
import { appendFacts, readFeed } from '../platform/outbox/outbox.ts'
import type { TenantId } from '../platform/scope.ts'

// Goal: what a module may rely on when it says "do this later".
// Method: virtual time and a real PostgreSQL. A worker that died is one whose clock stands still.

const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS
let house: TestDatabase
let nextTenant = 1n
before(async () => {
  house = await createTestDatabase()
})
after(() => house.drop())

const newTenant = (): Promise<TenantId> => addTenant(house.admin, nextTenant++)

/** A kind that writes down what it was given; each test has kinds of its own, so tests do not meet. */
function recorder(kind: string, more: Partial<JobKind> = {}) {
  const seen: { bodies: string[]; at: string }[] = []
  const spec: JobKind = {
    kind,
    retry_ms: [1_000, 60_000],
    batch_max: 100,
    async run({ jobs, scope }: JobWork) {
      seen.push({
        bodies: jobs.map((job) => JSON.parse(job.body) as string),
        at: instantText(scope.world.now()),
      })
      return 'done'
    },
    ...more,
  }
  return { spec, seen, bodies: () => seen.flatMap((set) => set.bodies) }
}
const sorted = (texts: readonly string[]): string[] => texts.toSorted((a, b) => a.localeCompare(b, 'en'))
const later = (kind: string, body: NewJob['body'], more: Partial<NewJob> = {}): NewJob => ({
  kind,
  body,
  ...more,
})

test('a job exists if and only if the transaction that asked for it commits', async () => {
  const world = simWorld(1n)
  const scope = scopeOf(await newTenant(), world)
  const { spec, bodies } = recorder('atomic.do')
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  await house.db.withTenant(scope.tenant_id, (db) => schedule(db, scope, [later('atomic.do', 'kept')]))
  const undone = house.db.withTenant(scope.tenant_id, async (db) => {
    await schedule(db, scope, [later('atomic.do', 'undone')])
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
  const run_at = plusMs(world.now(), DAY_MS)
  await house.db.withTenant(scope.tenant_id, (db) =>
    schedule(db, scope, [later('waits.do', 'tomorrow', { run_at })]),
  )
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
  const monthly: JobKind = {
    kind: 'year.monthly',
    retry_ms: [],
    batch_max: 100,
    // Each run asks for the next one, 30 days after it was due: the chain must be met in order, not at the end.
    async run({ jobs, scope: own }) {
      for (const job of jobs) {
        ran.push(`month of ${instantText(job.run_at).slice(0, 10)}`)
        const run_at = plusMs(job.run_at, 30 * DAY_MS)
        await house.db.withTenant(tenant_id, (db) =>
          schedule(db, own, [later('year.monthly', null, { run_at })]),
        )
      }
      return 'done'
    },
  }
  const once: JobKind = {
    kind: 'year.once',
    retry_ms: [],
    batch_max: 100,
    async run({ jobs }) {
      for (const job of jobs) ran.push(`hold of ${instantText(job.run_at).slice(0, 10)}`)
      return 'done'
    },
  }
  const holds = [7, 100, 200, 364].map((days) =>
    later('year.once', null, { run_at: plusMs(frozen_at, days * DAY_MS) }),
  )
  const first = later('year.monthly', null, { run_at: plusMs(frozen_at, 30 * DAY_MS) })
  await house.db.withTenant(tenant_id, (db) => schedule(db, scope, [...holds.reverse(), first]))
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
  for (const scope of [scopeOf(live, world), scopeOf(ahead, world, clock)])
    await house.db.withTenant(scope.tenant_id, (db) =>
      schedule(db, scope, [later('clocks.do', String(scope.tenant_id), { run_at })]),
    )
  await worker.drain()
  assert.deepEqual(bodies(), [String(ahead)], 'only the tenant that is a day ahead')
  assert.equal(seen[0]?.at, instantText(run_at), 'and its work sees the sandbox’s time')
  world.advance(DAY_MS)
  await worker.drain()
  assert.deepEqual(bodies(), [String(ahead), String(live)])
})

test('two workers racing for the same jobs do each of them once', async () => {
  const world = simWorld(5n)
  const scope = scopeOf(await newTenant(), world)
  const counts = new Map<string, number>()
  const spec = recorder('race.do', {
    batch_max: 7,
    async run({ jobs }) {
      for (const job of jobs) counts.set(job.id, (counts.get(job.id) ?? 0) + 1)
      return 'done'
    },
  }).spec
  const jobs = Array.from({ length: 500 }, (_, index) => later('race.do', index))
  await house.db.withTenant(scope.tenant_id, (db) => schedule(db, scope, jobs))
  const workers = [1, 2, 3].map(() => createWorker({ db: house.db, world, kinds: [spec], claim_max: 20 }))
  await Promise.all(workers.map((worker) => worker.drain()))
  assert.equal(counts.size, 500)
  assert.ok([...counts.values()].every((count) => count === 1))
})

test('a worker that died: another takes its job after the lease, and what the dead one says is refused', async () => {
  const world = simWorld(6n)
  const stopped = simWorld(6n) // the clock of the worker that stands still
  const scope = scopeOf(await newTenant(), world)
  const events: JobEvent[] = []
  let wakeUp = (): void => undefined
  const stoodStill = new Promise<void>((resolve) => {
    wakeUp = resolve
  })
  const pay = (work: JobWork): Promise<bigint | undefined> =>
    house.db.withTenant(scope.tenant_id, async (db) => {
      for (const job of work.jobs) await assertFence(db, scope.tenant_id, job)
      return appendFacts(db, scope, [{ type: 'test.paid', object_id: null, body: {} }])
    })
  const dying = recorder('lease.pay', {
    async run(work) {
      await stoodStill
      await pay(work)
      return 'done'
    },
  }).spec
  const living = recorder('lease.pay', {
    async run(work) {
      await pay(work)
      return 'done'
    },
  }).spec
  await house.db.withTenant(scope.tenant_id, (db) => schedule(db, scope, [later('lease.pay', null)]))
  const dead = createWorker({
    db: house.db,
    world: stopped,
    kinds: [dying],
    observe: (event) => events.push(event),
  })
  const other = createWorker({ db: house.db, world, kinds: [living] })
  const late = dead.runOnce()
  await claimed(scope.tenant_id)

  assert.equal(await other.runOnce(), 0, 'the lease holds')
  world.advance(60_000)
  assert.equal(await other.runOnce(), 1, 'the lease is over')
  wakeUp()
  await late
  const feed = await house.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 0n, 10))
  assert.equal(feed.length, 1, 'money moved once')
  const failure = events.find((event) => event.event === 'failed')
  assert.equal((failure?.error as Error).name, 'StaleFence')
  assert.ok(events.some((event) => event.event === 'stale' && event.count === 1))
})

/** Resolves once the tenant's job has been claimed so many times. */
async function claimed(tenant_id: TenantId, times = 1): Promise<void> {
  for (let count = 0; count < times; ) {
    const { rows } = await house.admin.query<{ attempts: number }>(
      `select attempts from platform.job where tenant_id = $1 and state = 'running'`,
      [tenant_id],
    )
    count = rows[0]?.attempts ?? 0
  }
}

test('the effect and the end of a job commit together, or neither', async () => {
  const world = simWorld(7n)
  const scope = scopeOf(await newTenant(), world)
  let attempts = 0
  const spec = recorder('joined.pay', {
    async run(work) {
      attempts += 1
      await house.db.withTenant(scope.tenant_id, async (db) => {
        await work.complete(db)
        await appendFacts(db, scope, [{ type: 'test.paid', object_id: null, body: { attempts } }])
        if (attempts === 1) throw new Error('the connection broke before the commit')
      })
      return 'done'
    },
  }).spec
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  await house.db.withTenant(scope.tenant_id, (db) => schedule(db, scope, [later('joined.pay', null)]))
  await worker.drain()
  world.advance(1_000)
  await worker.drain()
  const feed = await house.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 0n, 10))
  assert.deepEqual(
    feed.map((fact) => fact.body),
    ['{"attempts":2}'],
  )
  assert.equal(await worker.drain(), 0)
})

test('a failing job is tried again as its schedule says, then kept with the reason, and can be revived', async () => {
  const world = simWorld(8n)
  const scope = scopeOf(await newTenant(), world)
  const tried: string[] = []
  let isBroken = true
  const spec = recorder('retry.do', {
    async run({ scope: own }) {
      tried.push(instantText(own.world.now()).slice(11, 19))
      if (isBroken) throw new Error('the bank at 4242 4242 4242 4242 did not answer')
      return 'done'
    },
  }).spec
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  await house.db.withTenant(scope.tenant_id, (db) => schedule(db, scope, [later('retry.do', null)]))
  for (const wait_ms of [0, 1_000, 60_000, DAY_MS]) {
    world.advance(wait_ms)
    await worker.drain()
  }
  assert.deepEqual(tried, ['00:00:00', '00:00:01', '00:01:01'], 'at once, after 1 s, after 60 s, never again')
  const dead = await house.db.withTenant(scope.tenant_id, (db) => deadJobs(db, scope.tenant_id))
  assert.deepEqual(
    dead.map((job) => [job.attempts, job.fault]),
    [[3, 'Error: the bank at [redacted] did not answer']],
  )
  isBroken = false
  const ids = dead.map((job) => job.id)
  const revived = await house.db.withTenant(scope.tenant_id, (db) => reviveJobs(db, scope, ids))
  assert.deepEqual(revived, ids)
  assert.equal(await worker.drain(), 1)
  assert.equal((await house.db.withTenant(scope.tenant_id, (db) => deadJobs(db, scope.tenant_id))).length, 0)
})

test('one bad job does not hold up the others of its set', async () => {
  const world = simWorld(9n)
  const scope = scopeOf(await newTenant(), world)
  const done: string[] = []
  const spec = recorder('poison.do', {
    async run({ jobs }) {
      const bodies = jobs.map((job) => JSON.parse(job.body) as string)
      if (bodies.includes('bad')) throw new Error('cannot read this one')
      done.push(...bodies)
      return 'done'
    },
  }).spec
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  await house.db.withTenant(scope.tenant_id, (db) =>
    schedule(
      db,
      scope,
      ['a', 'bad', 'b', 'c'].map((body) => later('poison.do', body)),
    ),
  )
  await worker.drain()
  assert.deepEqual(sorted(done), ['a', 'b', 'c'])
})

test('a job that takes its worker down each time is given up after its attempts', async () => {
  const world = simWorld(10n)
  const scope = scopeOf(await newTenant(), world)
  await house.db.withTenant(scope.tenant_id, (db) => schedule(db, scope, [later('crash.do', null)]))
  const { spec } = recorder('crash.do', { run: () => new Promise(() => undefined) })
  for (let crash = 1; crash <= 3; crash++) {
    // A worker that claims and is gone; the next one is a new process.
    void createWorker({ db: house.db, world: simWorld(10n, world.now()), kinds: [spec] }).runOnce()
    await claimed(scope.tenant_id, crash)
    world.advance(60_000)
  }
  const { spec: well, seen } = recorder('crash.do')
  await createWorker({ db: house.db, world, kinds: [well] }).drain()
  assert.equal(seen.length, 0)
  const dead = await house.db.withTenant(scope.tenant_id, (db) => deadJobs(db, scope.tenant_id))
  assert.equal(dead[0]?.fault, 'its worker was lost at every attempt')
})

test('work that is not finished asks to be run again, at a time of its choice and without end', async () => {
  const world = simWorld(11n)
  const scope = scopeOf(await newTenant(), world)
  let asked = 0
  const spec = recorder('inquire.do', {
    retry_ms: [],
    async run({ jobs, scope: own }) {
      asked += 1
      const again = { outcome: 'again', run_at: plusMs(own.world.now(), 10_000) } as const
      return asked < 5 ? jobs.map(() => again) : 'done'
    },
  }).spec
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  await house.db.withTenant(scope.tenant_id, (db) => schedule(db, scope, [later('inquire.do', null)]))
  for (let round = 0; round < 6; round++) {
    await worker.drain()
    world.advance(10_000)
  }
  assert.equal(asked, 5)
})

test('a key lets one job wait for many askers, at the earliest time any of them named', async () => {
  const world = simWorld(12n)
  const scope = scopeOf(await newTenant(), world)
  const { spec, bodies } = recorder('keyed.do')
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  const ask = (body: string, ms: number, unique_key = 'account 7') =>
    house.db.withTenant(scope.tenant_id, (db) =>
      schedule(db, scope, [later('keyed.do', body, { unique_key, run_at: plusMs(world.now(), ms) })]),
    )
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
  const world = simWorld(13n)
  const scope = scopeOf(await newTenant(), world)
  const { spec, bodies } = recorder('started.do')
  const worker = createWorker({ db: house.db, world, kinds: [spec], poll_ms: 1_000 })
  const seen = async (count: number): Promise<number> => {
    const started_ms = world.elapsed_ms()
    for (; bodies().length < count; world.advance(10)) await house.admin.query('select')
    return world.elapsed_ms() - started_ms
  }
  const ask = (body: string) => (db: Db) => schedule(db, scope, [later('started.do', body)])
  worker.start()
  await house.db.withTenant(scope.tenant_id, ask('found by looking'))
  await seen(1)
  await house.db.withTenant(scope.tenant_id, async (db) => {
    await ask('woken')(db)
    worker.wake(scope.tenant_id) // too early, and inside a transaction: harmless
  })
  worker.wake(scope.tenant_id)
  assert.ok((await seen(2)) < 1_000, 'sooner than the next look')
  await worker.stop()
  assert.deepEqual(bodies(), ['found by looking', 'woken'])
})
