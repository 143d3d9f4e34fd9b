import assert from 'node:assert/strict'
import { present } from '../kernel/assert.ts'
import { type Json, type SandboxApp, startSandboxApp } from './sandbox_app.ts'
import { openShop } from './sandbox_shop.ts'

export type Order = {
  readonly id: string
  readonly state: string
  readonly description: string
  readonly attempt: number
  readonly next: string | null
  readonly reason_code: string | null
  readonly needs_review: boolean
  readonly bank_account: string
  readonly mandate: string | null
  readonly settles_at: string
  readonly file_cutoff_at: string | null
  readonly finality: { readonly state: string }
}
type Ordered = { readonly account_number: string; readonly amount: string; readonly name?: string }

/** A company with a bank in a sandbox whose clock stands: what specs about bank payments do. */
export type BankShop = {
  readonly api: SandboxApp
  readonly key: string
  get(path: string): Promise<Json>
  post(path: string, body: object): Promise<Json>
  /** Payments by ACH from the company's account. */
  order(...orders: readonly Ordered[]): Promise<readonly Order[]>
  /** A debit by ACH under a mandate of its own; its id. */
  collect(order: Ordered): Promise<string>
  read(id: string): Promise<Order>
  /** What happened to an order. */
  statesOf(id: string): Promise<readonly string[]>
  goForward(by_ms: number): Promise<void>
  goTo(at: string, after_ms: number): Promise<void>
  /** A fault of the simulated bank. */
  fault(fault: object): Promise<void>
  /** Minor units that the company can spend. */
  available(): Promise<string>
  /** What the simulated bank holds for us, and what the ledger says it does. */
  bankSays(): Promise<string>
  booksSay(): Promise<string>
  close(): Promise<void>
}

const USD = (value: string) => ({ value, currency: 'USD' })
/** What the simulated bank holds for everybody from the first day on. */
const FUNDS = '10000000000'

export async function openBankShop(): Promise<BankShop> {
  const api = await startSandboxApp()
  const shop = openShop(api)
  const key = await shop.frozen()
  const get = async (path: string): Promise<Json> => {
    const { status, body } = await api.call('GET', path, undefined, key)
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`)
    return body
  }
  const desk: Desk = { api, key, get, post: (path, body) => shop.post(key, path, body) }
  const money = await openMoney(desk)
  const balance = async (id: string, field: string): Promise<string> => {
    const read = await get(`/v1/ledger/accounts/${id}/balance`)
    return (read[field] as { value: string }).value
  }
  const goForward = async (by_ms: number): Promise<void> => void (await shop.goForward({ by_ms }, key))
  return {
    ...desk,
    order: (...orders) => order(desk, money, orders),
    collect: (one) => collect(desk, money, one),
    read: async (id) => (await get(`/v1/payment-orders/${id}`)) as unknown as Order,
    async statesOf(id) {
      const steps = (await get(`/v1/payment-orders/${id}/timeline`))['data'] as readonly { event: string }[]
      return steps.map(({ event }) => event)
    },
    goForward,
    async goTo(at, after_ms) {
      const { body } = await shop.readClock(key)
      await goForward(Date.parse(at) - Date.parse(body.now) + after_ms)
    },
    async fault(fault) {
      const put = await api.call('PUT', '/v1/sandbox/faults', { faults: [fault] }, key)
      assert.equal(put.status, 200, JSON.stringify(put.body))
    },
    available: () => balance(money.account, 'available'),
    bankSays: () => bankSays(desk),
    booksSay: () => balance(money.bank_account, 'posted'),
    close: () => api.close(),
  }
}

type BankConnection = { readonly id: string; readonly currency: string; readonly bank_account: string }
type Desk = Pick<BankShop, 'api' | 'key' | 'get' | 'post'>
type Money = { readonly connection: string; readonly bank_account: string; readonly account: string }

/** The company's cash, which lies at the simulated bank. */
async function openMoney({ get, post }: Desk): Promise<Money> {
  const connections = (await get('/v1/bank-connections'))['data'] as readonly BankConnection[]
  const connection = present(
    connections.find(({ currency }) => currency === 'USD'),
    'the connection for dollars',
  )
  const company = await post('/v1/ledger/accounts', {
    currency: 'USD',
    normal_side: 'credit',
    path: 'company:cash',
  })
  const account = String(company['id'])
  await post('/v1/ledger/transfers', {
    debit_account: connection.bank_account,
    credit_account: account,
    amount: USD(FUNDS),
  })
  return { connection: connection.id, bank_account: connection.bank_account, account }
}

async function bankAccount(
  { post }: Desk,
  { account_number, name = 'Ada Lovelace' }: Ordered,
): Promise<string> {
  const made = await post('/v1/bank-accounts', {
    country: 'US',
    currency: 'USD',
    holder: { name, kind: 'individual' },
    account_type: 'checking',
    account: { routing_number: '091000019', account_number },
  })
  return String(made['id'])
}

async function create(
  { post }: Desk,
  { connection, account }: Money,
  orders: readonly object[],
): Promise<readonly Order[]> {
  const asked = orders.map((one) => ({ connection, rail: 'ach', account, ...one }))
  return (await post('/v1/payment-orders', { orders: asked }))['data'] as readonly Order[]
}

async function order(desk: Desk, money: Money, orders: readonly Ordered[]): Promise<readonly Order[]> {
  const asked = []
  for (const one of orders)
    asked.push({
      kind: 'credit_transfer',
      bank_account: await bankAccount(desk, one),
      amount: USD(one.amount),
    })
  return create(desk, money, asked)
}

async function collect(desk: Desk, money: Money, one: Ordered): Promise<string> {
  const bank_account = await bankAccount(desk, one)
  const mandate = await desk.post('/v1/mandates', {
    scheme: 'ach',
    reference: `AUTH-${one.account_number}-${bank_account.slice(-6)}`,
    bank_account,
    kind: 'recurrent',
    creditor_name: 'Acme',
    sec_code: 'PPD',
    signed_on: '2026-01-15',
    signature: { kind: 'paper', content: { archive: 'box 1' } },
  })
  const asked = {
    kind: 'direct_debit',
    bank_account,
    mandate: mandate['id'],
    amount: USD(one.amount),
  }
  return present((await create(desk, money, [asked]))[0], 'an order').id
}

async function bankSays({ api, key }: Desk): Promise<string> {
  const { accounts } = (await api.simulated('GET', 'bank', key)) as {
    accounts: readonly { currency: string; balance: string }[]
  }
  return present(
    accounts.find(({ currency }) => currency === 'USD'),
    'the account at the bank',
  ).balance
}
