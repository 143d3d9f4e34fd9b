import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp } from '../apps/server/app.ts'
import { readConfig } from '../apps/server/config.ts'
import { present } from '../kernel/assert.ts'
import { realWorld } from '../kernel/world.ts'
import { credentialErrors } from '../modules/auth/index.ts'
import type { TestDatabase } from '../platform/db/testing.ts'
import { type FuzzReport, fuzzRoutes } from '../platform/http/testing/fuzz.ts'
import { silentLog } from '../platform/telemetry/log.ts'
import { appCode } from './browser.ts'

/** Runs the whole server on a test's database, without its background work, and closes it. */
export async function withApp<T>({ url }: TestDatabase, fn: (app: App) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'florin-fuzz-'))
  const app = await createApp({
    config: readConfig({ FLORIN_DATA_DIR: folder }),
    database_url: url,
    public_url: 'http://127.0.0.1:4010',
    world: realWorld(),
    log: silentLog,
  })
  try {
    return await fn(app)
  } finally {
    await app.close()
    await rm(folder, { recursive: true })
  }
}

/** Operations with rules between their fields, which a schema cannot say. */
const checked_further = [
  'createLedgerAccounts',
  'updateLedgerAccount',
  'createLedgerTransfers',
  'postLedgerTransfer',
  'reverseLedgerTransfer',
  'createBalanceMonitor',
  'listLedgerEntries',
  'getLedgerBalance',
  'getLedgerStatement',
  'createMerchant',
  'updateMerchant',
  'createCustomer',
  'updateCustomer',
  'createPaymentMethod',
  'updatePaymentMethod',
  'createPayment',
  'createPaymentOrders',
  'createPaymentRequest',
  'reversePaymentOrder',
  'chargeReturnFee',
  'createPayeeVerification',
  'createReconciliationAccount',
  'capturePayment',
  'incrementPayment',
  'createRefund',
  'createAcquirerAccount',
  'createRiskAssessment',
  'createRiskRuleSet',
  'createRiskList',
  'addRiskListItems',
  'removeRiskListItems',
  'createRoutingRules',
  'checkRoutingRules',
  'simulateRouting',
  'writeOffReconciliationBreak',
  'giveDisputeEvidence',
  'createWebhookEndpoint',
  'updateWebhookEndpoint',
  'advanceSandboxClock',
  'putSandboxFaults',
  'simulateSandboxEvent',
]

/** What does not end by itself here: a stream, and a move of the clock, which a worker does. Their own specs send wrong requests. */
const endless = ['streamEvents', 'advanceSandboxClock']

/** Accounts, a posted and a pending transfer, a payment, an account at a bank: so that some requests are about something. */
async function seeded({ edge }: App, headers: Readonly<Record<string, string>>) {
  let serial = 0
  const post = async (url: string, body: object): Promise<Record<string, unknown>> => {
    const key = { 'content-type': 'application/json', 'idempotency-key': `seeded-${++serial}` }
    const reply = await edge.inject({
      method: 'POST',
      url,
      headers: { ...headers, ...key },
      payload: JSON.stringify(body),
    })
    assert.ok(reply.statusCode < 300, reply.body)
    return reply.json()
  }
  const account = async (normal_side: string): Promise<string> =>
    String(
      (await post('/v1/ledger/accounts', { currency: 'USD', normal_side, path: `fuzz:${++serial}` }))['id'],
    )
  const accounts = [await account('debit'), await account('credit'), await account('credit')]
  const [debit_account, credit_account] = accounts
  const amount = { value: '1000', currency: 'USD' }
  const transfers: string[] = []
  for (const kind of ['single', 'pending', 'pending', 'pending'])
    transfers.push(
      String((await post('/v1/ledger/transfers', { debit_account, credit_account, amount, kind }))['id']),
    )
  // The client for acquirers is loaded at its first use: not for a request that is timed.
  await post('/v1/payments', { amount, payment_method: 'pm_card_visa' })
  const bank_account = await post('/v1/bank-accounts', {
    country: 'US',
    currency: 'USD',
    holder: { name: 'Anna Jones', kind: 'individual' },
    account: { routing_number: '091000019', account_number: '123456789' },
    account_type: 'checking',
  })
  const listed = await edge.inject({ method: 'GET', url: '/v1/bank-connections', headers })
  const connections = listed.json<{ data: readonly { id: string }[] }>().data.map(({ id }) => id)
  return { accounts, transfers, connections, bank_accounts: [String(bank_account['id'])] }
}

/** Sends right and wrong requests to the routes of the server, or to those that are not `left_out`. */
export async function fuzzApp(
  app: App,
  { seed, cases, left_out = [] }: { seed: number; cases: number; left_out?: readonly string[] },
): Promise<FuzzReport> {
  const first = present(await app.auth.bootstrap(), 'the first start')
  const headers = { authorization: `Bearer ${first.secret_key.reveal()}` }
  const { accounts, transfers, connections, bank_accounts } = await seeded(app, headers)
  const routes = app.edge.routes.filter(
    ({ route }) => ![...endless, ...left_out].includes(route.operation_id),
  )
  const isForPeople = ({ route }: (typeof routes)[number]): boolean =>
    route.callers === 'members' || route.callers === 'anyone'
  const by_people = await fuzzPeople({ ...app.edge, routes: routes.filter(isForPeople) }, app, {
    seed,
    cases,
  })
  const by_keys = await fuzzRoutes(
    { ...app.edge, routes: routes.filter((one) => !isForPeople(one)) },
    {
      seed,
      cases,
      headers,
      known: {
        id: [...accounts, ...transfers, ...connections, ...bank_accounts],
        account: accounts,
        connection: connections,
        bank_account: bank_accounts,
        destination: bank_accounts,
        account_id: accounts,
        debit_account: accounts,
        credit_account: accounts,
        currency: ['USD'],
      },
      auth_errors: credentialErrors.table,
      checked_further,
      // What closes accounts comes last, or nothing could be posted any more.
      last: ['freezeLedgerAccount', 'closeLedgerAccount', 'closePeriod', 'resetSandbox'],
    },
  )
  return joined(by_keys, by_people)
}

/** How the requests of people are shared out among their routes, of all requests. */
const OF_PEOPLE = 0.1

/** The same to the routes for people, with the session of an owner who is signed in. */
async function fuzzPeople(
  edge: App['edge'],
  { auth }: App,
  { seed, cases }: { seed: number; cases: number },
): Promise<FuzzReport> {
  const { url } = present(await auth.members.firstOwnerLink(), 'the owner’s link')
  const setup = await edge.inject({
    method: 'POST',
    url: '/v1/member-setups',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({
      token: url.slice(url.indexOf('#') + 1),
      name: 'Owner',
      password: 'long and safe',
    }),
  })
  assert.equal(setup.statusCode, 201, setup.body)
  const { csrf_token } = setup.json<{ csrf_token: string }>()
  const headers = {
    cookie: String(setup.headers['set-cookie']).split(';')[0] ?? '',
    origin: 'http://127.0.0.1:4010',
    'florin-csrf': csrf_token,
  }
  const begun = await edge.inject({ method: 'POST', url: '/v1/session/totp', headers })
  const code = appCode(begun.json<{ secret: string }>().secret, realWorld().now() / 1_000)
  const confirmed = await edge.inject({
    method: 'POST',
    url: '/v1/session/totp/confirm',
    headers: { ...headers, 'content-type': 'application/json' },
    payload: JSON.stringify({ code }),
  })
  assert.equal(confirmed.statusCode, 200, confirmed.body)
  return fuzzRoutes(edge, {
    seed,
    cases: Math.ceil(cases * OF_PEOPLE),
    headers,
    auth_errors: credentialErrors.table,
    // After these two the session is over, or has ended with its password.
    last: ['changePassword', 'deleteSession'],
  })
}

/** Two runs as one. */
function joined(one: FuzzReport, two: FuzzReport): FuzzReport {
  const by_status: Record<string, number> = { ...one.by_status }
  for (const [status, count] of Object.entries(two.by_status))
    by_status[status] = (by_status[status] ?? 0) + count
  const worst = one.slowest_cpu_ms >= two.slowest_cpu_ms ? one : two
  return {
    cases: one.cases + two.cases,
    by_status,
    slowest_cpu_ms: worst.slowest_cpu_ms,
    slowest: worst.slowest,
    never_accepted: [...one.never_accepted, ...two.never_accepted],
  }
}
