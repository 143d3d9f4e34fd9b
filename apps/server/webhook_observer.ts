import type { WebhookEvent } from '../../modules/webhooks/index.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Metrics } from '../../platform/telemetry/metrics.ts'

/**
 * Webhooks as metrics: rate, errors and duration of attempts by what the endpoints answered. Endpoints are not named here,
 * since their number has no bound; the list of deliveries tells of each. What somebody should look at is logged too.
 */
export function webhookObserver(log: Log, metrics: Metrics): (event: WebhookEvent) => void {
  const events = metrics.counter('florin_webhook_events_total', 'Facts that became events.', [])()
  const deliveries = metrics.counter('florin_webhook_deliveries_total', 'Deliveries made of events.', [])()
  const seconds = metrics.histogram(
    'florin_webhook_attempt_seconds',
    'Time of attempts to deliver, by the class of the answer; none when no answer came.',
    ['answer'],
  )
  const dead = metrics.counter('florin_webhook_dead_total', 'Deliveries without another try.', [])()
  const disabled = metrics.counter('florin_webhook_disabled_total', 'Endpoints disabled by failing.', [])()
  const lost = metrics.counter('florin_webhook_lost_total', 'Attempts that left no result.', [])()
  return (event) => {
    switch (event.event) {
      case 'projected':
        events(event.events)
        return deliveries(event.deliveries)
      case 'attempted':
        for (const { answer, took_ms } of event.attempts) seconds(answer)(took_ms / 1_000)
        return dead(event.dead)
      case 'disabled':
        disabled(event.count)
        return log.warn('webhook_endpoints_disabled', { count: event.count })
      case 'attempt_lost':
        lost()
        return log.error('webhook_attempt_lost', { error: event.error })
      case 'stream_look_failed':
        return log.error('event_stream_look_failed', { error: event.error })
    }
  }
}
