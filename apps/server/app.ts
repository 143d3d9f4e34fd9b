import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../../kernel/world.ts'
import {
  type Audit,
  createAudit,
  fileKeeper,
  loadSigner,
  routes as auditRoutes,
} from '../../modules/audit/index.ts'
import {
  type Auth,
  collectScopes,
  createAuth,
  credentialErrors,
  routes as authRoutes,
} from '../../modules/auth/index.ts'
import { createLedger, type Ledger, routes as ledgerRoutes } from '../../modules/ledger/index.ts'
import { createDatabase, type Database } from '../../platform/db/database.ts'
import { migrate } from '../../platform/db/migrate.ts'
import { root, rooms } from '../../platform/db/rooms.ts'
import { createEdge, type Edge } from '../../platform/http/edge.ts'
import type { Route } from '../../platform/http/route.ts'
import { idempotencyRoutes } from '../../platform/idempotency/http.ts'
import { watchBacklog } from '../../platform/telemetry/backlog.ts'
import { createHealth } from '../../platform/telemetry/health.ts'
import { createLog, type Log } from '../../platform/telemetry/log.ts'
import { createMetrics, type Metrics } from '../../platform/telemetry/metrics.ts'
import { schemaCheck } from '../../platform/telemetry/schema_check.ts'
import type { Tracing } from '../../platform/telemetry/tracing.ts'
import { auditCheck } from './audit_check.ts'
import { type Background, startBackground } from './background.ts'
import type { ServerConfig } from './config.ts'
import { keySubjects } from './key_subjects.ts'
import { upgradePages } from './pages.ts'
import { API_VERSION, versions } from './versions.ts'

/** The whole program on one database: the API, the workers, or both. */
export type App = {
  readonly edge: Edge
  readonly auth: Auth
  readonly audit: Audit
  readonly ledger: Ledger
  readonly routes: readonly Route[]
  /** Begins the work that no request asks for: expiries, sealing, jobs, the relay to the broker. */
  start(): Promise<void>
  /** Takes no more work, finishes what runs, and lets go of everything. */
  close(): Promise<void>
}

type Parts = { db: Database; world: World; log: Log; metrics: Metrics; config: ServerConfig }

/** Puts the modules together and migrates the database. Nothing listens yet. */
export async function createApp(options: {
  config: ServerConfig
  database_url: string
  public_url: string
  world: World
  log?: Log
}): Promise<App> {
  const { config, world, database_url: url } = options
  const log = options.log ?? createLog({ world, level: config.log_level })
  const metrics = createMetrics()
  const db = createDatabase({
    url,
    pool_max: 10,
    on_lost: (error) => log.warn('database_connection_lost', { error }),
  })
  const parts: Parts = { db, world, log, metrics, config }
  const { audit, auth, ledger, routes } = await createModules(parts)
  // PostgreSQL works on this while the routes are put together.
  const opening = openDatabase(db, url)
  opening.catch(() => undefined)
  const tracing = await tracingOf(config)
  const health = createHealth({ db, world, isSchemaCurrent: schemaCheck({ db, root, rooms }) })
  watchBacklog({ db, world, metrics })
  const edge = createEdge(
    edgeDeps(parts, { routes, auth, ledger, tracing, health, public_url: options.public_url }),
  )
  for (const page of upgradePages(versions)) edge.registerPage(page)
  edge.prepare()
  await opening
  let background: Background | undefined
  return {
    edge,
    auth,
    audit,
    ledger,
    routes,
    async start() {
      if (config.roles.includes('worker')) background = startBackground({ ...parts, audit, ledger })
    },
    async close() {
      health.drain()
      await edge.close()
      await background?.stop()
      await auth.close()
      await ledger.close()
      await tracing?.stop()
      await db.close()
    },
  }
}

/** Connections are made while the schema is looked at; on a new database they fail, and are made at their first use. */
async function openDatabase(db: Database, url: string): Promise<void> {
  const opening = db.open()
  try {
    await migrate({ url, root, rooms })
  } catch (error) {
    await Promise.all([opening, db.close()])
    throw error
  }
}

/** OpenTelemetry is loaded by those who collect traces. */
async function tracingOf({ otlp_endpoint: endpoint }: ServerConfig): Promise<Tracing | undefined> {
  if (endpoint === undefined) return undefined
  const { startTracing } = await import('../../platform/telemetry/tracing.ts')
  return startTracing({ service_name: 'florin', endpoint })
}

async function createModules({ db, world, metrics, config }: Parts) {
  await mkdir(join(config.data_dir, 'checkpoints'), { recursive: true, mode: 0o700 })
  const signer = await loadSigner({ file: join(config.data_dir, 'audit.key'), name: 'florin', world })
  const keeper = fileKeeper(join(config.data_dir, 'checkpoints'))
  const audit = createAudit({ db, world, signer, trusted_keys: config.audit_trusted_keys, keeper })
  let routes: Route[] = []
  const auth = createAuth({ db, world, audit, scopes: () => collectScopes(routes), version: API_VERSION })
  const onBatch = metrics.batch('ledger')
  const ledger = createLedger({
    db,
    world,
    lanes: config.ledger_lanes,
    checks: [auditCheck(audit, keeper)],
    on_batch: (_commands: number, transfers: number) => onBatch(transfers),
  })
  routes = [
    ...ledgerRoutes(ledger),
    ...authRoutes(auth, { world }),
    ...auditRoutes(audit),
    ...idempotencyRoutes(db, keySubjects),
  ]
  return { audit, auth, ledger, routes }
}

function edgeDeps(
  { db, world, log, metrics, config }: Parts,
  more: {
    routes: readonly Route[]
    auth: Auth
    ledger: Ledger
    tracing: Tracing | undefined
    health: ReturnType<typeof createHealth>
    public_url: string
  },
) {
  const { routes, auth, ledger, tracing, health, public_url } = more
  return {
    routes,
    authenticate: auth.authenticate,
    auth_errors: credentialErrors.table,
    db,
    world,
    log,
    versions,
    metrics: metrics.edge,
    ...(tracing === undefined ? {} : { tracing }),
    operations: { live: () => health.live(), ready: () => health.ready(), metricsText: () => metrics.text() },
    pressures: [() => ledger.pressure()],
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
