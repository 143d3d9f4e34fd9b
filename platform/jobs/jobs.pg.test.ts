import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Id, newId, uuidOf } from '../../kernel/id.ts'
import { instantText, plusMs, realWorld, simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import type { TenantId } from '../scope.ts'
import { reviveJobs } from './dead_jobs.ts'
import { assertLease, StaleFence } from './fence.ts'
import type { JobKind } from './job.ts'
import { type JobState, jobMachine } from './job.machine.ts'
import { createLease } from './lease.ts'
import { cancelJobs, schedule } from './schedule.ts'
import { claimJobs, finishJobs } from './store.ts'
import { addTenant, scopeOf } from './testing.ts'
import { createWorker } from './worker.ts'

let house: TestDatabase
let tenant_id: TenantId
const world = simWorld(1n)
const kind = 'test.do'
before(async () => {
  house = await createTestDatabase()
  tenant_id = await addTenant(house.admin, 1n)
})
after(() => house.drop())

type Event = 'claim' | 'cancel' | 'complete' | 'retry' | 'again' | 'bury' | 'revive'
const outcomes = { complete: 'done', retry: 'retry', again: 'again', bury: 'dead' } as const

async function plant(state: JobState): Promise<Id<'job'>> {
  const id = newId('job', world)
  const lease_until = state === 'running' ? instantText(world.now()) : null
  await house.admin.query('delete from platform.job where tenant_id = $1', [tenant_id])
  await house.admin.query(
    `insert into platform.job (tenant_id, id, kind, unique_key, state, run_at, lease_until, fence, created_at, body)
     values ($1, $2, $3, 'key', $4, $5, $6, 1, $5, 'null')`,
    [tenant_id, uuidOf(id), kind, state, instantText(world.now()), lease_until],
  )
  return id
}

const attempt = (id: Id<'job'>, event: Event): Promise<unknown> =>
  house.db.withTenant(tenant_id, async (db) => {
    const real_at = world.now()
    const scope = scopeOf(tenant_id, world)
    switch (event) {
      case 'claim':
        return claimJobs(db, tenant_id, {
          real_at,
          kinds: [kind],
          lease_until: plusMs(real_at, 1),
          limit: 10,
        })
      case 'cancel':
        return cancelJobs(db, scope, kind, ['key'])
      case 'revive':
        return reviveJobs(db, scope, [id])
      default:
        return finishJobs(db, tenant_id, [
          { id, fence: 1n, outcome: outcomes[event], run_at: real_at, fault: null },
        ])
    }
  })

async function stateOf(id: Id<'job'>): Promise<string> {
  const { rows } = await house.admin.query<{ state: string }>(
    'select state from platform.job where tenant_id = $1 and id = $2',
    [tenant_id, uuidOf(id)],
  )
  return rows[0]?.state ?? 'gone'
}

test('the database moves a job as the table says and in no other way', async () => {
  const rows = jobMachine.rows()
  const events = new Set(rows.map(([, event]) => event as Event))
  assert.equal(events.size, 7)
  for (const state of ['waiting', 'running', 'dead'] as const)
    for (const event of events) {
      const id = await plant(state)
      await attempt(id, event)
      const declared = rows.find(([from, name]) => from === state && name === event)
      assert.equal(await stateOf(id), declared?.[2] ?? state, `${state} ${event}`)
    }
})

test('a fence that is behind is refused by every way to end a job', async () => {
  for (const event of ['complete', 'retry', 'again', 'bury'] as const) {
    const id = await plant('running')
    await attempt(id, 'claim')
    assert.deepEqual(await attempt(id, event), [], event)
    assert.equal(await stateOf(id), 'running')
  }
})

test('of two held jobs with one key, one waits again and stands for both', async () => {
  const first = await plant('running')
  const second = newId('job', world)
  await house.admin.query(
    `insert into platform.job select tenant_id, $2, kind, unique_key, state, run_at, attempts, lease_until, fence,
       created_at, fault, body from platform.job where tenant_id = $1`,
    [tenant_id, uuidOf(second)],
  )
  const back = [first, second].map((id) => ({
    id,
    fence: 1n,
    outcome: 'retry' as const,
    run_at: world.now(),
    fault: 'no answer',
  }))
  const believed = await house.db.withTenant(tenant_id, (db) => finishJobs(db, tenant_id, back))
  assert.equal(believed.length, 2)
  assert.deepEqual([await stateOf(first), await stateOf(second)].toSorted(), ['gone', 'waiting'])
})

test('work that lasts longer than a lease keeps it by signs of life', async () => {
  const real = simWorld(2n)
  await plant('dead')
  const slow: JobKind = {
    kind,
    retry_ms: [],
    batch_max: 1,
    async run() {
      for (let round = 0; round < 20; round++) {
        real.advance(10_000)
        await house.admin.query('select pg_sleep(0)')
      }
      assert.equal(await other.runOnce(), 0, 'nobody else gets it')
      return 'done'
    },
  }
  const other = createWorker({ db: house.db, world: real, kinds: [{ ...slow, run: async () => 'done' }] })
  await house.db.withTenant(tenant_id, (db) => schedule(db, scopeOf(tenant_id, real), [{ kind, body: null }]))
  assert.equal(await createWorker({ db: house.db, world: real, kinds: [slow] }).drain(), 1)
})

test('a lease has one holder at a time, and each has a higher fence than the one before', async () => {
  const clock = simWorld(3n)
  const [first, second] = [1, 2].map(() =>
    createLease({ db: house.db, world: clock, name: 'relay:0/1', lease_ms: 10_000 }),
  ) as [ReturnType<typeof createLease>, ReturnType<typeof createLease>]
  assert.equal(await first.ensure(), 1n)
  assert.equal(await second.ensure(), undefined)
  clock.advance(6_000)
  assert.equal(await first.ensure(), 1n, 'prolonged, by the same holder')
  clock.advance(9_000)
  assert.equal(first.fence(), 1n)
  clock.advance(2_000)
  assert.equal(first.fence(), undefined, 'who did not prolong in time does not believe in it any more')
  assert.equal(await second.ensure(), 2n)
  assert.equal(await first.ensure(), undefined)
  await house.db.system((db) => assertLease(db, 'relay:0/1', 2n))
  await assert.rejects(
    house.db.system((db) => assertLease(db, 'relay:0/1', 1n)),
    StaleFence,
  )
  await second.release()
  assert.equal(await first.ensure(), 3n, 'what is given back can be taken at once')
})

test('jobs per second, claimed and finished in sets', async (t) => {
  const real = realWorld()
  const scope = scopeOf(await addTenant(house.admin, 2n), real)
  const jobs = Array.from({ length: 10_000 }, (_, index) => ({ kind: 'test.count', body: index }))
  const scheduled_ms = real.elapsed_ms()
  await house.db.withTenant(scope.tenant_id, (db) => schedule(db, scope, jobs))
  const started_ms = real.elapsed_ms()
  const counter: JobKind = { kind: 'test.count', retry_ms: [], batch_max: 500, run: async () => 'done' }
  const count = await createWorker({ db: house.db, world: real, kinds: [counter] }).drain()
  const rate = (ms: number): number => Math.round(jobs.length / (ms / 1000))
  t.diagnostic(
    `${rate(started_ms - scheduled_ms)} jobs/s scheduled, ${rate(real.elapsed_ms() - started_ms)} jobs/s done`,
  )
  assert.equal(count, jobs.length)
})
