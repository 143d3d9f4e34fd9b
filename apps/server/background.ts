import type { World } from '../../kernel/world.ts'
import { type Audit, followLedger } from '../../modules/audit/index.ts'
import type { Ledger } from '../../modules/ledger/index.ts'
import type { EventBus } from '../../platform/bus/event.ts'
import { createEventBus } from '../../platform/bus/event_bus.ts'
import type { Database } from '../../platform/db/database.ts'
import { createLoop, type Loop } from '../../platform/jobs/loop.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Metrics } from '../../platform/telemetry/metrics.ts'
import { busObserver } from '../../platform/telemetry/observers.ts'
import type { ServerConfig } from './config.ts'

/** What runs without being asked: expiry of holds, sealing of the audit trail, and the bringing of facts. */
export type Background = { stop(): Promise<void> }

type Deps = {
  db: Database
  world: World
  log: Log
  metrics: Metrics
  config: ServerConfig
  audit: Audit
  ledger: Ledger
}

const EXPIRY_PAUSE_MS = 1_000
const SEALING_PAUSE_MS = 5_000

/** How long after the start it begins: its first looks would delay the answers to the first callers. */
const CALLERS_FIRST_MS = 250

export function startBackground(deps: Deps): Background {
  const loops = [expiry(deps), sealing(deps)]
  const bus = listen(deps)
  const cancel = deps.world.after(CALLERS_FIRST_MS, () => {
    for (const loop of loops) loop.start()
    bus.start()
  })
  return {
    async stop() {
      cancel()
      await Promise.all([bus.close(), ...loops.map((loop) => loop.stop())])
    },
  }
}

/** Facts reach their listeners from the outbox, or over RabbitMQ when AMQP_URL names a broker. */
function listen({ db, world, log, metrics, config }: Deps): EventBus {
  const bus = createEventBus({
    db,
    world,
    observe: busObserver(log, metrics),
    ...(config.amqp_url === undefined ? {} : { amqp: { url: config.amqp_url } }),
  })
  followLedger(bus, { db, world })
  return bus
}

const expiry = ({ world, log, ledger }: Deps): Loop =>
  createLoop({
    world,
    async turn() {
      const expired = await ledger.sweepHolds()
      return expired > 0 ? 0 : EXPIRY_PAUSE_MS
    },
    failed: (error) => log.error('hold_expiry_failed', { error }),
  })

const sealing = ({ world, log, audit }: Deps): Loop =>
  createLoop({
    world,
    async turn() {
      const { broken } = await audit.sealDue()
      for (const { tenant_id, detail } of broken)
        log.error('audit_trail_broken', { tenant_id, reason: detail })
      return SEALING_PAUSE_MS
    },
    failed: (error) => log.error('audit_sealing_failed', { error }),
  })
