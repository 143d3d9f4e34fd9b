import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ironbridge } from '../../connectors/ironbridge/connector.ts'
import { larkfield } from '../../connectors/larkfield/dialect.ts'
import { northgate } from '../../connectors/northgate/connector.ts'
import { threeds } from '../../connectors/threeds/connector.ts'
import { tidewater } from '../../connectors/tidewater/connector.ts'
import type { World } from '../../kernel/world.ts'
import {
  type Audit,
  createAudit,
  fileKeeper,
  loadSigner,
  routes as auditRoutes,
} from '../../modules/audit/index.ts'
import { type Auth, collectScopes, createAuth, routes as authRoutes } from '../../modules/auth/index.ts'
import { createDisputes, type Disputes, routes as disputeRoutes } from '../../modules/disputes/index.ts'
import { createLedger, type Ledger, routes as ledgerRoutes } from '../../modules/ledger/index.ts'
import { createPayments, type Payments, routes as paymentRoutes } from '../../modules/payments/index.ts'
import { createPayouts, type Payouts, routes as payoutRoutes } from '../../modules/payouts/index.ts'
import {
  type AsksOthers,
  createRails,
  federalReserve,
  type Rails,
  routes as railsRoutes,
  target,
  unitedKingdom,
} from '../../modules/rails/index.ts'
import {
  createReconciliation,
  type Reconciliation,
  routes as reconciliationRoutes,
} from '../../modules/reconciliation/index.ts'
import { createRequests, type Requests, routes as requestRoutes } from '../../modules/requests/index.ts'
import { createRisk, loadPepper, type Risk, routes as riskRoutes } from '../../modules/risk/index.ts'
import { createRouting, type Routing, routes as routingRoutes } from '../../modules/routing/index.ts'
import { routes as sandboxRoutes } from '../../modules/sandbox/index.ts'
import type { Vault } from '../../modules/vault/index.ts'
import { createWebhooks, routes as webhookRoutes, type Webhooks } from '../../modules/webhooks/index.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Route } from '../../platform/http/route.ts'
import { idempotencyRoutes } from '../../platform/idempotency/http.ts'
import { createSafeDialer } from '../../platform/outbound/safe_dialer.ts'
import { createSender } from '../../platform/outbound/sender.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Metrics } from '../../platform/telemetry/metrics.ts'
import { auditCheck } from './audit_check.ts'
import type { ServerConfig } from './config.ts'
import { destinationsOf } from './destinations.ts'
import { keySubjects } from './key_subjects.ts'
import { overviewRoutes } from './overview/http.ts'
import { routedAccounts } from './routed_accounts.ts'
import { isSimulated, registerWorld, sendToSimulated, simulatedAccounts } from './simulated_acquirers.ts'
import { simulatedBank } from './simulated_bank.ts'
import { instantParts } from './simulated_instant.ts'
import { payeeParts } from './simulated_payees.ts'
import { createSimulatorChild, type SimulatorChild } from './simulator_child.ts'
import { openSandbox, type SandboxParts } from './sandbox.ts'
import { openVault, type VaultParts } from './vault.ts'
import { eventCatalogue } from './event_catalogue.ts'
import { API_VERSION, versions } from './versions.ts'
import { webhookObserver } from './webhook_observer.ts'

export type Parts = {
  readonly db: Database
  /** Of the database: the vault has connections of its own, in its own role. */
  readonly url: string
  readonly world: World
  readonly log: Log
  readonly metrics: Metrics
  readonly config: ServerConfig
  readonly public_url: string
  /** In place of a process of its own: for tests. */
  readonly simulator?: SimulatorChild
}
export type Modules = SandboxParts & {
  readonly audit: Audit
  readonly auth: Auth
  readonly ledger: Ledger
  readonly requests: Requests
  readonly vault: Vault
  readonly vault_parts: VaultParts
  readonly rails: Rails
  readonly risk: Risk
  readonly routing: Routing
  readonly payments: Payments
  readonly payouts: Payouts
  readonly disputes: Disputes
  readonly reconciliation: Reconciliation
  readonly webhooks: Webhooks
  readonly simulator: SimulatorChild | undefined
  readonly routes: Route[]
  close(): Promise<void>
}

const calendars = { federal_reserve: federalReserve, target, united_kingdom: unitedKingdom }

type Closing = Pick<
  Modules,
  'auth' | 'ledger' | 'requests' | 'payments' | 'rails' | 'simulator' | 'vault_parts' | 'webhooks'
> & {
  readonly sender: { close(): Promise<void> }
}

/** Those that take work from others first, and last what they work with. */
async function closeAll(of: Closing): Promise<void> {
  await of.webhooks.close()
  await of.payments.close()
  await of.auth.close()
  await of.ledger.close()
  await of.vault_parts.close()
  await of.requests.close()
  await of.sender.close()
  await of.rails.closeTransports()
  await of.simulator?.stop()
}

/** Puts the modules together, lowest floor first. */
export async function createModules(parts: Parts): Promise<Modules> {
  const { routesOf, ...books } = await createBooks(parts, () => cards.vault)
  const asksOthers: AsksOthers = (scope) => payouts.asksOthers(scope)
  const { sender, ...cards } = await createCards(parts, { ...books, asksOthers })
  const made = { ...books, ...cards }
  const paid = createPaid(parts, made)
  const payouts = createPayouts({ ...parts, ...made })
  const reconciliation = createReconciliation({
    ...parts,
    ...made,
    ...paid,
    bank_files: made.rails,
    calendars,
  })
  const webhooks = createWebhookModule(parts, made)
  const later = { routes: (): readonly Route[] => routes, send: sender.send }
  const sandbox_parts = openSandbox({ ...parts, ...made, ...later })
  const doors = { ...parts, ...books, asksOthers, sealer: cards.vault, callbackUrl: callbackUrl(parts) }
  const routes: Route[] = routesOf([
    ...railsRoutes(cards.rails, doors),
    ...riskRoutes(cards.risk),
    ...routingRoutes(cards.routing),
    ...paymentRoutes(paid.payments),
    ...payoutRoutes(payouts),
    ...disputeRoutes(paid.disputes),
    ...reconciliationRoutes(reconciliation, { db: parts.db, rails: cards.rails }),
    ...webhookRoutes(webhooks),
    ...sandboxRoutes(sandbox_parts.sandbox),
    ...overviewRoutes({ ...made, ...paid, payouts, reconciliation, webhooks }),
  ])
  return {
    ...made,
    ...sandbox_parts,
    ...paid,
    payouts,
    reconciliation,
    webhooks,
    routes,
    close: () => closeAll({ ...books, ...cards, ...paid, webhooks, sender }),
  }
}

/** Payments hear of disputes from acquirers, and disputes move payments: each is given the other. */
function createPaid(
  parts: Parts,
  made: Pick<Modules, 'audit' | 'auth' | 'ledger' | 'vault' | 'rails' | 'risk' | 'routing'>,
) {
  const scopeOf = (tenant_id: TenantId, request_id: string) => made.auth.systemScope(tenant_id, request_id)
  const payments: Payments = createPayments({
    ...parts,
    ...made,
    scopeOf,
    lanes: parts.config.ledger_lanes,
    returnUrl: (name) => `${parts.public_url}/v1/authentications/${name}/return`,
    onDispute: (scope, account, news) => disputes.hear(scope, account, news),
  })
  const disputes: Disputes = createDisputes({ ...parts, ...made, payments, scopeOf })
  return { payments, disputes }
}

/** What callers asked: it is written beside their requests, so its faults are told here and nowhere else. */
function createRequestLog({ db, world, log, metrics, public_url }: Parts): Requests {
  const unkept = metrics.counter(
    'florin_request_logs_unkept_total',
    'Requests that the request log counts but does not hold.',
    [],
  )()
  return createRequests({
    db,
    world,
    docs_url: `${public_url}/docs`,
    served: versions,
    on_unkept: unkept,
    on_failed: (error) => log.warn('request_log_failed', { error }),
  })
}

const createWebhookModule = (
  { db, world, log, metrics }: Parts,
  { auth, audit, vault }: Pick<Modules, 'auth' | 'audit' | 'vault'>,
): Webhooks =>
  createWebhooks({
    db,
    world,
    auth,
    audit,
    sealer: vault,
    dialer: createSafeDialer({ world }),
    catalogue: eventCatalogue,
    versions: { known: [API_VERSION, ...versions.older.map(({ version }) => version)], changes: [] },
    sandbox_may_loop_back: true,
    observe: webhookObserver(log, metrics),
  })

const callbackUrl =
  ({ public_url }: Parts) =>
  (address: string): string =>
    `${public_url}/v1/callbacks/${address}`

/** Who may come in and what they ask, and the books. */
async function createBooks(parts: Parts, sealer: () => Vault) {
  const { db, world, metrics, config, public_url } = parts
  await mkdir(join(config.data_dir, 'checkpoints'), { recursive: true, mode: 0o700 })
  const signer = await loadSigner({ file: join(config.data_dir, 'audit.key'), name: 'florin', world })
  const keeper = fileKeeper(join(config.data_dir, 'checkpoints'))
  const audit = createAudit({ db, world, signer, trusted_keys: config.audit_trusted_keys, keeper })
  let routes: Route[] = []
  const auth = createAuth({
    db,
    world,
    audit,
    scopes: () => collectScopes(routes),
    version: API_VERSION,
    sealer,
    public_url,
  })
  const requests = createRequestLog(parts)
  const onBatch = metrics.batch('ledger')
  const ledger = createLedger({
    db,
    world,
    lanes: config.ledger_lanes,
    checks: [auditCheck(audit, keeper)],
    on_batch: (_commands: number, transfers: number) => onBatch(transfers),
  })
  const routesOf = (more: readonly Route[]): Route[] => {
    routes = [
      ...ledgerRoutes(ledger),
      ...authRoutes(auth, { world }),
      ...auditRoutes(audit),
      ...idempotencyRoutes(db, keySubjects),
      ...requestRoutes(requests),
      ...more,
    ]
    return routes
  }
  return { audit, auth, ledger, requests, routesOf }
}

const childOf = ({ config, world, log }: Parts): SimulatorChild | undefined =>
  config.has_simulator
    ? createSimulatorChild({
        data_dir: config.data_dir,
        world,
        log: (event, detail) => log.error(event, { reason: detail }),
      })
    : undefined

type Books = Pick<Modules, 'audit' | 'ledger' | 'requests'> & { readonly asksOthers: AsksOthers }

/** Cards: the vault, the acquirers, and what decides between them. */
async function createCards(parts: Parts, books: Books) {
  const { db, world, log } = parts
  const { audit, ledger, asksOthers } = books
  const simulator = parts.simulator ?? childOf(parts)
  const sender = createSender({ world })
  const send = sendToSimulated(sender.send, simulator)
  const vault_parts = await openVault({
    ...parts,
    ...books,
    send,
    isAllowed: ({ url }, tenant_id) => rails.isDestination(tenant_id, url),
  })
  const { vault } = vault_parts
  const rails: Rails = createRails({
    db,
    world,
    audit,
    ledger,
    log,
    connectors: [northgate, tidewater, ironbridge],
    three_ds: threeds,
    banks: [larkfield],
    simulated_bank: simulatedBank({ send: sender.send, simulator, rails: () => rails }),
    payees: payeeParts({ db, send: sender.send, simulator, rails: () => rails }),
    instant: instantParts({ send: sender.send, simulator, rails: () => rails, public_url: parts.public_url }),
    sealer: vault,
    asksOthers,
    destinations: destinationsOf({ db, world }),
    changed: (tenant_id) => routing.distrust({ tenant_id }),
    send,
    vaultSend: (scope, call) => vault.send(scope, call),
    callbackUrl: callbackUrl(parts),
    async prepare(scope, account) {
      if (simulator !== undefined && isSimulated(account))
        await registerWorld({ db, send: sender.send, simulator })(scope, account)
    },
  })
  const { data_dir, risk_pepper } = parts.config
  const pepper = risk_pepper ?? (await loadPepper({ file: join(data_dir, 'risk.key'), world }))
  const risk = createRisk({ db, world, audit, pepper: pepper.reveal() })
  const routing: Routing = createRouting({
    db,
    world,
    audit,
    accounts: routedAccounts({ db, rails, simulated: simulator === undefined ? [] : simulatedAccounts }),
  })
  return { vault, vault_parts, rails, risk, routing, simulator, sender }
}
