import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import { parseInstant, simWorld, type SimWorld } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { createWorker } from '../../../platform/jobs/worker.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { testAudit } from '../../audit/testing.ts'
import { scopeOf, testAuth, testTenant } from '../../auth/testing.ts'
import { createLedger, type NewAccount } from '../../ledger/index.ts'
import { classifyByContent, type BankDialect } from '../bank_dialect.ts'
import type { SealedBankConnection } from '../bank_connections/bank_connection.ts'
import { insertConnection } from '../bank_connections/store.ts'
import type { BankFile } from '../bank_files/bank_file.ts'
import type { FileEnd } from '../bank_files/bank_files.ts'
import type { RailsDeps } from '../index.ts'
import { openSchemaCheck } from '../iso20022/schema/check.ts'
import { openEvents } from '../xml/events.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { followFile } from '../payment_orders/follow_file.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { testRails, testSealer } from '../testing.ts'
import { CREDITOR, makersOf } from './makers_testing.ts'
import { readSepaFile } from './read_sepa_file.ts'

export const OUR_IBAN = 'DE02100100100006820101'
const FUNDS = 100_000_000

const dialect: BankDialect = {
  name: 'larkfield',
  title: 'Larkfield Bank',
  complete: { kind: 'named', isComplete: () => true },
  classify: (_name, head) => classifyByContent(head),
  readAcknowledgement: () => ({ ok: false, faults: [] }),
  outgoingName: ({ format, number }) => `${format}_${number}.xml`,
}

/** The structure of pain.008.001.08 is not published here; the version after it only adds. */
export function structureFaults(xml: string): readonly string[] {
  const check = openSchemaCheck()
  const source = openEvents(check)
  source.push(Buffer.from(xml.replaceAll('pain.008.001.08', 'pain.008.001.09')))
  source.end()
  check.end()
  return [...source.faults, ...check.faults].map(({ rule, field, detail }) => `${rule} ${field}: ${detail}`)
}

/** Rails with a euro connection, a payer with money, and whatever a test adds. */
export type SepaBench = Awaited<ReturnType<typeof openSepaBench>>

export async function openSepaBench(seed: bigint, more: Partial<RailsDeps> = {}) {
  const ground = await openGround(seed, more)
  return { ...ground, ...makersOf(ground), ...bankOf(ground), ...looksOf(ground) }
}

async function openGround(seed: bigint, more: Partial<RailsDeps>) {
  const world = simWorld(seed, present(parseInstant('2026-11-24T09:00:00Z'), 'a Tuesday'))
  const database = await createTestDatabase()
  const { db } = database
  const auth = testAuth(db, world)
  const scope = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
  const ledger = createLedger({ db, world, lanes: 1 })
  const rails = testRails(db, world, { ledger, banks: [dialect], ...more })
  const within = <T>(fn: (scope: Scope) => Promise<T>): Promise<T> =>
    db.withTenant(scope.tenant_id, (tx) => fn({ ...scope, db: tx }))
  const open = async (account: Omit<NewAccount, 'id' | 'currency'>): Promise<Id<'acc'>> => {
    const made = await within((tx) =>
      ledger.createAccounts(tx, [{ ...account, id: newId('acc', world), currency: 'EUR' }]),
    )
    return present(made.ok ? made.value[0] : undefined, 'a ledger account').id
  }
  const bank = await open({ normal_side: 'debit', path: 'assets:bank' })
  const payer = await open({ normal_side: 'credit', path: 'customers:one', floor: 0n })
  const connection = await plantConnection({ database, world, scope }, bank, open)
  const id = newId('trf', world)
  const funding = { debit_account: bank, credit_account: payer, amount: FUNDS, currency: 'EUR' } as const
  await ledger.post(scope, [{ kind: 'single', id, code: 'funding', ...funding }])
  const worker = createWorker({ db, world, kinds: rails.jobs })
  const close = async (): Promise<void> => {
    await worker.stop()
    await auth.close()
    await ledger.close()
    await database.drop()
  }
  return { database, world, scope, ledger, rails, within, connection, payer, worker, close }
}
type Ground = Awaited<ReturnType<typeof openGround>>

const looksOf = ({ rails, scope, ledger, worker, world }: Ground) => ({
  async order(id: Id<'por'>): Promise<PaymentOrder> {
    const found = await rails.findOrder(scope, id)
    return present(found.ok ? found.value : undefined, 'an order')
  },
  async balance(account: Id<'acc'>): Promise<bigint> {
    const read = await ledger.balance(scope, account)
    return present(read.ok ? read.value : undefined, 'a balance').posted
  },
  async work(): Promise<void> {
    while ((await worker.drain()) > 0);
  },
  async moveTo(at: string): Promise<void> {
    world.advance((present(parseInstant(at), 'a time') - world.now()) / 1_000)
    while ((await worker.drain()) > 0);
  },
})

function bankOf({ database: { db }, world, ledger, rails, scope, connection }: Ground) {
  const deps: OrderDeps = {
    db,
    world,
    audit: testAudit(db, world),
    ledger,
    log: { error: () => undefined },
    sealer: testSealer,
    banks: [dialect],
    follow: followFile,
  }
  return {
    deps,
    /** The whole text of a file that goes to the bank. */
    async written(id: Id<'ofl'>): Promise<string> {
      const pieces: Uint8Array[] = []
      const opened = await rails.openOutgoingFile(scope, id)
      if (!opened.ok) assert.fail(opened.error.code)
      for await (const piece of opened.value) pieces.push(piece)
      return Buffer.concat(pieces).toString('utf8')
    },
    /** Reads a file as if the bank had sent it. */
    async read(content: string): Promise<FileEnd & { file: BankFile }> {
      const name = `${createHash('sha256').update(content).digest('hex').slice(0, 8)}.xml`
      const open = async function* (): AsyncGenerator<Uint8Array, void> {
        yield Buffer.from(content)
      }
      const kept = await rails.receiveFile(scope, { name, source: 'sftp', open }, async () => undefined)
      const file = present(kept.ok ? kept.value : undefined, 'a bank file')
      const end = await readSepaFile(deps, scope, connection, file)
      return { ...end, file }
    },
  }
}

type Place = { readonly database: TestDatabase; readonly world: SimWorld; readonly scope: OpenScope }

/** A connection as a bank's contract would make it, without anybody at the other end. */
async function plantConnection(
  { database, world, scope }: Place,
  bank_account: Id<'acc'>,
  open: (account: Omit<NewAccount, 'id' | 'currency'>) => Promise<Id<'acc'>>,
): Promise<SealedBankConnection> {
  const at = world.now()
  const connection: SealedBankConnection = {
    bank_account,
    uncleared_account: await open({ normal_side: 'credit', path: 'liabilities:uncleared' }),
    shortfall_account: await open({ normal_side: 'debit', path: 'assets:shortfall' }),
    id: newId('bcn', world),
    bank: 'larkfield',
    name: 'Larkfield',
    currency: 'EUR',
    rails: ['sepa', 'sepa_core', 'sepa_b2b'],
    identity: {
      sepa: {
        iban: OUR_IBAN,
        bic: 'PBNKDEFFXXX',
        name: 'Gym and Sons',
        initiating_party_id: 'GYM0001',
        creditor_id: CREDITOR,
      },
    },
    transport: {
      kind: 'sftp',
      host: 'bank.example',
      port: 22,
      user: 'gym',
      host_keys: ['SHA256:AAAA'],
      inbound: 'inbound',
      outbound: 'outbound',
      archive: 'outbound/archive',
    },
    rules: {
      lead_minutes: 30,
      acknowledges: true,
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
  await database.db.withTenant(scope.tenant_id, (tx) => insertConnection(tx, scope.tenant_id, connection))
  return connection
}
