import { newId, type Id } from '../../kernel/id.ts'
import { type Day, realWorld, type SimWorld } from '../../kernel/world.ts'
import { createEdge, type Edge } from '../../platform/http/edge.ts'
import { edgeErrors } from '../../platform/http/errors.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import type { Audit } from '../audit/index.ts'
import { testAudit } from '../audit/testing.ts'
import { type TestLedger, testLedger } from '../ledger/testing.ts'
import type { NewCustomer } from './customer.ts'
import { partyRoutes } from './http_parties.ts'
import type { NewMerchant } from './merchant.ts'
import { createParties, type Parties } from './parties.ts'
import type { CardSnapshot, NewPaymentMethod } from './payment_method.ts'
import type { CardSource } from './payment_methods.ts'

const testCardSnapshot: CardSnapshot = {
  scheme: 'visa',
  bin: '42424242',
  last4: '4242',
  expiry_month: 12,
  expiry_year: 2031,
  country: 'US',
  funding: 'credit',
  fingerprint: '0123456789abcdef0123456789abcdef',
}

/** A vault that knows the tokens it gave out, and one test name. */
export function memoryVault(world: SimWorld): CardSource & { token(): Id<'tok'> } {
  const known = new Set<Id<'tok'>>()
  const token = (): Id<'tok'> => {
    const id = newId('tok', world)
    known.add(id)
    return id
  }
  const visa = token()
  return {
    token,
    describe: async (_scope, tokens) =>
      tokens.map((id) => (known.has(id) ? { ...testCardSnapshot, token: id } : undefined)),
    testCard: async (_scope, name) => (name === 'pm_card_visa' ? visa : undefined),
  }
}

export type TestParties = {
  readonly test_ledger: TestLedger
  readonly world: SimWorld
  readonly audit: Audit
  readonly vault: ReturnType<typeof memoryVault>
  readonly parties: Parties
  /** Another node on the same database, with a memory of its own. */
  node(): Parties
  newScope(): Promise<OpenScope>
  inside<T>(scope: OpenScope, fn: (scope: Scope) => Promise<T>): Promise<T>
  merchant(more?: Partial<NewMerchant>): NewMerchant
  customer(more?: Partial<NewCustomer>): NewCustomer
  method(more?: Partial<NewPaymentMethod>): NewPaymentMethod
  /** Events of the tenant's feed: type, object and body. */
  told(scope: OpenScope): Promise<[type: string, object_id: string | null][]>
  close(): Promise<void>
}

/** Parties as a caller would ask for them, each with a new id. */
const drafts = (
  world: SimWorld,
  vault: TestParties['vault'],
): Pick<TestParties, 'merchant' | 'customer' | 'method'> => ({
  merchant: (more = {}) => ({
    id: newId('mer', world),
    reference: null,
    name: 'Bakery Jansen',
    statement_descriptor: 'JANSEN',
    city: 'Utrecht',
    country: 'NL',
    mcc: '5462',
    settlement_currency: 'EUR',
    metadata: {},
    ...more,
  }),
  customer: (more = {}) => ({
    id: newId('cus', world),
    reference: null,
    name: 'Anna',
    email: 'Anna@Example.com',
    phone: null,
    billing_address: null,
    shipping_address: null,
    metadata: {},
    ...more,
  }),
  method: (more = {}) => ({
    id: newId('pm', world),
    token: vault.token(),
    customer: null,
    consent: null,
    billing: null,
    metadata: {},
    ...more,
  }),
})

export async function testParties(): Promise<TestParties> {
  const test_ledger = await testLedger()
  const { database, world, ledger } = test_ledger
  const audit = testAudit(database.db, world)
  const vault = memoryVault(world)
  const node = (): Parties => createParties({ db: test_ledger.db, world, audit, ledger, vault })
  return {
    test_ledger,
    world,
    audit,
    vault,
    node,
    parties: node(),
    newScope: () => test_ledger.newScope(),
    inside: (scope, fn) => database.db.withTenant(scope.tenant_id, (db) => fn({ ...scope, db })),
    ...drafts(world, vault),
    told: async (scope) =>
      (await test_ledger.facts(scope))
        .filter(({ type }) => type.startsWith('payments.'))
        .map(({ type, object_id }) => [type.slice('payments.'.length), object_id]),
    close: () => test_ledger.close(),
  }
}

const SECRET = 'sk_test_parties'
const CURRENT = '2026-11-21' as Day

export type Told = { readonly status: number; readonly body: Record<string, unknown> }
export type PartiesApi = {
  readonly edge: Edge
  call(method: string, path: string, body?: unknown): Promise<Told>
}

/** The routes behind the real edge; its one key stands for the tenant of `scope`. */
export async function startPartiesApi(test: TestParties, scope: OpenScope): Promise<PartiesApi> {
  const principal = {
    credential_id: 'key_spec',
    tenant_id: scope.tenant_id,
    tenant_public_id: 'ten_spec',
    mode: 'sandbox' as const,
    kind: 'secret' as const,
    allows: () => true,
    actor: scope.actor,
    version: CURRENT,
    world: test.world,
  }
  const edge = createEdge({
    routes: partyRoutes(test.parties),
    authenticate: (credential) =>
      credential === SECRET ? { ok: true, value: principal } : edgeErrors.fail('unauthenticated'),
    db: test.test_ledger.database.db,
    world: realWorld(),
    log: silentLog,
    versions: { current: CURRENT, older: [], changes: [] },
    config: { public_url: 'http://127.0.0.1' },
  })
  const { port } = await edge.listen({ host: '127.0.0.1', port: 0 })
  return {
    edge,
    async call(method, path, body) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${SECRET}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
  }
}
