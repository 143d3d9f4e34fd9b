import type { World } from '../../kernel/world.ts'
import { credentialErrors } from '../../modules/auth/index.ts'
import { sentEvents } from '../../modules/webhooks/index.ts'
import { createDatabase } from '../../platform/db/database.ts'
import { migrate } from '../../platform/db/migrate.ts'
import { root, rooms } from '../../platform/db/rooms.ts'
import { createEdge, type Edge } from '../../platform/http/edge.ts'
import { watchBacklog } from '../../platform/telemetry/backlog.ts'
import { createHealth } from '../../platform/telemetry/health.ts'
import { createLog, type Log } from '../../platform/telemetry/log.ts'
import { createMetrics } from '../../platform/telemetry/metrics.ts'
import { schemaCheck } from '../../platform/telemetry/schema_check.ts'
import type { Tracing } from '../../platform/telemetry/tracing.ts'
import { type Background, CALLERS_FIRST_MS, startBackground } from './background.ts'
import type { ServerConfig } from './config.ts'
import { createDashboard, type Dashboard } from './dashboard.ts'
import { writeSamples } from './docs_site/samples.ts'
import { createDocsSite } from './docs_site/docs_site.ts'
import { eventCatalogue } from './event_catalogue.ts'
import { createModules, type Modules, type Parts } from './modules.ts'
import type { SimulatorChild } from './simulator_child.ts'
import { vaultUrl } from './vault.ts'
import { versions } from './versions.ts'

/** The whole program on one database: the API, the workers, or both. */
export type App = Omit<Modules, 'close'> & {
  readonly edge: Edge
  /** The vault's own listener: the only one that reads card numbers. */
  readonly vault_edge: Edge
  readonly dashboard: Dashboard
  /** Begins the work that no request asks for: expiries, sealing, jobs, the relay to the broker. */
  start(): Promise<void>
  /** Takes no more work, finishes what runs, and lets go of everything. */
  close(): Promise<void>
}

/** Puts the modules together and migrates the database. Nothing listens yet. */
export async function createApp(options: {
  config: ServerConfig
  database_url: string
  public_url: string
  world: World
  log?: Log
  /** In place of a process of its own: for tests. */
  simulator?: SimulatorChild
}): Promise<App> {
  const { config, world, database_url: url, public_url } = options
  const log = options.log ?? createLog({ world, level: config.log_level })
  const metrics = createMetrics()
  const on_lost = (error: Error): void => log.warn('database_connection_lost', { error })
  const db = createDatabase({ url, pool_max: 10, on_lost })
  const { simulator } = options
  const common = { db, url, world, log, metrics, config, public_url }
  const parts: Parts = simulator === undefined ? common : { ...common, simulator }
  const modules = await createModules(parts)
  // PostgreSQL works on this while the routes are put together.
  const opening = openDatabase(parts)
  opening.catch(() => undefined)
  const tracing = await tracingOf(config)
  const health = createHealth({ db, world, isSchemaCurrent: schemaCheck({ db, root, rooms }) })
  watchBacklog({ db, world, metrics })
  const dashboard = createDashboard({ world, log, folder: config.dashboard_dir })
  const edge = createEdge(edgeDeps(parts, { modules, tracing, health, dashboard }))
  edge.prepare()
  const vault_edge = modules.vault_parts.listener(modules.auth)
  await opening.catch(async (error: unknown) => {
    await modules.close()
    await db.close()
    throw error
  })
  const app = running(parts, { modules, edge, vault_edge, dashboard, health, tracing })
  await checkSecrets(modules).catch(async (error: unknown) => {
    await app.close()
    throw error
  })
  return app
}

/** What is kept beside the database belongs to it, or a start would look well and find nothing. Errors: StartRefused. */
const checkSecrets = async ({ vault, risk }: Modules): Promise<void> => {
  await Promise.all([vault.checkKeys(), risk.checkPepper()])
}

function running(
  parts: Parts,
  made: {
    modules: Modules
    edge: Edge
    vault_edge: Edge
    dashboard: Dashboard
    health: ReturnType<typeof createHealth>
    tracing: Tracing | undefined
  },
): App {
  const { modules, edge, vault_edge, dashboard, health, tracing } = made
  let background: Background | undefined
  let cancelLanes = (): void => undefined
  return {
    ...modules,
    edge,
    vault_edge,
    dashboard,
    async start() {
      cancelLanes = parts.world.after(CALLERS_FIRST_MS, () => void parts.db.openLanes())
      if (parts.config.roles.includes('worker')) background = startBackground({ ...parts, ...modules })
    },
    async close() {
      cancelLanes()
      dashboard.close()
      health.drain()
      modules.webhooks.endStreams()
      await edge.close()
      await background?.stop()
      await modules.close()
      await tracing?.stop()
      await parts.db.close()
    },
  }
}

/** Connections are made while the schema is looked at; on a new database they fail, and are made at their first use. */
async function openDatabase({ db, url }: Parts): Promise<void> {
  const opening = db.open()
  try {
    await migrate({ url, root, rooms })
  } catch (error) {
    await opening
    throw error
  }
}

/** OpenTelemetry is loaded by those who collect traces. */
async function tracingOf({ otlp_endpoint: endpoint }: ServerConfig): Promise<Tracing | undefined> {
  if (endpoint === undefined) return undefined
  const { startTracing } = await import('../../platform/telemetry/tracing.ts')
  return startTracing({ service_name: 'florin', endpoint })
}

function edgeDeps(
  parts: Parts,
  more: {
    modules: Modules
    tracing: Tracing | undefined
    health: ReturnType<typeof createHealth>
    dashboard: Dashboard
  },
) {
  const { db, world, log, metrics, config, public_url } = parts
  const { modules, tracing, health, dashboard } = more
  const events = sentEvents(eventCatalogue)
  const docs_site = createDocsSite(events)
  return {
    routes: modules.routes,
    elsewhere: { routes: modules.vault_parts.routes, url: vaultUrl(parts.config) },
    authenticate: modules.auth.authenticate,
    sessions: modules.auth.members.sessions,
    auth_errors: credentialErrors.table,
    db,
    world,
    log,
    versions,
    metrics: metrics.edge,
    finished: modules.requests.finished,
    doors: [
      ...dashboard.doors,
      ...docs_site.doors,
      ...modules.payments.doors,
      modules.rails.instantDoor((tenant_id, request_id) => modules.auth.systemScope(tenant_id, request_id)),
    ],
    frame: docs_site.frame,
    samples: writeSamples,
    events,
    ...(tracing === undefined ? {} : { tracing }),
    operations: { live: () => health.live(), ready: () => health.ready(), metricsText: () => metrics.text() },
    pressures: [() => modules.ledger.pressure(), () => modules.payments.pressure()],
    config: {
      public_url,
      trusted_proxies: config.trusted_proxies,
      rates: config.rates,
      log_every_request: config.log_level === 'debug',
      ...(config.in_flight_max === undefined ? {} : { in_flight_max: config.in_flight_max }),
      ...(config.tls === undefined ? {} : { tls: config.tls }),
    },
  }
}
