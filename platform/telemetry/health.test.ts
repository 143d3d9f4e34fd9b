import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simWorld } from '../../kernel/world.ts'
import { createHealth, READY_KEPT_MS, READY_MS_MAX } from './health.ts'

function probe(answers: { commits?: boolean; current?: boolean } = {}) {
  const world = simWorld(1n)
  const state = { commits: true, current: true, ...answers }
  let commits = 0
  const health = createHealth({
    world,
    db: {
      async canCommit() {
        commits += 1
        return state.commits
      },
    },
    isSchemaCurrent: async () => {
      if (!state.current) throw new Error('no table')
      return true
    },
  })
  return { world, state, health, commits: () => commits }
}

test('ready means that a transaction commits on the schema this release needs', async () => {
  const { health } = probe()
  assert.deepEqual(await health.ready(), { is_ready: true, because: null })
  assert.equal((await probe({ commits: false }).health.ready()).because, 'the database does not commit')
  assert.equal(
    (await probe({ current: false }).health.ready()).because,
    'migrations of this release have not run',
  )
})

test('probes, however many, cost one commit a second', async () => {
  const { health, world, commits } = probe()
  await Promise.all(Array.from({ length: 100 }, () => health.ready()))
  world.advance(READY_KEPT_MS - 1)
  await health.ready()
  assert.equal(commits(), 1)
  world.advance(1)
  await health.ready()
  assert.equal(commits(), 2)
})

test('an answer is never older than a second: a database that goes away is noticed, and one that comes back', async () => {
  const { health, world, state } = probe()
  assert.equal((await health.ready()).is_ready, true)
  state.commits = false
  world.advance(READY_KEPT_MS)
  assert.equal((await health.ready()).is_ready, false)
  state.commits = true
  world.advance(READY_KEPT_MS)
  assert.equal((await health.ready()).is_ready, true)
})

test('a database that stands still makes no probe wait for it, and is asked again when it moves', async () => {
  const world = simWorld(1n)
  let answer = (_commits: boolean): void => undefined
  let asked = 0
  const canCommit = (): Promise<boolean> => {
    asked += 1
    return new Promise((resolve) => {
      answer = resolve
    })
  }
  const health = createHealth({ world, db: { canCommit }, isSchemaCurrent: async () => true })
  const first = health.ready()
  world.advance(READY_MS_MAX)
  assert.equal((await first).because, 'the database does not answer in time')
  world.advance(READY_KEPT_MS)
  const second = health.ready()
  assert.equal(asked, 1)
  answer(true)
  assert.equal((await second).is_ready, true)
})

test('a server that stops is not ready at once, and alive until it ends', async () => {
  const { health } = probe()
  assert.equal((await health.ready()).is_ready, true)
  health.drain()
  assert.deepEqual(await health.ready(), { is_ready: false, because: 'the server is stopping' })
  assert.deepEqual(health.live(), { is_live: true })
})
