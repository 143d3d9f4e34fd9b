import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registerWorld, sendToSimulated, simulatedAccounts } from '../apps/server/simulated_acquirers.ts'
import { destinationsOf } from '../apps/server/destinations.ts'
import { routedAccounts } from '../apps/server/routed_accounts.ts'
import type { SimulatorChild } from '../apps/server/simulator_child.ts'
import { startSimulator } from '../apps/simulator/start_simulator.ts'
import { ironbridge } from '../connectors/ironbridge/connector.ts'
import { northgate } from '../connectors/northgate/connector.ts'
import { tidewater } from '../connectors/tidewater/connector.ts'
import { type Id, newId } from '../kernel/id.ts'
import {
  type Day,
  instantText,
  plusMs,
  realWorld,
  type VirtualClock,
  virtualWorld,
  type World,
} from '../kernel/world.ts'
import type { Audit } from '../modules/audit/index.ts'
import { testAudit } from '../modules/audit/testing.ts'
import { createLedger, type Ledger } from '../modules/ledger/index.ts'
import { createPayments, type Payments, routes as paymentRoutes } from '../modules/payments/index.ts'
import {
  type Account,
  type AcquirerAccount,
  createRails,
  type Rails,
  type SandboxAccount,
} from '../modules/rails/index.ts'
import { createRisk, type Risk } from '../modules/risk/index.ts'
import { createRouting } from '../modules/routing/index.ts'
import { createVault, type KeyProvider, loadLocalKeys, type Vault } from '../modules/vault/index.ts'
import { createDatabase, type Database } from '../platform/db/database.ts'
import { VAULT_ROLE } from '../platform/db/session.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { createEdge, type Edge } from '../platform/http/edge.ts'
import { edgeErrors } from '../platform/http/errors.ts'
import { createWorker } from '../platform/jobs/worker.ts'
import { createSender } from '../platform/outbound/sender.ts'
import type { Send } from '../platform/outbound/wire.ts'
import type { OpenScope, TenantId } from '../platform/scope.ts'
import { openTenant, saveClock } from '../platform/tenant_clock.ts'
import { silentLog } from '../platform/telemetry/log.ts'

/** Time that runs as it does outside, and can be moved ahead. */
export type MovedWorld = World & { skip(ms: number): void }
const movedWorld = (): MovedWorld => {
  const real = realWorld()
  let ahead_ms = 0
  return {
    ...real,
    now: () => plusMs(real.now(), ahead_ms),
    skip(ms) {
      ahead_ms += ms
    },
  }
}

/** One process of Florin: its own memory, the same database. `rails` may be one that loses what it was told. */
export type Node = {
  readonly payments: Payments
  readonly rails: Rails
  readonly risk: Risk
  readonly audit: Audit
  /** Does everything that is due now: the sweep and all jobs. */
  work(): Promise<void>
  close(): Promise<void>
}

export type BenchOptions = {
  /** How long an acquirer's answer is waited for; faults that hold it would take seconds otherwise. */
  readonly timeout_ms?: number
  readonly accounts?: readonly SandboxAccount[]
}

/** The real modules on a test database, with the simulator in this process and time that moves when it is told to. */
export type Bench = {
  readonly database: TestDatabase
  readonly world: MovedWorld
  readonly node: Node
  /** Another process; `wrap` stands between it and its acquirers. The timers of one that is dying never ring. */
  startNode(wrap?: (rails: Rails) => Rails, is_dying?: boolean): Node
  /** Where the HTTP API listens; the credential of a tenant is `sk_<its number>`. */
  readonly address: string
  /** A sandbox of its own whose clock stands; only `advance` moves it. */
  newTenant(): Promise<OpenScope>
  /** Nothing moves for this tenant any more: its clock stands for good. */
  leave(scope: OpenScope): void
  /** A scope of the same tenant by its clock as of now. */
  scopeOf(scope: OpenScope): OpenScope
  /** The tenant's account at an acquirer. */
  accountAt(scope: OpenScope, connector: string): Promise<Account>
  /** Moves all tenants, the simulator and the wall ahead, and does what falls due. */
  advance(ms: number, node?: Node): Promise<void>
  /** Accounts that were called before, by their ids, with their secrets. */
  readonly opened: ReadonlyMap<Id<'aca'>, AcquirerAccount>
  /** A call of the simulator's control interface about a tenant's world at an acquirer. */
  control(scope: OpenScope, connector: string, method: string, path: string, body?: object): Promise<Json>
  close(): Promise<void>
}
export type Json = Record<string, unknown>

const TOKEN = 'a token of tests only'
/** A machine that is busy with other tests is waited for. */
const TOLD_MS_MAX = 60_000
const CURRENT = '2026-11-21' as Day
const connectors = [northgate, tidewater, ironbridge]
let tenants = 5_000n

type Parts = {
  readonly database: TestDatabase
  readonly vault_db: Database
  readonly world: MovedWorld
  readonly simulator: SimulatorChild
  readonly send: Send
  /** Sends what is no acquirer's: it takes as long as the machine needs, however soon an acquirer is given up. */
  readonly tell: Send
  readonly keys: readonly KeyProvider[]
  readonly accounts: readonly SandboxAccount[]
  readonly clocks: Map<TenantId, VirtualClock>
  /** Accounts as they were opened for their first call, secrets included. */
  readonly opened: Map<Id<'aca'>, AcquirerAccount>
  url: string
}

export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const { parts, close } = await openParts(options)
  const nodes: Node[] = []
  const startNode: Bench['startNode'] = (wrap = (rails) => rails, is_dying = false) => {
    const one = makeNode(parts, wrap, is_dying)
    nodes.push(one)
    return one
  }
  const node = startNode()
  const edge = openEdge(parts, node)
  const { port } = await edge.listen({ host: '127.0.0.1', port: 0 })
  parts.url = `http://127.0.0.1:${port}`
  return {
    database: parts.database,
    world: parts.world,
    node,
    startNode,
    address: parts.url,
    opened: parts.opened,
    ...callsOf(parts, node),
    async close() {
      await edge.close()
      for (const one of nodes) await one.close()
      await close()
    },
  }
}

async function openParts(options: BenchOptions) {
  const database = await createTestDatabase()
  const world = movedWorld()
  const folder = mkdtempSync(join(tmpdir(), 'payments-bench-'))
  const simulator = await startSimulator({ world, folder, token: TOKEN, port: 0 })
  const sender = createSender({ world })
  const timeout_ms = options.timeout_ms ?? 5_000
  const vault_db = createDatabase({ url: database.url, pool_max: 2, role: VAULT_ROLE })
  const parts: Parts = {
    database,
    vault_db,
    world,
    clocks: new Map(),
    opened: new Map(),
    url: '',
    simulator: {
      ports: async () => simulator.ports,
      token: TOKEN,
      start: () => undefined,
      stop: async () => undefined,
    },
    send: (dial, request) =>
      sender.send({ ...dial, timeout_ms: Math.min(dial.timeout_ms, timeout_ms) }, request),
    tell: (dial, request) => sender.send({ ...dial, timeout_ms: TOLD_MS_MAX }, request),
    keys: await loadLocalKeys({ file: join(folder, 'vault.key'), world }),
    accounts: options.accounts ?? simulatedAccounts,
  }
  const close = async (): Promise<void> => {
    await simulator.close()
    await sender.close()
    await vault_db.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { parts, close }
}

function makeNode(parts: Parts, wrap: (rails: Rails) => Rails, is_dying: boolean): Node {
  const { vault_db, world, keys } = parts
  const { db } = parts.database
  const audit = testAudit(db, world)
  const ledger = createLedger({ db, world, lanes: 1 })
  const send = sendToSimulated(parts.send, parts.simulator)
  const vault = createVault({
    db: vault_db,
    world,
    audit,
    keys,
    send,
    isAllowed: ({ url: at }, tenant_id) => rails.isDestination(tenant_id, at),
  })
  const rails: Rails = wrap(makeRails(parts, { audit, ledger, vault, send }))
  const risk = createRisk({ db, world, audit })
  const accounts = routedAccounts({ db, rails, simulated: parts.accounts })
  const routing = createRouting({ db, world, audit, accounts })
  const payments = createPayments({
    db,
    world,
    log: silentLog,
    audit,
    ledger,
    vault,
    rails,
    risk,
    routing,
    lanes: 1,
    returnUrl: (name) => `${parts.url}/v1/authentications/${name}/return`,
    scopeOf: async (tenant_id, request_id) => ({ ...scopeFor(parts, tenant_id), request_id }),
  })
  return {
    payments,
    rails,
    risk,
    audit,
    async work() {
      const own = is_dying ? { ...world, after: () => () => undefined } : world
      const worker = createWorker({ db, world: own, kinds: payments.jobs })
      for (let found = -1; found !== 0; ) found = (await payments.sweep()) + (await worker.drain())
      await worker.stop()
    },
    async close() {
      await payments.close()
      await ledger.close()
      await vault.close()
    },
  }
}

type Beneath = { readonly audit: Audit; readonly ledger: Ledger; readonly vault: Vault; readonly send: Send }

function makeRails(parts: Parts, { audit, ledger, vault, send }: Beneath): Rails {
  const { world, simulator } = parts
  const { db } = parts.database
  return createRails({
    db,
    world,
    audit,
    ledger,
    log: silentLog,
    connectors,
    sealer: vault,
    destinations: destinationsOf({ db, world }),
    send,
    vaultSend: (scope, call) => vault.send(scope, call),
    callbackUrl: (address) => `${parts.url}/v1/callbacks/${address}`,
    prepare(scope, account) {
      parts.opened.set(account.id, account)
      return registerWorld({ db, send: parts.tell, simulator })(scope, account)
    },
  })
}

const worldOf = ({ world, clocks }: Parts, tenant_id: TenantId): World =>
  virtualWorld(world, () => clocks.get(tenant_id) ?? { frozen_at: null, offset_us: 0 })

function scopeFor(parts: Parts, tenant_id: TenantId): OpenScope {
  const world = worldOf(parts, tenant_id)
  return {
    tenant_id,
    actor: { type: 'api_key', id: 'key_spec', authenticated_by: 'secret_key', on_behalf_of: null },
    deadline_at: plusMs(world.now(), 60_000),
    request_id: newId('req', world),
    world,
  }
}

function callsOf(
  parts: Parts,
  node: Node,
): Pick<Bench, 'newTenant' | 'leave' | 'scopeOf' | 'advance' | 'control' | 'accountAt'> {
  const { clocks, world, database } = parts
  const accountAt: Bench['accountAt'] = async (scope, connector) => {
    const found = (await node.rails.accounts(scope)).find((one) => one.connector === connector)
    if (found === undefined) throw new Error(`the tenant has no account at ${connector}`)
    return found
  }
  return {
    accountAt,
    scopeOf: ({ tenant_id }) => scopeFor(parts, tenant_id),
    leave: ({ tenant_id }) => void clocks.delete(tenant_id),
    async newTenant() {
      const tenant_id = ++tenants as TenantId
      const clock = { frozen_at: world.now(), offset_us: 0 }
      clocks.set(tenant_id, clock)
      await database.db.withTenant(tenant_id, async (tx) => {
        await openTenant(tx, tenant_id, true)
        await saveClock(tx, tenant_id, clock)
      })
      return scopeFor(parts, tenant_id)
    },
    async advance(ms, by = node) {
      world.skip(ms)
      await Promise.all([...clocks.keys()].map((tenant_id) => moveTenant(parts, node, tenant_id, ms)))
      await by.work()
    },
    async control(scope, connector, method, path, body) {
      await node.rails.ensureSandboxAccounts(scope, parts.accounts)
      const { id, merchant_number } = await accountAt(scope, connector)
      // The simulator hears of a sandbox before its first call, and whoever steers it may come before that.
      const unready = await node.rails.prepare(scope, id)
      if (unready !== undefined) throw new Error(unready.why)
      return ask(parts, method, `/worlds/${merchant_number}${path}`, body)
    },
  }
}

/** Florin's clock first, so that what the simulator tells meanwhile is not from the future. */
async function moveTenant(parts: Parts, node: Node, tenant_id: TenantId, ms: number): Promise<void> {
  const { clocks, database } = parts
  const at = plusMs(worldOf(parts, tenant_id).now(), ms)
  const clock = { frozen_at: at, offset_us: 0 }
  clocks.set(tenant_id, clock)
  await database.db.withTenant(tenant_id, (tx) => saveClock(tx, tenant_id, clock))
  const numbers = new Set((await node.rails.accounts({ tenant_id })).map((one) => one.merchant_number))
  for (const number of numbers)
    await ask(parts, 'POST', `/worlds/${number}/clock`, { to: instantText(at) }).catch((error: unknown) => {
      if (!(error instanceof Error && error.message.includes('404'))) throw error
    })
}

async function ask({ simulator }: Parts, method: string, path: string, body?: object): Promise<Json> {
  const { control } = await simulator.ports()
  const answer = await fetch(`http://127.0.0.1:${control}${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return JSON.parse(text) as Json
}

function openEdge(parts: Parts, { payments }: Node): Edge {
  const { database, clocks, world } = parts
  return createEdge({
    routes: paymentRoutes(payments),
    doors: payments.doors,
    authenticate(credential) {
      const tenant_id = BigInt(/^sk_(\d+)$/.exec(credential)?.[1] ?? 0) as TenantId
      if (!clocks.has(tenant_id)) return edgeErrors.fail('unauthenticated')
      const { actor, world: own } = scopeFor(parts, tenant_id)
      return {
        ok: true,
        value: {
          credential_id: 'key_spec',
          tenant_id,
          tenant_public_id: 'ten_spec',
          mode: 'sandbox',
          kind: 'secret',
          allows: () => true,
          actor,
          version: CURRENT,
          world: own,
        },
      }
    },
    db: database.db,
    world,
    log: silentLog,
    versions: { current: CURRENT, older: [], changes: [] },
    // A machine that is busy with other tests turns nobody away.
    config: { public_url: 'http://127.0.0.1', loop_lag_ms_max: 60_000 },
  })
}
