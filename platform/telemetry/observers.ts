import type { BusEvent } from '../bus/event.ts'
import type { Database } from '../db/database.ts'
import type { JobEvent } from '../jobs/job.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

/** What a worker tells, as metrics; what somebody should look at, as log lines too. */
export function jobObserver(log: Log, metrics: Metrics): (event: JobEvent) => void {
  const outcomes = metrics.counter('florin_job_outcomes_total', 'Jobs by what came of them.', [
    'kind',
    'outcome',
  ])
  const failures = metrics.counter('florin_job_failures_total', 'Attempts that threw.', ['kind'])
  return (event) => {
    switch (event.event) {
      case 'finished':
        if (event.count > 0) outcomes(event.kind, event.outcome)(event.count)
        if (event.outcome === 'dead' && event.count > 0)
          log.error('jobs_dead', { kind: event.kind, count: event.count })
        return
      case 'stale':
        if (event.count === 0) return
        outcomes(event.kind, 'stale')(event.count)
        return log.warn('jobs_lost_to_another_worker', { kind: event.kind, count: event.count })
      case 'lost':
        outcomes(event.kind, 'lost')(event.count)
        return log.error('jobs_lost', { kind: event.kind, count: event.count })
      case 'failed':
        failures(event.kind)()
        return log.warn('job_failed', { kind: event.kind, job_id: event.job_id, error: event.error })
      case 'sweep_failed':
        return log.error('job_look_failed', { error: event.error })
    }
  }
}

/** The same for a bus. */
export function busObserver(log: Log, metrics: Metrics): (event: BusEvent) => void {
  const delivered = metrics.counter('florin_bus_delivered_total', 'Facts dealt with.', ['consumer'])
  const published = metrics.counter('florin_bus_published_total', 'Facts the broker confirmed.', [])()
  const seen = metrics.counter('florin_bus_seen_before_total', 'Facts that came again and were dropped.', [
    'consumer',
  ])
  const gaps = metrics.counter('florin_bus_gaps_total', 'Gaps that were read from the outbox.', ['consumer'])
  const stuck = metrics.counter('florin_bus_stuck_total', 'Deliveries that failed.', ['consumer'])
  return (event) => {
    switch (event.event) {
      case 'delivered':
        return delivered(event.consumer)(event.count)
      case 'published':
        return published(event.count)
      case 'seen_before':
        return seen(event.consumer)(event.count)
      case 'gap':
        gaps(event.consumer)()
        return log.info('bus_gap', event)
      case 'stuck':
        stuck(event.consumer)()
        return log.error('bus_stuck', event)
      case 'looked':
        return
      case 'subscribed':
        return log.info('bus_subscribed', { consumer: event.consumer })
      case 'unreadable':
        return log.error('bus_message_unreadable', { consumer: event.consumer })
      case 'turn_failed':
        return log.error('bus_look_failed', event)
      case 'link_failed':
        return log.warn('broker_lost', { error: event.error })
      case 'link_opened':
        return log.info('broker_connected')
    }
  }
}

/** The connections to the database: in all, unused, and callers that wait for one. */
export function watchPool(db: Pick<Database, 'usage'>, metrics: Metrics): void {
  metrics.gauge(
    'florin_db_connections',
    'Connections of the pool, and callers waiting for one.',
    ['state'],
    () => Object.entries(db.usage()).map(([state, value]) => ({ labels: { state }, value })),
  )
}
