import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { instantText, type SimWorld, simWorld } from '../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { deadJobs, reviveJobs } from '../platform/jobs/dead_jobs.ts'
import { assertFence } from '../platform/jobs/fence.ts'
import type { JobEvent, JobWork } from '../platform/jobs/job.ts'
import { LOST_REST_MS } from '../platform/jobs/limits.ts'
import { addTenant, job, plan, recorder, scopeOf, sorted } from '../platform/jobs/testing.ts'
import { createWorker } from '../platform/jobs/worker.ts'
import { appendFacts, readFeed } from '../platform/outbox/outbox.ts'
import type { OpenScope, TenantId } from '../platform/scope.ts'

// Goal: whatever breaks, a job's effect happens once, and no job is forgotten.
// Method: virtual time and a real PostgreSQL. A worker that died is one whose clock stands still.

let house: TestDatabase
let nextTenant = 1n
before(async () => {
  house = await createTestDatabase()
})
after(() => house.drop())

const newTenant = (): Promise<TenantId> => addTenant(house.admin, nextTenant++)
const paid = { type: 'test.paid', object_id: null, body: {} }
const feedOf = (scope: OpenScope) =>
  house.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 0n, 10))
const deadOf = (scope: OpenScope) =>
  house.db.withTenant(scope.tenant_id, (db) => deadJobs(db, scope.tenant_id))

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

test('workers racing for the same jobs do each of them once', async () => {
  const world = simWorld(1n)
  const scope = scopeOf(await newTenant(), world)
  const counts = new Map<string, number>()
  const { spec } = recorder('race.do', {
    batch_max: 7,
    async run({ jobs }) {
      for (const one of jobs) counts.set(one.id, (counts.get(one.id) ?? 0) + 1)
      return 'done'
    },
  })
  await plan(house.db, scope, ...Array.from({ length: 500 }, (_, index) => job('race.do', index)))
  const workers = [1, 2, 3].map(() => createWorker({ db: house.db, world, kinds: [spec], claim_max: 20 }))
  await Promise.all(workers.map((worker) => worker.drain()))
  assert.equal(counts.size, 500)
  assert.ok([...counts.values()].every((count) => count === 1))
})

test('a worker that died: another takes its job after the lease, and what the dead one says is refused', async () => {
  const world = simWorld(2n)
  const stopped = simWorld(2n) // the clock of the worker that stands still
  const scope = scopeOf(await newTenant(), world)
  const events: JobEvent[] = []
  const stillness = Promise.withResolvers<undefined>()
  const pay = async (work: JobWork): Promise<'done'> => {
    await house.db.withTenant(scope.tenant_id, async (db) => {
      for (const one of work.jobs) await assertFence(db, scope.tenant_id, one)
      await appendFacts(db, scope, [paid])
    })
    return 'done'
  }
  const dying = recorder('lease.pay', { run: (work) => stillness.promise.then(() => pay(work)) }).spec
  const living = recorder('lease.pay', { run: pay }).spec
  const observe = (event: JobEvent): unknown => events.push(event)
  await plan(house.db, scope, job('lease.pay', null))
  const late = createWorker({ db: house.db, world: stopped, kinds: [dying], observe }).runOnce()
  await claimed(scope.tenant_id)

  const other = createWorker({ db: house.db, world, kinds: [living] })
  assert.equal(await other.runOnce(), 0, 'the lease holds')
  world.advance(60_000)
  assert.equal(await other.runOnce(), 1, 'the lease is over')
  stillness.resolve(undefined)
  await late
  assert.equal((await feedOf(scope)).length, 1, 'money moved once')
  const failures = events.flatMap((event) => (event.event === 'failed' ? [event.error as Error] : []))
  assert.deepEqual(
    failures.map((error) => error.name),
    ['StaleFence'],
  )
  assert.ok(events.some((event) => event.event === 'stale' && event.count === 1))
})

test('the effect and the end of a job commit together, or neither', async () => {
  const world = simWorld(3n)
  const scope = scopeOf(await newTenant(), world)
  let attempts = 0
  const { spec } = recorder('joined.pay', {
    async run(work) {
      attempts += 1
      await house.db.withTenant(scope.tenant_id, async (db) => {
        await work.complete(db)
        await appendFacts(db, scope, [{ ...paid, body: { attempts } }])
        if (attempts === 1) throw new Error('the connection broke before the commit')
      })
      return 'done'
    },
  })
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  await plan(house.db, scope, job('joined.pay', null))
  await worker.drain()
  world.advance(1_000)
  await worker.drain()
  assert.deepEqual(
    (await feedOf(scope)).map((fact) => fact.body),
    ['{"attempts":2}'],
  )
  assert.equal(await worker.drain(), 0)
})

test('a failing job is tried again as its schedule says, then kept with the reason, and can be revived', async () => {
  const world = simWorld(4n)
  const scope = scopeOf(await newTenant(), world)
  const tried: string[] = []
  let isBroken = true
  const { spec } = recorder('retry.do', {
    async run({ scope: own }) {
      tried.push(instantText(own.world.now()).slice(11, 19))
      if (isBroken) throw new Error('the bank at 4242 4242 4242 4242 did not answer')
      return 'done'
    },
  })
  const worker = createWorker({ db: house.db, world, kinds: [spec] })
  await plan(house.db, scope, job('retry.do', null))
  for (const wait_ms of [0, 1_000, 60_000, 86_400_000]) {
    world.advance(wait_ms)
    await worker.drain()
  }
  assert.deepEqual(tried, ['00:00:00', '00:00:01', '00:01:01'], 'at once, after 1 s, after 60 s, never again')
  const dead = await deadOf(scope)
  assert.deepEqual(
    dead.map(({ attempts, fault }) => [attempts, fault]),
    [[3, 'Error: the bank at [redacted] did not answer']],
  )
  isBroken = false
  const ids = dead.map(({ id }) => id)
  assert.deepEqual(await house.db.withTenant(scope.tenant_id, (db) => reviveJobs(db, scope, ids)), ids)
  assert.equal(await worker.drain(), 1)
  assert.deepEqual(await deadOf(scope), [])
})

test('one bad job does not hold up the others of its set', async () => {
  const world = simWorld(5n)
  const scope = scopeOf(await newTenant(), world)
  const done: string[] = []
  const { spec } = recorder('poison.do', {
    async run({ jobs }) {
      const bodies = jobs.map((one) => JSON.parse(one.body) as string)
      if (bodies.includes('bad')) throw new Error('cannot read this one')
      done.push(...bodies)
      return 'done'
    },
  })
  await plan(house.db, scope, ...['a', 'bad', 'b', 'c'].map((body) => job('poison.do', body)))
  await createWorker({ db: house.db, world, kinds: [spec] }).drain()
  assert.deepEqual(sorted(done), ['a', 'b', 'c'])
})

test('a job whose worker is lost each time rests after its attempts, and begins anew', async () => {
  const world = simWorld(6n)
  const scope = scopeOf(await newTenant(), world)
  await plan(house.db, scope, job('crash.do', null))
  const { spec } = recorder('crash.do', { run: () => new Promise(() => undefined) })
  for (let crash = 1; crash <= 3; crash++) {
    // A worker that claims and is gone; the next one is a new process.
    void createWorker({ db: house.db, world: simWorld(6n, world.now()), kinds: [spec] }).runOnce()
    await claimed(scope.tenant_id, crash)
    world.advance(60_000)
  }
  const well = recorder('crash.do')
  const told: JobEvent[] = []
  const worker = createWorker({
    db: house.db,
    world,
    kinds: [well.spec],
    observe: (event) => told.push(event),
  })
  await worker.drain()
  assert.equal(well.seen.length, 0)
  assert.deepEqual(
    told.filter(({ event }) => event === 'lost'),
    [{ event: 'lost', kind: 'crash.do', count: 1 }],
  )
  assert.deepEqual(await deadOf(scope), [])
  world.advance(LOST_REST_MS - 1)
  await worker.drain()
  assert.equal(well.seen.length, 0)
  world.advance(1)
  await worker.drain()
  assert.equal(well.seen.length, 1)
})

test('a module that is stopped does not hold up the others', async () => {
  const world = simWorld(7n)
  const scope = scopeOf(await newTenant(), world)
  const { spec, bodies } = recorder('rails.settle')
  const backlog = Array.from({ length: 2_000 }, (_, index) => job('fx.convert', index))
  await plan(house.db, scope, ...backlog, job('rails.settle', 'settled'))
  assert.equal(await createWorker({ db: house.db, world, kinds: [spec] }).drain(), 1)
  assert.deepEqual(bodies(), ['settled'])
})

test('whatever dies and whenever, each of many jobs has its effect exactly once', async () => {
  for (let seed = 1n; seed <= 5n; seed++) {
    const chance = simWorld(seed)
    const world = simWorld(seed)
    const scope = scopeOf(await newTenant(), world)
    const kind = `chaos.pay_${seed}`
    await plan(house.db, scope, ...Array.from({ length: 60 }, (_, n) => job(kind, n)))
    for (let round = 0; round < 200 && (await waiting(kind)) > 0; round++) {
      const death = Promise.withResolvers<undefined>()
      const { spec } = recorder(kind, {
        batch_max: 5,
        retry_ms: Array<number>(50).fill(1_000),
        run: dicey(chance, death),
      })
      // Each worker is a process of its own, whose clock stops with it.
      const mortal = createWorker({
        db: house.db,
        world: simWorld(seed, world.now()),
        kinds: [spec],
        claim_max: 15,
      })
      await Promise.race([mortal.runOnce(), death.promise])
      world.advance(20_000)
    }
    const feed = await house.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 0n, 500))
    const numbers = feed.map((fact) => (JSON.parse(fact.body) as { n: number }).n)
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: 60 }, (_, n) => n),
      `seed ${seed}`,
    )
  }
})

async function waiting(kind: string): Promise<number> {
  const { rowCount } = await house.admin.query('select 1 from platform.job where kind = $1', [kind])
  return rowCount ?? 0
}

/** Pays, fails, or dies before or after the commit, by the dice. */
function dicey(chance: SimWorld, death: { resolve(value: undefined): void }) {
  const die = (): Promise<never> => {
    death.resolve(undefined)
    return new Promise(() => undefined)
  }
  return async (work: JobWork): Promise<'done'> => {
    const dice = (chance.random(1)[0] ?? 0) % 8
    if (dice === 0) return die()
    await house.db.withTenant(work.scope.tenant_id, async (db) => {
      await work.complete(db)
      if (dice === 1) throw new Error('refused by the counterpart')
      const facts = work.jobs.map((one) => ({ ...paid, body: { n: JSON.parse(one.body) as number } }))
      await appendFacts(db, work.scope, facts)
    })
    if (dice === 2) return die()
    return 'done'
  }
}
