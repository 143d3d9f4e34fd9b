import { createHash } from 'node:crypto'
import { assert, present } from '../../../kernel/assert.ts'
import type { Currency } from '../../../kernel/currency.ts'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import { boundedCache } from '../../../platform/bounded_cache.ts'
import type { OpenScope, TenantId } from '../../../platform/scope.ts'
import type { BankConnection, BankIdentity, OrderRail, SealedBankConnection } from './bank_connection.ts'
import { freshConnection, sealSecrets, tellCreated } from './create_bank_connection.ts'
import type { BankConnectionDeps, SimulatedBank } from './deps.ts'
import { FILE_ORDERS_DEFAULT, LEAD_MINUTES_DEFAULT, SANDBOXES_KNOWN_MAX } from './limits.ts'
import * as store from './store.ts'

/** A name that exists nowhere (RFC 6761): where the simulated bank listens is asked at each use. */
const HOST = 'larkfield.simulator.test'
const BANK = 'larkfield'

type Kind = {
  readonly currency: Currency
  readonly name: string
  readonly rails: readonly OrderRail[]
  readonly identityOf: (bank: SimulatedBank, company_id: string) => BankIdentity
}
const wanted: readonly Kind[] = [
  {
    currency: 'USD',
    name: 'Larkfield Bank, US dollars (simulated)',
    rails: ['ach', 'rtp', 'fednow'],
    identityOf(bank, company_id) {
      const { routing_number, account_number } = accountOf(bank, 'USD')
      const routing = present(routing_number, 'the routing number of a dollar account')
      return {
        ach: {
          immediate_destination: routing,
          immediate_destination_name: 'LARKFIELD BANK',
          immediate_origin: company_id,
          immediate_origin_name: 'FLORIN SANDBOX',
          odfi_routing_number: routing,
          company_id,
          company_name: 'FLORIN SANDBOX',
          offset_account_number: account_number,
        },
        instant: { agent: routing, account: account_number, name: 'Florin Sandbox', url: INSTANT_URL },
      }
    },
  },
  {
    currency: 'EUR',
    name: 'Larkfield Bank, euro (simulated)',
    rails: ['sepa', 'sepa_core', 'sepa_b2b', 'sepa_instant'],
    identityOf(bank, company_id) {
      const { iban, bic } = accountOf(bank, 'EUR')
      const [account, agent] = [
        present(iban, 'the IBAN of a euro account'),
        present(bic, 'the BIC of the bank'),
      ]
      return {
        sepa: {
          iban: account,
          bic: agent,
          name: 'Florin Sandbox',
          initiating_party_id: company_id,
          // The identifier that the Bundesbank publishes for tests.
          creditor_id: 'DE98ZZZ09999999999',
        },
        instant: { agent, account, name: 'Florin Sandbox', url: INSTANT_URL },
      }
    },
  },
]
/** Where messages of instant rails go; the app resolves it as it does the hosts of simulated acquirers. */
const INSTANT_URL = 'http://larkfield-instant.simulator.test'

const accountOf = ({ accounts }: SimulatedBank, wantedCurrency: string) =>
  present(
    accounts.find(({ currency }) => currency === wantedCurrency),
    'the account of a sandbox at the simulated bank',
  )

const bytesOf = (...parts: readonly (string | bigint)[]): Buffer =>
  createHash('sha256')
    .update(['florin sandbox bank', ...parts].join('\n'))
    .digest()

export const sandboxConnectionId = (tenant_id: TenantId, currency: 'USD' | 'EUR'): Id<'bcn'> =>
  idFromBytes('bcn', bytesOf(tenant_id, BANK, currency))

/** The simulated bank knows a company by ten digits that follow from the tenant. */
const companyOf = (tenant_id: TenantId): string =>
  `1${String(bytesOf(tenant_id, 'company').readUInt32BE(0) % 1_000_000_000).padStart(9, '0')}`

const ledgerRoles = [
  ['bank_account', 'debit', 'assets:bank'],
  ['uncleared_account', 'credit', 'liabilities:uncleared'],
  ['shortfall_account', 'debit', 'assets:shortfall'],
] as const

type Planned = {
  readonly connection: SealedBankConnection
  readonly accounts: Parameters<BankConnectionDeps['ledger']['createAccounts']>[1]
}

export type EnsureSandboxConnections = (scope: OpenScope) => Promise<void>

/**
 * Makes the simulated connections of a sandbox that it has not got yet, with their ledger accounts; nothing for a live
 * tenant, and nothing where no simulator runs. A repeat does nothing. Their ids follow from the tenant's number, so two
 * processes that make them at once make the same. Rejects when the simulator does not answer.
 */
export function createEnsureSandboxConnections(deps: BankConnectionDeps): EnsureSandboxConnections {
  const known = boundedCache<TenantId, true>(SANDBOXES_KNOWN_MAX)
  return async (scope) => {
    const { tenant_id } = scope
    if (deps.simulated_bank === undefined || known.has(tenant_id)) return
    if (!(await deps.destinations.policyOf(tenant_id)).may_loop_back) return
    const found = await deps.db.withTenant(tenant_id, (db) =>
      store.listConnections(db, tenant_id, { after: undefined, limit: EVERY }),
    )
    const there = new Set(found.map(({ id }) => id))
    const missing = wanted.filter(({ currency }) => !there.has(idOfKind(tenant_id, currency)))
    if (missing.length > 0) {
      const bank = await deps.simulated_bank(scope)
      if (bank === undefined) return
      await insertAll(deps, scope, await planAll(deps, scope, bank, missing))
    }
    known.set(tenant_id, true)
  }
}
const EVERY = 1_000

const idOfKind = (tenant_id: TenantId, currency: string): Id<'bcn'> =>
  sandboxConnectionId(tenant_id, currency === 'EUR' ? 'EUR' : 'USD')

async function planAll(
  deps: BankConnectionDeps,
  scope: OpenScope,
  bank: SimulatedBank,
  kinds: readonly Kind[],
): Promise<Planned[]> {
  // What proves us is the key of the sandbox's simulated world, which is asked for at each use.
  const sealed_secrets = await sealSecrets(deps, scope, {})
  return kinds.map((kind) => planOne(scope, bank, kind, sealed_secrets))
}

function planOne(scope: OpenScope, bank: SimulatedBank, kind: Kind, sealed_secrets: string): Planned {
  const { tenant_id } = scope
  const { currency, name, rails, identityOf } = kind
  const idOfAccount = (role: string): Id<'acc'> =>
    idFromBytes('acc', bytesOf(tenant_id, BANK, currency, role))
  const asked = {
    id: idOfKind(tenant_id, currency),
    bank: BANK,
    name,
    currency,
    rails,
    identity: identityOf(bank, companyOf(tenant_id)),
    transport: transportOf(bank),
    bank_account: idOfAccount('bank_account'),
    uncleared_account: idOfAccount('uncleared_account'),
    shortfall_account: idOfAccount('shortfall_account'),
    rules: {
      lead_minutes: LEAD_MINUTES_DEFAULT,
      acknowledges: true,
      balanced: false,
      file_orders_max: FILE_ORDERS_DEFAULT,
      gauges_block: false,
    },
    secrets: {},
  }
  const accounts = ledgerRoles.map(([role, normal_side, path]) => ({
    id: asked[role],
    currency,
    normal_side,
    path: `${path}:${BANK}:${currency.toLowerCase()}`,
    name: `${name}: ${role.replace('_account', '')}`,
  }))
  return { connection: freshConnection(scope, asked, sealed_secrets), accounts }
}

const transportOf = ({ user, host_keys }: SimulatedBank): BankConnection['transport'] => ({
  kind: 'sftp',
  host: HOST,
  port: 22,
  user,
  host_keys,
  inbound: 'inbound',
  outbound: 'outbound',
  archive: 'outbound/archive',
})

/** Whoever comes second finds them made. */
async function insertAll(
  deps: BankConnectionDeps,
  scope: OpenScope,
  planned: readonly Planned[],
): Promise<void> {
  const { tenant_id } = scope
  await deps.db.withTenant(tenant_id, async (db) => {
    const within = { ...scope, db }
    const opened = await deps.ledger.createAccounts(
      within,
      planned.flatMap(({ accounts }) => accounts),
    )
    assert(opened.ok, 'the ledger opens accounts whose ids nobody else makes')
    const made: SealedBankConnection[] = []
    for (const { connection } of planned)
      if (await store.insertConnection(db, tenant_id, connection)) made.push(connection)
    if (made.length > 0) await tellCreated(deps, within, made)
  })
}
