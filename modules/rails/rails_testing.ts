import { createHash } from 'node:crypto'
import { type Secret, secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { testAudit } from '../audit/testing.ts'
import { createLedger } from '../ledger/index.ts'
import {
  type CardConnector,
  type CardOutcome,
  cardSchemes,
  createRails,
  type Rails,
  type RailsDeps,
  type SettlementReport,
} from './index.ts'

/** "Seals" by writing backwards: enough to see that what is stored is not the plaintext. */
const backwards = (text: string): string => text.split('').reverse().join('')
export const testSealer: RailsDeps['sealer'] = {
  seal: async (_scope, purpose, plain: Secret) => `${purpose}:${backwards(plain.reveal())}`,
  unseal: async (_scope, purpose, sealed) => secret(backwards(sealed.slice(purpose.length + 1))),
  fingerprint: async ({ tenant_id }, purpose, plain) =>
    createHash('sha256').update(`${tenant_id}\n${purpose}\n${plain.reveal()}`).digest('hex').slice(0, 32),
}

/** An acquirer that says what it was told to: the body of its answers is the outcome as JSON. */
export const testConnector: CardConnector = {
  name: 'testbank',
  title: 'Testbank',
  capabilities: {
    currencies: ['EUR', 'USD'],
    schemes: cardSchemes.slice(0, 3),
    captures_max: 1,
    increments: false,
    partial_approval: false,
    partial_void: false,
    three_ds: true,
    refunds_answer: 'at_once',
  },
  build: (account, request) => ({
    transport: 'http',
    method: 'POST',
    path: `/${request.operation}`,
    headers: { authorization: account.api_key },
    body: '',
  }),
  parse: (_request, { body }) => JSON.parse(body) as CardOutcome,
  readCallback: (account, { headers }) =>
    account.callback_secrets.includes(headers['signature'] ?? '') ? [] : undefined,
  report: {
    build: (_account, day) => ({ transport: 'http', method: 'GET', path: `/${day}`, headers: {}, body: '' }),
    parse: ({ body }) => (body === '' ? undefined : (JSON.parse(body) as SettlementReport)),
  },
}

/** Rails over a database, with what they call replaced by `more`. */
export const testRails = (db: Database, world: World, more: Partial<RailsDeps> = {}): Rails =>
  createRails({
    db,
    world,
    audit: testAudit(db, world),
    ledger: createLedger({ db, world, lanes: 1 }),
    log: { error: () => undefined },
    connectors: [testConnector],
    sealer: testSealer,
    destinations: { policyOf: async () => ({ may_loop_back: true }), faultOf: async () => undefined },
    send: async () => ({ kind: 'not_sent', why: 'nobody is there' }),
    vaultSend: async () => ({ kind: 'not_sent', why: 'nobody is there' }),
    callbackUrl: (address) => `https://florin.example/callbacks/${address}`,
    ...more,
  })
