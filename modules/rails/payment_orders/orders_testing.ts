import assert from 'node:assert/strict'
import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import { dayOf, simWorld, type SimWorld } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { createWorker } from '../../../platform/jobs/worker.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { scopeOf, testAuth, testTenant } from '../../auth/testing.ts'
import { createLedger, type Ledger, type NewAccount } from '../../ledger/index.ts'
import type { BankConnection, SealedBankConnection } from '../bank_connections/bank_connection.ts'
import { insertConnection } from '../bank_connections/store.ts'
import type { Rails, RailsDeps } from '../index.ts'
import { testRails } from '../rails_testing.ts'
import type { NewOrder } from './create_orders.ts'
import type { PaymentOrder } from './payment_order.ts'

/** Rails with a bank connection, a payer with money, and a bank account of somebody else's. */
export type OrderBench = {
  readonly database: TestDatabase
  readonly world: SimWorld
  readonly scope: OpenScope
  readonly rails: Rails
  readonly ledger: Ledger
  readonly connection: BankConnection
  /** A liability with 1,000,000.00 to spend; never below zero. */
  readonly payer: Id<'acc'>
  readonly bank_account: Id<'bac'>
  within<T>(fn: (scope: Scope) => Promise<T>): Promise<T>
  /** A credit transfer of 12.34 for tomorrow, unless said otherwise. */
  order(more?: Partial<NewOrder>): NewOrder
  make(...orders: readonly NewOrder[]): Promise<readonly PaymentOrder[]>
  /** Posted minor units on the account's normal side, and what can be spent of them. */
  balance(account: Id<'acc'>): Promise<{ readonly posted: bigint; readonly available: bigint }>
  /** For PPD, with the proof that the account was validated, unless said otherwise. */
  mandate(more?: {
    readonly sec_code?: string
    readonly bank_account?: Id<'bac'>
    readonly proof?: string
  }): Promise<Id<'man'>>
  /** Does every job that is due. */
  work(): Promise<void>
  close(): Promise<void>
}

const FUNDS = 100_000_000

export async function openOrderBench(seed: bigint, more: Partial<RailsDeps> = {}): Promise<OrderBench> {
  const base = await openBase(seed, more)
  const { world, database, scope, rails, ledger, auth, within } = base
  const { bank, payer, connection } = await openMoney(base)
  await fund(base, bank, payer)
  const bank_account = await openBankAccount(base)
  const worker = createWorker({ db: database.db, world, kinds: rails.jobs })
  const numbers = { count: 0 }
  return {
    database,
    world,
    scope,
    rails,
    ledger,
    connection,
    payer,
    bank_account,
    within,
    order: (asked = {}) =>
      newOrder({ world, connection, bank_account, payer, number: ++numbers.count }, asked),
    async make(...orders) {
      const made = await rails.createOrders(scope, orders)
      if (!made.ok) assert.fail(JSON.stringify(made.error))
      return made.value
    },
    async balance(account) {
      const read = await ledger.balance(scope, account)
      return present(read.ok ? read.value : undefined, 'a balance')
    },
    mandate: (asked = {}) => newMandate(base, { bank_account, number: ++numbers.count, ...asked }),
    async work() {
      while ((await worker.drain()) > 0);
    },
    async close() {
      await worker.stop()
      await auth.close()
      await ledger.close()
      await database.drop()
    },
  }
}

async function fund({ ledger, scope, world }: Base, from: Id<'acc'>, to: Id<'acc'>): Promise<void> {
  const same = { kind: 'single', code: 'funding', amount: FUNDS, currency: 'USD' } as const
  await ledger.post(scope, [{ ...same, id: newId('trf', world), debit_account: from, credit_account: to }])
}

async function openBase(seed: bigint, more: Partial<RailsDeps>) {
  const world = simWorld(seed)
  const database = await createTestDatabase()
  const { db } = database
  const auth = testAuth(db, world)
  const scope = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
  const ledger = createLedger({ db, world, lanes: 1 })
  const rails = testRails(db, world, { ledger, ...more })
  const within: OrderBench['within'] = (fn) =>
    db.withTenant(scope.tenant_id, (tx) => fn({ ...scope, db: tx }))
  return { world, database, auth, scope, ledger, rails, within }
}
type Base = Awaited<ReturnType<typeof openBase>>

/** The connection, what mirrors it in the ledger, and somebody who pays. */
async function openMoney(base: Base) {
  const { ledger, world, within } = base
  const open = async (account: Omit<NewAccount, 'id' | 'currency'>): Promise<Id<'acc'>> => {
    const made = await within((tx) =>
      ledger.createAccounts(tx, [{ ...account, id: newId('acc', world), currency: 'USD' }]),
    )
    return present(made.ok ? made.value[0] : undefined, 'a ledger account').id
  }
  const bank = await open({ normal_side: 'debit', path: 'assets:bank' })
  const payer = await open({ normal_side: 'credit', path: 'customers:one', floor: 0n })
  const connection = await plantConnection(base, {
    bank_account: bank,
    uncleared_account: await open({ normal_side: 'credit', path: 'liabilities:uncleared' }),
    shortfall_account: await open({ normal_side: 'debit', path: 'assets:shortfall' }),
  })
  return { bank, payer, connection }
}

type Asked = Pick<OrderBench, 'world' | 'connection' | 'bank_account' | 'payer'> & { readonly number: number }

const newOrder = (
  { world, connection, bank_account, payer, number }: Asked,
  asked: Partial<NewOrder>,
): NewOrder => ({
  id: newId('por', world),
  connection: connection.id,
  kind: 'credit_transfer',
  rail: 'ach',
  bank_account,
  mandate: null,
  account: payer,
  amount: 1_234,
  currency: 'USD',
  sec_code: null,
  description: 'PAYMENT',
  remittance: null,
  end_to_end_id: `E2E-${number}`,
  wish: 'next_day',
  purpose: 'payment',
  releases_after: false,
  metadata: {},
  ...asked,
})

async function newMandate(
  { rails, world, within }: Base,
  asked: {
    readonly sec_code?: string
    readonly proof?: string
    readonly bank_account: Id<'bac'>
    readonly number: number
  },
): Promise<Id<'man'>> {
  const id = newId('man', world)
  const made = await within((tx) =>
    rails.createMandate(tx, {
      id,
      scheme: 'ach',
      reference: `AUTH-${asked.number}`,
      bank_account: asked.bank_account,
      kind: 'recurrent',
      creditor_name: 'Acme',
      creditor_id: null,
      sec_code: asked.sec_code ?? 'PPD',
      signed_on: dayOf(world.now()),
      pre_notification_days: 14,
      amount_max: null,
      metadata: {},
      signature: { kind: asked.proof ?? 'account_validation', content: { archive: 'box 1' } },
    }),
  )
  if (!made.ok) assert.fail(JSON.stringify(made.error))
  return id
}

type Place = Pick<OrderBench, 'database' | 'world' | 'scope'>

/** A connection as a bank's contract would make it, without anybody at the other end. */
async function plantConnection(
  { database, world, scope }: Place,
  accounts: Pick<BankConnection, 'bank_account' | 'uncleared_account' | 'shortfall_account'>,
): Promise<BankConnection> {
  const at = world.now()
  const connection: SealedBankConnection = {
    ...accounts,
    id: newId('bcn', world),
    bank: 'larkfield',
    name: 'Larkfield',
    currency: 'USD',
    rails: ['ach', 'rtp', 'fednow'],
    identity: {
      ach: {
        immediate_destination: '099900001',
        immediate_destination_name: 'LARKFIELD BANK',
        immediate_origin: '1234567890',
        immediate_origin_name: 'ACME',
        odfi_routing_number: '099900001',
        company_id: '1234567890',
        company_name: 'ACME',
      },
    },
    transport: {
      kind: 'sftp',
      host: 'bank.example',
      port: 22,
      user: 'acme',
      host_keys: ['SHA256:AAAA'],
      inbound: 'inbound',
      outbound: 'outbound',
      archive: 'outbound/archive',
    },
    rules: {
      lead_minutes: 30,
      acknowledges: false,
      balanced: false,
      file_orders_max: 10_000,
      gauges_block: false,
    },
    state: 'enabled',
    looked_at: null,
    created_at: at,
    updated_at: at,
    sealed_secrets: '{}',
  }
  const { tenant_id } = scope
  await database.db.withTenant(tenant_id, (tx) => insertConnection(tx, tenant_id, connection))
  return connection
}

export async function openBankAccount(
  { rails, scope, within, world }: Pick<OrderBench, 'rails' | 'scope' | 'within' | 'world'>,
  account_number = '12345678',
  name = 'Ada Lovelace',
): Promise<Id<'bac'>> {
  const sealed = await rails.sealDetails(scope, {
    details: {
      country: 'US',
      currency: 'USD',
      holder: { name, kind: 'individual' },
      account_type: 'checking',
      account: { routing_number: '091000019', account_number },
    },
    rails: [],
  })
  if (!sealed.ok) assert.fail(JSON.stringify(sealed.error))
  const asked = { id: newId('bac', world), rails: [], reference: null, metadata: {} }
  const made = await within((tx) => rails.createBankAccount(tx, asked, sealed.value))
  return present(made.ok ? made.value : undefined, 'the bank account').id
}
