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

/** Accounts, a posted and a pending transfer, a payment: so that some requests are about something. */
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
  return { accounts, transfers }
}

/** Sends right and wrong requests to the routes of the server, or to those that are not `left_out`. */
export async function fuzzApp(
  app: App,
  { seed, cases, left_out = [] }: { seed: number; cases: number; left_out?: readonly string[] },
): Promise<FuzzReport> {
  const first = present(await app.auth.bootstrap(), 'the first start')
  const headers = { authorization: `Bearer ${first.secret_key.reveal()}` }
  const { accounts, transfers } = await seeded(app, headers)
  const routes = app.edge.routes.filter(
    ({ route }) => ![...endless, ...left_out].includes(route.operation_id),
  )
  return fuzzRoutes(
    { ...app.edge, routes },
    {
      seed,
      cases,
      headers,
      known: {
        id: [...accounts, ...transfers],
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
}
