import { present } from '../../kernel/assert.ts'
import { type Id, newId } from '../../kernel/id.ts'
import { type Day, dayOf, type World } from '../../kernel/world.ts'
import { createLedger, type Ledger, type MoveOrder, type NewAccount } from '../../modules/ledger/index.ts'
import { testAudit } from '../../modules/audit/testing.ts'
import { testRails } from '../../modules/rails/testing.ts'
import {
  createReconciliation,
  type Reconciliation,
  type ReconciliationDeps,
} from '../../modules/reconciliation/index.ts'
import { createDatabase, type Database } from '../../platform/db/database.ts'
import { migrate } from '../../platform/db/migrate.ts'
import { root, rooms } from '../../platform/db/rooms.ts'
import type { JobWork } from '../../platform/jobs/job.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import { openTenant } from '../../platform/tenant_clock.ts'
import { openCluster } from '../cluster.ts'
import { reconcileNaively } from '../naive/reconcile.ts'

/** What was measured of one statement against as many transfers. */
export type ReconcileRun = {
  readonly lines: number
  /** Of the lines that could be matched, those that were not: 0. */
  readonly unmatched: bigint
  readonly difference: bigint
  readonly phases: readonly { readonly name: string; readonly ms: number; readonly count: number }[]
  readonly naive: { readonly lines: number; readonly ms: number }
  /** Of this process, which is all of Node's part, in bytes; loading and posting included. */
  readonly memory_max: number
}

const TENANT = 1n as TenantId
const TRANSFERS_PER_CALL = 8_190
/** One line in ten has no reference, and an amount that no other has. */
const WITHOUT_REFERENCE = 10
const LINES_PER_CHUNK = 1_000

const referenceOf = (at: number): string | undefined =>
  at % WITHOUT_REFERENCE === 0 ? undefined : `RUN${String(at).padStart(9, '0')}`
const centsOf = (at: number): number => (at % WITHOUT_REFERENCE === 0 ? 10_000_000 + at : 100 + (at % 900))
const euros = (cents: number): string => `${Math.trunc(cents / 100)},${String(cents % 100).padStart(2, '0')}`

/** A statement of one day as MT940, in pieces. */
async function* statement(lines: number, day: Day): AsyncGenerator<Uint8Array, void> {
  const short = day.slice(2).replaceAll('-', '')
  let total = 0
  yield Buffer.from([':20:1', ':25:20041010/RUN', ':28C:1', `:60F:C${short}EUR0,00`, ''].join('\n'))
  for (let from = 0; from < lines; from += LINES_PER_CHUNK) {
    let text = ''
    for (let at = from; at < Math.min(lines, from + LINES_PER_CHUNK); at++) {
      total += centsOf(at)
      text += `:61:${short}${short.slice(2)}C${euros(centsOf(at))}NTRF${referenceOf(at) ?? 'NONREF'}\n`
    }
    yield Buffer.from(text)
  }
  yield Buffer.from(`:62F:C${short}EUR${euros(total)}\n-\n`)
}

type House = {
  readonly world: World
  readonly db: Database
  readonly ledger: Ledger
  readonly reconciliation: Reconciliation
  readonly scope: OpenScope
}

async function openHouse(world: World, url: string): Promise<House> {
  await migrate({ url, root, rooms })
  const db = createDatabase({ url })
  await db.withTenant(TENANT, (tx) => openTenant(tx, TENANT, false))
  const ledger = createLedger({ db, world, lanes: 1 })
  const rails = testRails(db, world)
  const audit = testAudit(db, world)
  // Payments and acquirers have no part in it.
  const deps = { db, world, log: silentLog, audit, ledger, rails, bank_files: rails, payments: {} }
  const reconciliation = createReconciliation(deps as unknown as ReconciliationDeps)
  const scope: OpenScope = {
    tenant_id: TENANT,
    actor: { type: 'system', id: 'bench', authenticated_by: 'internal', on_behalf_of: null },
    deadline_at: world.now(),
    request_id: 'bench',
    world,
  }
  return { world, db, ledger, reconciliation, scope }
}

type Accounts = Record<'bank' | 'fees' | 'tolerance' | 'suspense' | 'other', Id<'acc'>>

async function openAccounts({ world, db, ledger, scope }: House): Promise<Accounts> {
  const named = (['bank', 'fees', 'tolerance', 'suspense', 'other'] as const).map((name, at) => ({
    name,
    account: {
      id: newId('acc', world),
      currency: 'EUR',
      normal_side: at < 3 ? 'debit' : 'credit',
      path: `bench:${name}`,
    } satisfies NewAccount,
  }))
  await db.withTenant(TENANT, (tx) =>
    ledger.createAccounts(
      { ...scope, db: tx },
      named.map(({ account }) => account),
    ),
  )
  return Object.fromEntries(named.map(({ name, account }) => [name, account.id])) as Accounts
}

async function post(
  { world, ledger, scope }: House,
  { bank, other }: Accounts,
  lines: number,
): Promise<void> {
  const orderOf = (at: number): MoveOrder => {
    const end_to_end_id = referenceOf(at)
    return {
      kind: 'single',
      id: newId('trf', world),
      code: 'payment',
      debit_account: bank,
      credit_account: other,
      amount: centsOf(at),
      currency: 'EUR',
      ...(end_to_end_id === undefined ? {} : { metadata: { end_to_end_id } }),
    }
  }
  for (let from = 0; from < lines; from += TRANSFERS_PER_CALL) {
    const count = Math.min(TRANSFERS_PER_CALL, lines - from)
    await ledger.post(
      scope,
      Array.from({ length: count }, (_, at) => orderOf(from + at)),
    )
  }
}

async function bind({ world, db, reconciliation, scope }: House, accounts: Accounts): Promise<Id<'rca'>> {
  const page = { after: undefined, limit: 1 }
  const [loaded] = await reconciliation.listStatements(scope, { state: 'loaded' }, page)
  const asked = {
    id: newId('rca', world),
    name: null,
    statement: present(loaded, 'the statement').id,
    ledger_account: accounts.bank,
    suspense_account: accounts.suspense,
    fees_account: accounts.fees,
    tolerance_account: accounts.tolerance,
    calendar: 'weekdays',
    starts_on: null,
  }
  const made = await db.withTenant(TENANT, (tx) =>
    reconciliation.matching.bindAccount({ ...scope, db: tx }, asked),
  )
  if (!made.ok) throw new Error(made.error.code)
  return made.value.id
}

async function match({ reconciliation, scope }: House, account: Id<'rca'>): Promise<void> {
  const kind = reconciliation.jobs.find((one) => one.kind === 'reconciliation.match_account')
  const jobs = [{ body: JSON.stringify({ account }) }]
  const work = { scope, jobs, signal: new AbortController().signal }
  await present(kind, 'the job').run(work as unknown as JobWork)
}

/** A statement of so many lines against as many transfers, once; and the same row by row, over fewer. */
export async function runReconcile(
  world: World,
  { lines, naive_lines }: { readonly lines: number; readonly naive_lines: number },
  say: (text: string) => void,
): Promise<ReconcileRun> {
  const cluster = await openCluster(undefined)
  try {
    const house = await openHouse(world, await cluster.create('reconcile'))
    const phases: { name: string; ms: number; count: number }[] = []
    const phase = async (name: string, fn: () => Promise<unknown>): Promise<void> => {
      const from_ms = world.elapsed_ms()
      await fn()
      phases.push({ name, ms: world.elapsed_ms() - from_ms, count: lines })
      say(`${name}: ${((lines / (world.elapsed_ms() - from_ms)) * 1_000).toFixed(0)} lines/s`)
    }
    const accounts = await openAccounts(house)
    const open = () => statement(lines, dayOf(world.now()))
    const file = { name: 'run.sta', source: 'api', open } as const
    await phase('statement loaded', () => house.reconciliation.bringFile(house.scope, file))
    await phase('transfers posted', () => post(house, accounts, lines))
    const binding = await bind(house, accounts)
    await phase('read, matched and proven', () => match(house, binding))
    await phase('once more, with nothing new', () => match(house, binding))
    const [proof] = await house.reconciliation.matching.listProofs(
      house.scope,
      {},
      { after: undefined, limit: 1 },
    )
    const memory_max = process.resourceUsage().maxRSS * 1_024
    await house.ledger.close()
    await house.db.close()
    const naive = await reconcileNaively(world, await cluster.create('reconcile_naive'), naive_lines)
    say(`row by row: ${((naive_lines / naive.ms) * 1_000).toFixed(0)} lines/s`)
    const { bank_open: unmatched, difference } = present(proof, 'the proof')
    return { lines, unmatched, difference, phases, naive, memory_max }
  } finally {
    await cluster.close()
  }
}

const rate = (count: number, ms: number): string => Math.round((count * 1_000) / ms).toLocaleString('en')

/** The run as a page, without what it has in common with others. */
export const renderReconcile = (one: ReconcileRun): string =>
  `${one.lines.toLocaleString('en')} lines of a statement against as many transfers: nine in ten share a reference, the others an amount. Unmatched: ${one.unmatched} minor units; difference of the proof: ${one.difference}.

| | seconds | lines a second |
|---|---|---|
${one.phases.map(({ name, ms, count }) => `| ${name} | ${(ms / 1_000).toFixed(1)} | ${rate(count, ms)} |`).join('\n')}
| row by row, one transaction a line (${one.naive.lines.toLocaleString('en')} lines) | ${(one.naive.ms / 1_000).toFixed(1)} | ${rate(one.naive.lines, one.naive.ms)} |

Node had ${Math.round(one.memory_max / 2 ** 20)} MB of memory at most.
`
