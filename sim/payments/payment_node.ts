import { destinationsOf } from '../../apps/server/destinations.ts'
import { routedAccounts } from '../../apps/server/routed_accounts.ts'
import { ironbridge } from '../../connectors/ironbridge/connector.ts'
import { northgate } from '../../connectors/northgate/connector.ts'
import { tidewater } from '../../connectors/tidewater/connector.ts'
import { newId } from '../../kernel/id.ts'
import { plusMs, type World } from '../../kernel/world.ts'
import { type Audit, createAudit, localSigner } from '../../modules/audit/index.ts'
import { createLedger, type Ledger } from '../../modules/ledger/index.ts'
import { createPayments, type Payments } from '../../modules/payments/index.ts'
import { createRails, type Rails, type SandboxAccount } from '../../modules/rails/index.ts'
import { createRisk } from '../../modules/risk/index.ts'
import { createRouting } from '../../modules/routing/index.ts'
import { createVault, type KeyProvider } from '../../modules/vault/index.ts'
import type { Database } from '../../platform/db/database.ts'
import { createWorker } from '../../platform/jobs/worker.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import type { Dice } from '../dice.ts'
import { createFaultyDatabase } from '../faulty_database.ts'
import type { CardWorld } from './card_world.ts'
import type { FaultyWire } from './faulty_wire.ts'

/** One process of Florin: its own memory, the same database. */
export type PaymentNode = {
  readonly payments: Payments
  readonly wire: FaultyWire
  scope(): OpenScope
  /** Does everything that is due now: the sweep and all jobs. */
  work(): Promise<void>
  /** Lets go of what a dead, or finished, process left open. */
  abandon(): Promise<void>
}

export type NodeParts = {
  readonly world: World
  readonly dice: Dice
  readonly db: Database
  readonly vault_db: Database
  readonly keys: readonly KeyProvider[]
  readonly outside: CardWorld
  readonly tenant_id: TenantId
  readonly accounts: readonly SandboxAccount[]
}

const noFaults = { lost_before: 0, lost_after: 0, crash_before: 0, crash_after: 0 }

const auditOf = ({ db, world }: Pick<NodeParts, 'db' | 'world'>): Audit =>
  createAudit({ db, world, signer: localSigner('sim', world.random(32)) })

/** The real modules, put together as the server does, behind a wire that breaks. */
export function startNode(all: NodeParts, wire: FaultyWire): PaymentNode {
  let isOver = false
  const parts = { ...all, world: mortal(all.world, () => isOver || wire.isDead()) }
  const { world, tenant_id } = parts
  // Nothing goes wrong there; it knows the connections that a dead process would leave behind.
  const db = createFaultyDatabase(parts.db, parts.dice, noFaults)
  const scope = (): OpenScope => ({
    tenant_id,
    actor: { type: 'system', id: 'sim', authenticated_by: 'internal', on_behalf_of: null },
    deadline_at: plusMs(world.now(), 60_000),
    request_id: newId('req', world),
    world,
  })
  const audit = auditOf({ db, world })
  const ledger = createLedger({ db, world, lanes: 1 })
  const cards = openCards(parts, { db, audit, ledger, send: wire.send })
  const payments = createPayments({
    db,
    world,
    log: silentLog,
    audit,
    ledger,
    ...cards,
    lanes: 1,
    returnUrl: (name) => `${parts.outside.callback_url}/${name}`,
    scopeOf: async (_tenant, request_id) => ({ ...scope(), request_id }),
  })
  const worker = createWorker({ db, world, kinds: payments.jobs })
  return {
    payments,
    wire,
    scope,
    async work() {
      for (let found = -1; found !== 0; ) found = (await payments.sweep()) + (await worker.drain())
    },
    abandon() {
      isOver = true
      return db.abandon()
    },
  }
}

/** The timers of a dead process never ring: it renews no lease. */
const mortal = (world: World, isDead: () => boolean): World => ({
  ...world,
  after: (delay_ms, fn) =>
    world.after(delay_ms, () => {
      if (!isDead()) fn()
    }),
})

/** Vault, rails, risk and routing. */
function openCards(
  { world, vault_db, keys, outside, accounts }: NodeParts,
  beneath: {
    readonly db: Database
    readonly audit: Audit
    readonly ledger: Ledger
    readonly send: CardWorld['send']
  },
) {
  const { db, audit, ledger, send } = beneath
  const vault = createVault({
    db: vault_db,
    world,
    audit,
    keys,
    send,
    isAllowed: ({ url }, tenant) => rails.isDestination(tenant, url),
  })
  const rails: Rails = createRails({
    db,
    world,
    audit,
    ledger,
    log: silentLog,
    connectors: [northgate, tidewater, ironbridge],
    sealer: vault,
    destinations: destinationsOf({ db, world }),
    send,
    vaultSend: (scope, call) => vault.send(scope, call),
    callbackUrl: (address) => `${outside.callback_url}/${address}`,
    prepare: outside.register,
  })
  const risk = createRisk({ db, world, audit })
  const routing = createRouting({
    db,
    world,
    audit,
    accounts: routedAccounts({ db, rails, simulated: accounts }),
  })
  return { vault, rails, risk, routing }
}
