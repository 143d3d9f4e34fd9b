import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { simWorld } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import { FAILURES_KEPT_MAX, SUCCESSES_KEPT_MAX, WAITING_MAX } from './limits.ts'
import { createNotes, type Notes } from './notes.ts'
import type { RequestLog } from './request_log.ts'

const world = simWorld(9n)
const row = (status: number): RequestLog => ({
  id: newId('req', world),
  created_at: world.now(),
  actor_type: 'api_key',
  actor_id: 'key',
  method: 'GET',
  path: '/v1/refunds',
  route: '/v1/refunds',
  operation_id: 'listRefunds',
  query_fields: [],
  status,
  error_code: null,
  error_title: null,
  faults: [],
  object_id: null,
  api_version: '2026-11-21',
  user_agent: null,
  duration_ms: 1,
  is_replay: false,
})

/** Notes `count` requests of one tenant; answers how many were kept. */
function note(notes: Notes, tenant: number, count: number, status: number): number {
  let kept = 0
  for (let index = 0; index < count; index++) {
    const room = notes.count(BigInt(tenant) as TenantId, 'key', '2026-11-21', status >= 400)
    if (room === undefined) continue
    notes.keep(room, row(status))
    kept++
  }
  return kept
}

test('of many requests a bound is kept of each kind, and all are counted', () => {
  let unkept = 0
  const notes = createNotes((count) => (unkept += count))
  assert.equal(note(notes, 1, 500, 200), SUCCESSES_KEPT_MAX)
  assert.equal(note(notes, 1, 500, 422), FAILURES_KEPT_MAX)
  const taken = notes.take().get(1n as TenantId)
  const tally = taken?.tallies.get('key')?.get('2026-11-21')
  assert.deepEqual(tally, {
    actor_id: 'key',
    api_version: '2026-11-21',
    requests: 1_000,
    failures: 500,
    unkept: 1_000 - SUCCESSES_KEPT_MAX - FAILURES_KEPT_MAX,
    unkept_failures: 500 - FAILURES_KEPT_MAX,
  })
  assert.equal(unkept, tally?.unkept)
  assert.equal(note(notes, 1, 500, 200), SUCCESSES_KEPT_MAX, 'after a write there is room again')
})

test('when the successes of all tenants fill their half, failures still find room', () => {
  const notes = createNotes(() => undefined)
  const tenants = Math.ceil(WAITING_MAX / SUCCESSES_KEPT_MAX)
  let kept = 0
  for (let tenant = 0; tenant < tenants; tenant++) kept += note(notes, tenant, SUCCESSES_KEPT_MAX, 200)
  assert.equal(kept, WAITING_MAX / 2)
  for (let tenant = 0; tenant < tenants; tenant++) kept += note(notes, tenant, FAILURES_KEPT_MAX, 500)
  assert.equal(kept, WAITING_MAX)
})

test('counts that could not be written are added to those that came since', () => {
  const notes = createNotes(() => undefined)
  note(notes, 1, 3, 200)
  const first = [
    ...(notes
      .take()
      .get(1n as TenantId)
      ?.tallies.get('key')
      ?.values() ?? []),
  ]
  note(notes, 1, 2, 500)
  notes.giveBack(1n as TenantId, first)
  const sum = notes
    .take()
    .get(1n as TenantId)
    ?.tallies.get('key')
    ?.get('2026-11-21')
  assert.deepEqual([sum?.requests, sum?.failures], [5, 2])
})
