import type { World } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import { selectCounts } from '../jobs/store.ts'
import { selectLag } from '../outbox/store.ts'
import type { GaugeRow } from './light_metrics.ts'
import type { Metrics } from './metrics.ts'

/** These reads cross all tenants, so several scrapes share one. */
export const BACKLOG_KEPT_MS = 10_000

/** Adds the gauges that ask the database: jobs by state, and how far each consumer is behind its feeds. */
export function watchBacklog(options: { db: Database; world: World; metrics: Metrics }): void {
  const { db, world, metrics } = options
  const jobs = keep(world, async (): Promise<GaugeRow[]> => {
    const counts = await db.scatter('metrics.jobs', (tx) => selectCounts(tx, world.now()))
    return Object.entries(counts).map(([state, count]) => ({ labels: { state }, value: Number(count) }))
  })
  const lag = keep(world, async (): Promise<GaugeRow[]> => {
    const rows = await db.scatter('metrics.outbox_lag', selectLag)
    return rows.map(({ consumer, behind }) => ({ labels: { consumer }, value: Number(behind) }))
  })
  metrics.gauge('florin_jobs', 'Jobs by state; due counts by the wall clock.', ['state'], jobs)
  metrics.gauge(
    'florin_outbox_lag_facts',
    'Facts that the tenant furthest behind has not been told, by consumer.',
    ['consumer'],
    lag,
  )
}

function keep<T>(world: World, read: () => Promise<T>): () => Promise<T> {
  let kept: { value: Promise<T>; at_ms: number } | undefined
  return () => {
    if (kept === undefined || world.elapsed_ms() - kept.at_ms >= BACKLOG_KEPT_MS)
      kept = { value: read(), at_ms: world.elapsed_ms() }
    return kept.value
  }
}
