import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simWorld } from '../../kernel/world.ts'
import { createLog } from '../../platform/telemetry/log.ts'
import { createMetrics } from '../../platform/telemetry/metrics.ts'
import { webhookObserver } from './webhook_observer.ts'

test('attempts are counted and timed by what the endpoints answered; what somebody should look at is logged', async () => {
  const lines: string[] = []
  const log = createLog({ world: simWorld(1n), to: { write: (line) => lines.push(line) } })
  const metrics = createMetrics({ runtime: false })
  const observe = webhookObserver(log, metrics)
  observe({ event: 'projected', events: 3, deliveries: 5 })
  observe({
    event: 'attempted',
    attempts: [
      { answer: '2xx', took_ms: 20 },
      { answer: '2xx', took_ms: 300 },
      { answer: 'none', took_ms: 15_000 },
    ],
    dead: 1,
  })
  observe({ event: 'disabled', count: 1 })
  observe({ event: 'attempt_lost', error: new Error('the key service is away') })
  observe({ event: 'stream_look_failed', error: new Error('the database is away') })
  const page = await metrics.text()
  for (const row of [
    'florin_webhook_events_total 3',
    'florin_webhook_deliveries_total 5',
    'florin_webhook_attempt_seconds_count{answer="2xx"} 2',
    'florin_webhook_attempt_seconds_bucket{answer="2xx",le="0.025"} 1',
    'florin_webhook_attempt_seconds_count{answer="none"} 1',
    'florin_webhook_dead_total 1',
    'florin_webhook_disabled_total 1',
    'florin_webhook_lost_total 1',
  ])
    assert.ok(page.includes(row), `${row} in ${page}`)
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { event: string }).event),
    ['webhook_endpoints_disabled', 'webhook_attempt_lost', 'event_stream_look_failed'],
  )
})
