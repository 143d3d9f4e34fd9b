import { type Day, realWorld } from '../kernel/world.ts'
import { present } from '../kernel/assert.ts'
import { type Secret, secret } from '../kernel/secret.ts'
import {
  type Audit,
  createAudit,
  followLedger,
  localSigner,
  routes as auditRoutes,
} from '../modules/audit/index.ts'
import { type Auth, collectScopes, createAuth, routes as authRoutes } from '../modules/auth/index.ts'
import { createLedger, routes as ledgerRoutes } from '../modules/ledger/index.ts'
import { createSandbox, routes as sandboxRoutes } from '../modules/sandbox/index.ts'
import { createEventBus } from '../platform/bus/event_bus.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { createEdge } from '../platform/http/edge.ts'
import type { Route } from '../platform/http/route.ts'
import { createWorker } from '../platform/jobs/worker.ts'
import { silentLog } from '../platform/telemetry/log.ts'

export type Answer<B> = { readonly status: number; readonly body: B; readonly headers: Headers }
const VERSION = '2026-11-21' as Day
const PUBLIC_URL = 'http://127.0.0.1'
type Ask = { key: string; body?: object | undefined; idempotency_key?: string }

/** The access, audit and ledger routes behind the real edge, on a database of their own, after a first start. */
export type AccessApi = {
  readonly url: string
  readonly secret_key: string
  readonly publishable_key: string
  /** A secret key of a live tenant of the same organization. */
  readonly live_key: string
  readonly audit: Audit
  readonly auth: Auth
  readonly test_db: TestDatabase
  /** Brings what the ledger told to the audit trail. */
  hear(): Promise<void>
  call<B = unknown>(method: 'GET' | 'POST', path: string, ask: Ask): Promise<Answer<B>>
  /** How many rows of the database hold `text`, anywhere. */
  countStored(text: string): Promise<number>
  stop(): Promise<void>
}

export async function startAccessApi(): Promise<AccessApi> {
  const test_db = await createTestDatabase()
  const { audit, auth, port, hear, close } = await openAccess(test_db)
  const first = present(await auth.bootstrap(), 'the first start')
  const live = await auth.createTenant({ organization_id: first.organization.id, name: 'Live', mode: 'live' })
  return {
    url: `http://127.0.0.1:${port}`,
    secret_key: first.secret_key.reveal(),
    publishable_key: first.publishable_key.reveal(),
    live_key: present(live.ok ? live.value : undefined, 'the live tenant').secret_key.reveal(),
    audit,
    auth,
    test_db,
    hear,
    call: (method, path, ask) => callApi(port, method, path, ask),
    countStored: (text) => countStored(test_db, text),
    async stop() {
      await close()
      await test_db.drop()
    },
  }
}

/** Seals nothing: there is no vault here. */
const plainSealer = {
  seal: async (_scope: unknown, purpose: string, plain: Secret) => `${purpose}:${plain.reveal()}`,
  unseal: async (_scope: unknown, purpose: string, sealed: string) =>
    secret(sealed.slice(purpose.length + 1)),
}

/** The modules behind an edge that listens, put together as the server does. */
async function openAccess({ db }: TestDatabase) {
  const world = realWorld()
  const audit = createAudit({ db, world, signer: localSigner('spec', world.random(32)) })
  let routes: Route[] = []
  const auth = createAuth({
    db,
    world,
    audit,
    scopes: () => collectScopes(routes),
    version: VERSION,
    sealer: () => plainSealer,
    public_url: PUBLIC_URL,
  })
  const ledger = createLedger({ db, world, lanes: 1 })
  const bus = createEventBus({ db, world })
  followLedger(bus, { db, world })
  const sandbox = openSandbox({ db, world, audit, auth, ledger }, () => routes)
  routes = [...auditRoutes(audit), ...authRoutes(auth, { world }), ...ledgerRoutes(ledger), ...sandbox.routes]
  const edge = createEdge({
    routes,
    authenticate: auth.authenticate,
    sessions: auth.members.sessions,
    db,
    world,
    log: silentLog,
    versions: { current: VERSION, older: [], changes: [] },
    config: { public_url: PUBLIC_URL },
  })
  const { port } = await edge.listen({ host: '127.0.0.1', port: 0 })
  return {
    audit,
    auth,
    port,
    hear: async () => void (await bus.runOnce()),
    async close() {
      await edge.close()
      await sandbox.stop()
      await bus.close()
      await ledger.close()
      await auth.close()
    },
  }
}

type Beneath = Pick<Parameters<typeof createSandbox>[0], 'db' | 'world' | 'audit' | 'auth' | 'ledger'>

/** Sandboxes whose clocks nothing is due by. */
function openSandbox(beneath: Beneath, routes: () => readonly Route[]) {
  const sandbox = createSandbox({
    ...beneath,
    routes,
    simulator: undefined,
    catalogue: [],
    work: () => ({
      kinds: [],
      polls: [],
      listeners: [],
      hear: async () => undefined,
      serve: async () => 0,
      wakeListeners: () => undefined,
      wakeMove: (tenant_id) => moving.wake(tenant_id),
    }),
  })
  const moving = createWorker({ db: beneath.db, world: beneath.world, kinds: sandbox.jobs })
  moving.start()
  return { routes: sandboxRoutes(sandbox), stop: () => moving.stop() }
}

async function callApi<B>(port: number, method: string, path: string, ask: Ask): Promise<Answer<B>> {
  const { key, body, idempotency_key } = ask
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotency_key === undefined ? {} : { 'idempotency-key': idempotency_key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as B, headers: response.headers }
}

async function countStored({ admin }: TestDatabase, text: string): Promise<number> {
  const { rows } = await admin.query<{ name: string }>(`select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('auth', 'audit', 'platform')`)
  let count = 0
  for (const { name } of rows) {
    const found = await admin.query(`select 1 from ${name} t where strpos(t::text, $1) > 0`, [text])
    count += found.rowCount ?? 0
  }
  return count
}
