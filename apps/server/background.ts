import type { World } from '../../kernel/world.ts'
import { type Audit, followLedger } from '../../modules/audit/index.ts'
import type { Ledger } from '../../modules/ledger/index.ts'
import type { Disputes } from '../../modules/disputes/index.ts'
import type { Rails } from '../../modules/rails/index.ts'
import type { Payments } from '../../modules/payments/index.ts'
import type { Payouts } from '../../modules/payouts/index.ts'
import type { Reconciliation } from '../../modules/reconciliation/index.ts'
import type { Requests } from '../../modules/requests/index.ts'
import type { Webhooks } from '../../modules/webhooks/index.ts'
import type { Sandbox, TimeWork } from '../../modules/sandbox/index.ts'
import type { Vault } from '../../modules/vault/index.ts'
import type { EventBus } from '../../platform/bus/event.ts'
import { createEventBus } from '../../platform/bus/event_bus.ts'
import type { Database } from '../../platform/db/database.ts'
import { createLoop, type Loop } from '../../platform/jobs/loop.ts'
import { createWorker } from '../../platform/jobs/worker.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Metrics } from '../../platform/telemetry/metrics.ts'
import { busObserver, jobObserver } from '../../platform/telemetry/observers.ts'
import { loadUndici } from '../../platform/outbound/load_undici.ts'
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
  requests: Requests
  payments: Payments
  payouts: Payouts
  rails: Rails
  disputes: Disputes
  reconciliation: Reconciliation
  webhooks: Webhooks
  vault: Vault
  sandbox: Sandbox
  workWith(work: TimeWork): void
}

/** Consumers that plan jobs for what they hear of. */
const listeners = ['disputes', 'reconciliation', 'payouts']

const EXPIRY_PAUSE_MS = 1_000
const SEALING_PAUSE_MS = 5_000
const DELIVERY_PAUSE_MS = 1_000
const OPERATION_SWEEP_PAUSE_MS = 5_000
const FORGETTING_PAUSE_MS = 3_600_000

/** How long after the start it begins, and lanes are connected: that would delay the answers to the first callers. */
export const CALLERS_FIRST_MS = 250

export function startBackground(deps: Deps): Background {
  const loops = [expiry(deps), sealing(deps), sweeping(deps), delivering(deps), forgetting(deps)]
  const { rails, payments, payouts, disputes, reconciliation, vault, sandbox } = deps
  const kinds = [rails, payments, payouts, disputes, reconciliation, vault].flatMap(({ jobs }) => jobs)
  const observe = jobObserver(deps.log, deps.metrics)
  const worker = createWorker({ db: deps.db, world: deps.world, kinds, observe })
  // Apart: a sandbox's jobs come one after the other, and those on the way would wait for the move itself.
  const moving = createWorker({ db: deps.db, world: deps.world, kinds: sandbox.jobs, observe })
  rails.onHurry((tenant_id) => worker.wake(tenant_id))
  const bus = listen(deps)
  deps.workWith({
    kinds: kinds.map(({ kind }) => kind),
    polls: kinds.flatMap(({ kind, poll_ms }) => (poll_ms === undefined ? [] : [{ kind, every_ms: poll_ms }])),
    listeners,
    hear: (tenant_id) => bus.hear(tenant_id, listeners),
    serve: (tenant_id) => worker.serve(tenant_id),
    wakeListeners: (tenant_id) => bus.wake(tenant_id),
    wakeMove: (tenant_id) => moving.wake(tenant_id),
  })
  const cancel = deps.world.after(CALLERS_FIRST_MS, () => {
    for (const loop of loops) loop.start()
    bus.start()
    worker.start()
    moving.start()
    void loadUndici()
  })
  return {
    async stop() {
      cancel()
      await Promise.all([bus.close(), worker.stop(), moving.stop(), ...loops.map((loop) => loop.stop())])
    },
  }
}

/** Facts reach their listeners from the outbox, or over RabbitMQ when AMQP_URL names a broker. */
function listen(deps: Deps): EventBus {
  const { db, world, log, metrics, config, payments, payouts, disputes, reconciliation, webhooks } = deps
  const bus = createEventBus({
    db,
    world,
    observe: busObserver(log, metrics),
    ...(config.amqp_url === undefined ? {} : { amqp: { url: config.amqp_url } }),
  })
  followLedger(bus, { db, world })
  payments.follow(bus)
  payouts.follow(bus)
  disputes.follow(bus)
  reconciliation.follow(bus)
  webhooks.follow(bus)
  return bus
}

const sweeping = ({ world, log, payments }: Deps): Loop =>
  createLoop({
    world,
    async turn() {
      const found = await payments.sweep()
      return found > 0 ? 0 : OPERATION_SWEEP_PAUSE_MS
    },
    failed: (error) => log.error('operation_sweep_failed', { error }),
  })

function delivering({ world, log, webhooks }: Deps): Loop {
  const loop = createLoop({
    world,
    async turn() {
      await webhooks.deliverDue()
      return DELIVERY_PAUSE_MS
    },
    failed: (error) => log.error('webhook_delivery_failed', { error }),
  })
  webhooks.onDue(() => loop.wake())
  return loop
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

const forgetting = ({ world, log, requests }: Deps): Loop =>
  createLoop({
    world,
    async turn() {
      await requests.forgetOld()
      return FORGETTING_PAUSE_MS
    },
    failed: (error) => log.error('request_log_forgetting_failed', { error }),
  })
