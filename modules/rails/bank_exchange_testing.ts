import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Id, newId } from '../../kernel/id.ts'
import { type Instant, plusMs, type SimWorld, simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { type Bank, openBank, PASSWORD } from '../../platform/files/testing.ts'
import { createWorker } from '../../platform/jobs/worker.ts'
import { readFeed } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { testAudit } from '../audit/testing.ts'
import type { Auth } from '../auth/index.ts'
import { scopeOf, testAuth, testTenant } from '../auth/testing.ts'
import { createLedger } from '../ledger/index.ts'
import { type BankDialect, classifyByContent } from './bank_dialect.ts'
import { type BankExchange, createBankExchange } from './bank_exchange.ts'
import type { BankConnectionDeps } from './bank_connections/deps.ts'
import type { NewBankConnection } from './bank_connections/create_bank_connection.ts'
import { type BankFiles, createBankFiles } from './bank_files/bank_files.ts'
import type { BankFileReader } from './incoming_files/deps.ts'
import type { Follow } from './outgoing_files/deps.ts'
import { openGathering } from './outgoing_files/gather.ts'
import type { OutgoingFile } from './outgoing_files/outgoing_file.ts'
import { writeOutgoingFile } from './outgoing_files/write_outgoing_file.ts'
import { testSealer } from './testing.ts'

/** A bank whose acknowledgements are `ok` or a reason, in `<our name>.ack`. */
export const testDialect: BankDialect = {
  name: 'testbank',
  title: 'Testbank',
  complete: { kind: 'named', isComplete: (name) => !name.endsWith('.tmp') },
  classify: (name, head) => (name.endsWith('.ack') ? 'acknowledgement' : classifyByContent(head)),
  readAcknowledgement(name, content) {
    const text = Buffer.from(content).toString().trim()
    const verdict = text === 'ok' ? 'accepted' : text === 'duplicate' ? 'duplicate' : 'rejected'
    return { ok: true, value: { name: name.slice(0, -4), sha256: undefined, verdict, because: text } }
  },
  outgoingName: ({ number, on }) => `OUT_${on}_${number}.txt`,
}

const achIdentity = {
  ach: {
    immediate_destination: '099900001',
    immediate_destination_name: 'TESTBANK',
    immediate_origin: '1234567890',
    immediate_origin_name: 'ACME',
    odfi_routing_number: '099900001',
    company_id: '1234567890',
    company_name: 'ACME',
  },
} as const

/** Everything about files with banks, over a real database and a real SFTP server, without orders. */
export type TestExchange = {
  readonly test_db: TestDatabase
  readonly world: SimWorld
  readonly auth: Auth
  readonly scope: OpenScope
  readonly bank: Bank
  readonly exchange: BankExchange
  readonly bank_files: BankFiles
  /** What orders would have heard, as `name event`. */
  readonly heard: string[]
  /** Called with each of them first; for planting faults. */
  onFollow: (event: string) => void
  readers: BankFileReader[]
  within<T>(fn: (scope: Scope) => Promise<T>): Promise<T>
  /** Does what is due; returns how many jobs that were. */
  work(): Promise<number>
  /** Moves the clock, and does what became due. */
  later(ms: number): Promise<number>
  /** What a new connection is made of; its ledger accounts are opened. */
  asked(more?: Partial<NewBankConnection>): Promise<NewBankConnection>
  connect(more?: Partial<NewBankConnection>): Promise<Id<'bcn'>>
  /** A file with this content, written and about to be sent. */
  write(connection: Id<'bcn'>, content: string, cutoff_at?: Instant): Promise<OutgoingFile>
  file(id: Id<'ofl'>): Promise<OutgoingFile>
  /** Names of the facts told, the latest last. */
  facts(): Promise<string[]>
  contentAt(folder: string, name: string): Promise<string>
  close(): Promise<void>
}

const alone: Omit<BankConnectionDeps, 'db' | 'world' | 'audit' | 'ledger'> = {
  sealer: testSealer,
  destinations: { policyOf: async () => ({ may_loop_back: true }), faultOf: async () => undefined },
  log: { error: () => undefined },
  send: async () => ({ kind: 'not_sent', why: 'nobody is there' }),
  banks: [testDialect],
}

export async function openExchange(more: Partial<BankConnectionDeps> = {}): Promise<TestExchange> {
  const world = simWorld(41n)
  const test_db = await createTestDatabase()
  const auth = testAuth(test_db.db, world)
  const scope = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
  const bank = await openBank()
  const { db } = test_db
  const audit = testAudit(db, world)
  const ledger = createLedger({ db, world, lanes: 1 })
  const bank_files = createBankFiles({ db, audit })
  const heard: string[] = []
  const readers: BankFileReader[] = []
  const follow: Follow = async (_scope, { name }, event) => {
    test.onFollow(event)
    heard.push(`${name} ${event}`)
  }
  const deps: BankConnectionDeps = { ...alone, db, world, audit, ledger, ...more }
  const { exchange, jobs } = createBankExchange({ ...deps, bank_files, readers, follow })
  const worker = createWorker({ db, world, kinds: jobs })
  const test: TestExchange = {
    ...partsOf({ test_db, world, scope, bank, exchange, deps, follow }),
    test_db,
    world,
    auth,
    scope,
    bank,
    exchange,
    bank_files,
    heard,
    onFollow: () => undefined,
    readers,
    work: () => worker.drain(),
    async later(ms) {
      world.advance(ms)
      return worker.drain()
    },
    async close() {
      await exchange.closeTransports()
      await bank.close()
      await ledger.close()
      await auth.close()
      await test_db.drop()
    },
  }
  return test
}

type Parts = Pick<TestExchange, 'test_db' | 'world' | 'scope' | 'bank' | 'exchange'> & {
  readonly deps: BankConnectionDeps
  readonly follow: Follow
}

type Reading = Pick<TestExchange, 'within' | 'file' | 'facts' | 'contentAt'>

function readingOf({ test_db, scope, bank, exchange }: Parts): Reading {
  const { tenant_id } = scope
  const within: Reading['within'] = (fn) => test_db.db.withTenant(tenant_id, (db) => fn({ ...scope, db }))
  return {
    within,
    async file(id) {
      const found = await exchange.findOutgoingFile(scope, id)
      assert.ok(found.ok)
      return found.value
    },
    facts: () => within(async ({ db }) => (await readFeed(db, tenant_id, 0n, 1_000)).map(({ type }) => type)),
    contentAt: (folder, name) => readFile(join(bank.root, folder, name), 'utf8'),
  }
}

/** What reads, or makes things over the faces. */
function partsOf(parts: Parts): Reading & Pick<TestExchange, 'asked' | 'connect' | 'write'> {
  const { world, scope, bank, exchange, deps, follow } = parts
  const reading = readingOf(parts)
  const asked: TestExchange['asked'] = async (more = {}) => ({
    ...plain,
    id: newId('bcn', world),
    transport: {
      kind: 'sftp',
      host: '127.0.0.1',
      port: bank.port,
      user: 'acme',
      host_keys: [bank.fingerprint],
      inbound: 'in',
      outbound: 'out',
      archive: 'out/archive',
    },
    ...(await openLedgerAccounts(deps, reading.within, world)),
    ...more,
  })
  return {
    ...reading,
    asked,
    async connect(more) {
      const made = await exchange.createBankConnection(scope, await asked(more))
      assert.ok(made.ok, made.ok ? '' : JSON.stringify(made.error))
      return made.value.id
    },
    async write(connection, content, cutoff_at = plusMs(world.now(), 1)) {
      const wanted = { connection, rail: 'ach', format: 'nacha', cutoff_at } as const
      const { id } = await reading.within((tx) => openGathering(deps, tx, wanted))
      const written = await writeOutgoingFile({ ...deps, follow }, scope, id, () => once(content))
      assert.ok(written.ok, written.ok ? '' : written.error.code)
      return written.value
    },
  }
}

const plain = {
  bank: 'testbank',
  name: 'Testbank, dollars',
  currency: 'USD',
  rails: ['ach'],
  identity: achIdentity,
  rules: {
    lead_minutes: 30,
    acknowledges: true,
    balanced: false,
    file_orders_max: 1_000,
    gauges_block: false,
  },
  secrets: { password: PASSWORD },
} as const

// oxlint-disable-next-line typescript/require-await -- a generator of ready bytes
async function* once(content: string): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(content)
}

async function openLedgerAccounts(
  { ledger }: BankConnectionDeps,
  within: TestExchange['within'],
  world: SimWorld,
) {
  const ids = {
    bank_account: newId('acc', world),
    uncleared_account: newId('acc', world),
    shortfall_account: newId('acc', world),
  }
  const opened = await within((tx) =>
    ledger.createAccounts(tx, [
      { id: ids.bank_account, currency: 'USD', normal_side: 'debit', path: 'assets:bank' },
      { id: ids.uncleared_account, currency: 'USD', normal_side: 'credit', path: 'liabilities:uncleared' },
      { id: ids.shortfall_account, currency: 'USD', normal_side: 'debit', path: 'assets:shortfall' },
    ]),
  )
  assert.ok(opened.ok)
  return ids
}
