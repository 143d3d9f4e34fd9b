import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { simWorld } from '../../kernel/world.ts'
import type { TenantId } from '../scope.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { busObserver, jobObserver, watchPool } from './observers.ts'

function scene() {
  const lines: string[] = []
  const log = createLog({ world: simWorld(1n), to: { write: (line) => lines.push(line) } })
  const metrics = createMetrics({ runtime: false })
  const has = async (...rows: string[]): Promise<void> => {
    const text = await metrics.text()
    for (const row of rows) assert.ok(text.includes(row), `${row} in ${text}`)
  }
  const events = (): unknown[] => lines.map((line) => (JSON.parse(line) as { event: string }).event)
  return { log, metrics, lines, has, events }
}

test('what a worker tells is counted; what somebody should look at is logged', async () => {
  const { log, metrics, has, events } = scene()
  const observe = jobObserver(log, metrics)
  const kind = 'ledger.expire_holds'
  observe({ event: 'finished', kind, outcome: 'done', count: 500 })
  observe({ event: 'finished', kind, outcome: 'dead', count: 1 })
  observe({ event: 'finished', kind, outcome: 'dead', count: 0 })
  observe({ event: 'stale', kind, count: 2 })
  observe({ event: 'failed', kind, job_id: newId('job', simWorld(1n)), error: new Error('no') })
  observe({ event: 'lost', kind, count: 3 })
  observe({ event: 'sweep_failed', error: new Error('the database is away') })
  await has(
    `florin_job_outcomes_total{kind="${kind}",outcome="done"} 500`,
    `florin_job_outcomes_total{kind="${kind}",outcome="stale"} 2`,
    `florin_job_outcomes_total{kind="${kind}",outcome="lost"} 3`,
    `florin_job_failures_total{kind="${kind}"} 1`,
  )
  assert.deepEqual(events(), [
    'jobs_dead',
    'jobs_lost_to_another_worker',
    'job_failed',
    'jobs_lost',
    'job_look_failed',
  ])
})

test('what a bus tells is counted; what somebody should look at is logged, with its place', async () => {
  const { log, metrics, lines, has } = scene()
  const observe = busObserver(log, metrics)
  const at = { consumer: 'webhooks', tenant_id: 7n as TenantId, seq: 12n }
  observe({ event: 'delivered', consumer: 'webhooks', count: 3 })
  observe({ event: 'published', count: 4 })
  observe({ event: 'seen_before', consumer: 'webhooks', tenant_id: at.tenant_id, count: 5 })
  observe({ event: 'gap', ...at })
  observe({ event: 'stuck', ...at, error: new Error('no') })
  await has(
    'florin_bus_delivered_total{consumer="webhooks"} 3',
    'florin_bus_published_total 4',
    'florin_bus_seen_before_total{consumer="webhooks"} 5',
    'florin_bus_gaps_total{consumer="webhooks"} 1',
    'florin_bus_stuck_total{consumer="webhooks"} 1',
  )
  const last = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>
  assert.deepEqual([last['event'], last['tenant_id'], last['seq']], ['bus_stuck', '7', '12'])
})

test('the pool’s connections are a gauge', async () => {
  const { metrics, has } = scene()
  watchPool({ usage: () => ({ total: 5, idle: 2, waiting: 1 }) }, metrics)
  await has('florin_db_connections{state="total"} 5', 'florin_db_connections{state="waiting"} 1')
})
