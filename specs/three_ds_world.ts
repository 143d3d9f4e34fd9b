import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { destinationsOf } from '../apps/server/destinations.ts'
import { routedAccounts } from '../apps/server/routed_accounts.ts'
import { registerWorld, sendToSimulated, simulatedAccounts } from '../apps/server/simulated_acquirers.ts'
import { startSimulator } from '../apps/simulator/start_simulator.ts'
import { ironbridge } from '../connectors/ironbridge/connector.ts'
import { northgate } from '../connectors/northgate/connector.ts'
import { tidewater } from '../connectors/tidewater/connector.ts'
import { newId } from '../kernel/id.ts'
import { plusMs, realWorld, type World } from '../kernel/world.ts'
import type { Audit } from '../modules/audit/index.ts'
import { testAudit } from '../modules/audit/testing.ts'
import { createLedger } from '../modules/ledger/index.ts'
import { createPayments } from '../modules/payments/index.ts'
import { createRails, type Rails, type ThreeDsConnector } from '../modules/rails/index.ts'
import { createRisk } from '../modules/risk/index.ts'
import { createRouting } from '../modules/routing/index.ts'
import { createVault, loadLocalKeys } from '../modules/vault/index.ts'
import { createDatabase } from '../platform/db/database.ts'
import { VAULT_ROLE } from '../platform/db/session.ts'
import type { TestDatabase } from '../platform/db/testing.ts'
import type { DoorAnswer } from '../platform/http/doors.ts'
import { createSender } from '../platform/outbound/sender.ts'
import type { OpenScope, TenantId } from '../platform/scope.ts'
import { openTenant } from '../platform/tenant_clock.ts'
import { silentLog } from '../platform/telemetry/log.ts'

export const TOKEN = 'a token of specs only'
let tenants = 7_000n

/** Time that runs as it does outside, and can be moved ahead. */
export function movedWorld(): { readonly world: World; ahead(ms: number): void } {
  let ahead_ms = 0
  const real = realWorld()
  return {
    world: { ...real, now: () => plusMs(real.now(), ahead_ms) },
    ahead(ms) {
      ahead_ms += ms
    },
  }
}

/** Rails in whose name `fake` answers as long as it is set. */
export function fakeable(rails: Rails): { readonly rails: Rails; fake(next: Partial<Rails>): void } {
  let fakes: Partial<Rails> = {}
  return {
    rails: new Proxy(rails, {
      get: (target, name): unknown => Reflect.get(fakes, name) ?? Reflect.get(target, name),
    }),
    fake(next) {
      fakes = next
    },
  }
}

/** The simulator, whom it is reached through, and where it calls back. */
export async function openOutside(world: World, folder: string) {
  const simulated = await startSimulator({ world, folder, token: TOKEN, port: 0 })
  const simulator = {
    ports: async () => simulated.ports,
    token: TOKEN,
    start: () => undefined,
    stop: async () => undefined,
  }
  const sender = createSender({ world })
  const callbacks = createServer()
  await new Promise<void>((resolve) => callbacks.listen(0, '127.0.0.1', resolve))
  return {
    simulator,
    sender,
    send: sendToSimulated(sender.send, simulator),
    control: `http://127.0.0.1:${simulated.ports.control}`,
    url: `http://127.0.0.1:${(callbacks.address() as AddressInfo).port}`,
    answerBy(open: (path: string, headers: Record<string, string>, body: string) => Promise<DoorAnswer>) {
      callbacks.on('request', (request, response) => {
        request.setEncoding('latin1')
        let body = ''
        request.on('data', (more: string) => (body += more))
        request.on('end', () => {
          const headers = request.headers as Record<string, string>
          void open(request.url ?? '', headers, body).then(({ status, body: said }) =>
            response.writeHead(status).end(said),
          )
        })
      })
    },
    async close() {
      await new Promise((resolve) => callbacks.close(resolve))
      await sender.close()
      await simulated.close()
    },
  }
}

export async function openSandbox({ db }: TestDatabase, world: World): Promise<OpenScope> {
  const tenant_id = ++tenants as TenantId
  await db.withTenant(tenant_id, (tx) => openTenant(tx, tenant_id, true))
  return {
    tenant_id,
    actor: { type: 'system', id: 'spec', authenticated_by: 'internal', on_behalf_of: null },
    deadline_at: plusMs(world.now(), 60_000),
    request_id: newId('req', world),
    world,
  }
}

type CardParts = {
  readonly database: TestDatabase
  readonly world: World
  readonly folder: string
  readonly outside: Awaited<ReturnType<typeof openOutside>>
  readonly acquirers: readonly string[]
  readonly three_ds?: ThreeDsConnector
}
type Parts = CardParts & { readonly scope: OpenScope }

/** Vault, rails, risk and routing, put together as the server does. */
export async function openCards(parts: CardParts, audit: Audit) {
  const { world, folder, outside, acquirers, three_ds } = parts
  const { db, url } = parts.database
  const { send, simulator, sender } = outside
  const vault_db = createDatabase({ url, pool_max: 2, role: VAULT_ROLE })
  const keys = await loadLocalKeys({ file: join(folder, 'vault.key'), world })
  const vault = createVault({
    db: vault_db,
    world,
    audit,
    keys,
    send,
    isAllowed: ({ url: at }, tenant_id) => rails.isDestination(tenant_id, at),
  })
  const ledger = createLedger({ db, world, lanes: 1 })
  const rails: Rails = createRails({
    db,
    world,
    audit,
    ledger,
    log: silentLog,
    connectors: [northgate, tidewater, ironbridge],
    ...(three_ds === undefined ? {} : { three_ds }),
    sealer: vault,
    destinations: destinationsOf({ db, world }),
    send,
    vaultSend: (own, call) => vault.send(own, call),
    callbackUrl: (address) => `${outside.url}/v1/callbacks/${address}`,
    prepare: registerWorld({ db, send: sender.send, simulator }),
  })
  const simulated = simulatedAccounts.filter(({ connector }) => acquirers.includes(connector))
  const accounts = routedAccounts({ db, rails, simulated })
  const risk = createRisk({ db, world, audit })
  const routing = createRouting({ db, world, audit, accounts })
  return { vault_db, vault, ledger, rails, risk, routing }
}

/** Payments on these; `fake` answers in the name of the rails as long as it is set. */
export async function openInside(parts: Parts) {
  const { database, world, outside, scope } = parts
  const { db } = database
  const audit = testAudit(db, world)
  const { vault_db, vault, ledger, rails, risk, routing } = await openCards(parts, audit)
  const { rails: faked, fake } = fakeable(rails)
  const payments = createPayments({
    db,
    world,
    log: silentLog,
    audit,
    ledger,
    vault,
    rails: faked,
    risk,
    routing,
    lanes: 1,
    returnUrl: (name) => `${outside.url}/v1/authentications/${name}/return`,
    scopeOf: async () => scope,
  })
  return {
    payments,
    vault,
    risk,
    fake,
    async close() {
      await payments.close()
      await ledger.close()
      await vault.close()
      await vault_db.close()
    },
  }
}
