import type { Currency } from '../../kernel/currency.ts'
import { type Id, newId } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { type Day, dayOf, type SimWorld } from '../../kernel/world.ts'
import type { JobOutcome, JobWork } from '../../platform/jobs/job.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type Operation, testSettlement, type TestSettlement } from '../payments/testing.ts'
import { type Account, expectedFees, type SettlementLine, type SettlementReport } from '../rails/index.ts'
import { testRails } from '../rails/testing.ts'
import type { Disputes, ReconciliationDeps } from './deps.ts'
import { createReconciliation, type Reconciliation } from './index.ts'
import { printedNetOf } from './settlement.ts'

export type Line = Partial<SettlementLine> & {
  readonly amount: number
  readonly fees?: readonly [number, number, number]
}
export type Desk = {
  readonly bench: TestSettlement
  readonly world: SimWorld
  readonly deps: ReconciliationDeps
  readonly reconciliation: Reconciliation
  readonly account: Account
  readonly other: Account
  scope(): Promise<OpenScope>
  merchant(scope: OpenScope): Promise<Id<'mer'>>
  /** Captures (above zero) and refunds (below) of a merchant, booked now. */
  happen(scope: OpenScope, merchant: Id<'mer'>, amounts: readonly number[], more?: More): Promise<Operation[]>
  /** A line about an operation as the acquirer would print it, fees as the plan says. */
  line(operation: Operation, more?: Partial<Line>): SettlementLine
  /** A report of these lines that adds up. */
  report(lines: readonly SettlementLine[], more?: Partial<SettlementReport>): SettlementReport
  /** What our books learn once the acquirer is asked about an operation; nothing when absent. */
  whenAsked(operation: Operation, learn: (scope: OpenScope) => Promise<void>): void
  /** What is fetched for a day from now on. */
  ready(day: Day, ...reports: readonly SettlementReport[]): void
  /** Runs the day's job. */
  run(scope: OpenScope, day?: Day): Promise<JobOutcome>
  balances(scope: OpenScope, merchant: Id<'mer'>, currency?: Currency): Promise<Balances>
  close(): Promise<void>
}
type More = { readonly currency?: Currency; readonly account?: Id<'aca'>; readonly is_booked?: boolean }
/** Each on its account's normal side; fees are what the merchant paid. */
export type Balances = Readonly<Record<'receivable' | 'suspense' | 'bank' | 'pending' | 'available', bigint>>

const accountOf = (id: Id<'aca'>, name: string): Account => ({
  id,
  name,
  connector: 'testbank',
  merchant_number: 'M1',
  url: 'http://a',
  report_url: 'http://a',
  three_ds_url: null,
  country: 'NL',
  currencies: 'any',
  schemes: ['visa'],
  state: 'enabled',
  priority: 1,
  fee_plan: { kind: 'interchange_plus', ppm: 2_500, fixed: { EUR: 5, USD: 5 } },
  callback_address: '00000000-0000-0000-0000-000000000000',
  created_at: 0 as Account['created_at'],
})

type Reports = Map<string, readonly SettlementReport[]>
type Answers = Map<string, (scope: OpenScope) => Promise<void>>

function depsOf(
  bench: TestSettlement,
  accounts: readonly Account[],
  reports: Reports,
  answers: Answers,
): ReconciliationDeps {
  const { world, test_ledger, audit } = bench.test
  return {
    db: test_ledger.database.db,
    world,
    log: silentLog,
    audit,
    ledger: test_ledger.ledger,
    rails: {
      accounts: async () => accounts,
      async fetchReport(_scope, id, day, currency) {
        const all = reports.get(`${id} ${day}`) ?? []
        const report = all.find((one) => currency === undefined || one.currency === currency)
        if (report === undefined) return { kind: 'not_ready' }
        const also_in = all.map((one) => one.currency).filter((code) => code !== report.currency)
        return { kind: 'report', report: { ...report, also_in } }
      },
    },
    bank_files: testRails(test_ledger.database.db, world),
    payments: { ...bench.face, recheck: async (scope, operation) => answers.get(operation)?.(scope) },
  }
}

/** What happens, and what acquirers print about it. */
function paperOf(
  { happen, test: { world, parties, merchant, inside } }: TestSettlement,
  account: Account,
): Pick<Desk, 'merchant' | 'happen' | 'line' | 'report'> {
  let count = 0
  return {
    async merchant(scope) {
      const asked = merchant()
      await inside(scope, (inner) => parties.createMerchant(inner, asked))
      return asked.id
    },
    happen(scope, seller, amounts, { currency = 'EUR', account: id = account.id, is_booked = true } = {}) {
      const happened = amounts.map((amount) => {
        const kind = amount < 0 ? ('refund' as const) : ('authorize' as const)
        return { merchant: seller, currency, is_booked, account: id, amount: Math.abs(amount), kind }
      })
      return happen(scope, happened)
    },
    line: (operation, { amount, fees, ...more } = {}) => ({
      ...lineOf(operation, amount, fees ?? planned(world, account, operation)),
      ...more,
    }),
    report(lines, more = {}) {
      const currency = more.currency ?? lines[0]?.gross.currency ?? 'EUR'
      const net = money(
        lines.reduce((sum, line) => sum + printedNetOf(line), 0n),
        currency as Currency,
      )
      const settled_on = dayOf(world.now())
      return { report_reference: `R${++count}`, settled_on, currency, net, lines, ...more }
    },
  }
}

export async function openDesk(disputes?: Disputes): Promise<Desk> {
  const bench = await testSettlement()
  const { world, test_ledger } = bench.test
  const account = accountOf(newId('aca', world), 'First')
  const other = accountOf(newId('aca', world), 'Second')
  const reports: Reports = new Map()
  const answers: Answers = new Map()
  const deps: ReconciliationDeps = {
    ...depsOf(bench, [account, other], reports, answers),
    ...(disputes === undefined ? {} : { disputes }),
  }
  const reconciliation = createReconciliation(deps)
  return {
    ...paperOf(bench, account),
    bench,
    world,
    deps,
    reconciliation,
    account,
    other,
    whenAsked: ({ id }, learn) => void answers.set(id, learn),
    scope: () => test_ledger.newScope(),
    ready: (day, ...all) => void reports.set(`${account.id} ${day}`, all),
    run: (scope, day = dayOf(world.now())) => runJob(reconciliation, scope, account, day),
    balances: (scope, merchant, currency = 'EUR') => balancesOf(bench, scope, account, merchant, currency),
    close: () => bench.close(),
  }
}

async function runJob(reconciliation: Reconciliation, scope: OpenScope, account: Account, day: Day) {
  const [kind] = reconciliation.jobs
  const job = { body: JSON.stringify({ account: account.id, day }) }
  const outcomes = await kind?.run({ scope, jobs: [job] } as unknown as JobWork)
  return (outcomes as JobOutcome[])[0] as JobOutcome
}

function lineOf(
  { kind, reference, acquirer_reference, amount, currency }: Operation,
  printed: number | undefined,
  fees: readonly [number, number, number],
): SettlementLine {
  const of = (minor: number) => money(BigInt(minor), currency)
  const [interchange, scheme_fee, acquirer_fee] = fees.map((cost) => of(-cost || 0))
  return {
    kind: kind === 'refund' ? 'refund' : 'sale',
    operation_reference: reference,
    acquirer_reference,
    gross: of(printed ?? (kind === 'refund' ? -amount : amount)),
    interchange: interchange ?? of(0),
    scheme_fee: scheme_fee ?? of(0),
    acquirer_fee: acquirer_fee ?? of(0),
    case_reference: null,
  }
}

/** Of a refund none; of a sale what the plan says for the card that the test vault knows. */
function planned(
  world: SimWorld,
  account: Account,
  { kind, amount, currency }: Operation,
): [number, number, number] {
  if (kind === 'refund') return [0, 0, 0]
  const fees = expectedFees({
    scheme: 'visa',
    funding: 'credit',
    issuer_country: 'US',
    acquirer_country: account.country,
    mcc: '5462',
    channel: 'ecommerce',
    plan: account.fee_plan,
    at: world.now(),
    amount: money(BigInt(amount), currency),
  })
  return [Number(fees.interchange.minor), Number(fees.scheme_fee.minor), Number(fees.acquirer_fee.minor)]
}

async function balancesOf(
  { test, face }: TestSettlement,
  scope: OpenScope,
  account: Account,
  merchant: Id<'mer'>,
  currency: Currency,
): Promise<Balances> {
  const { tenant_id } = scope
  const plan = face.ledgerAccounts
  const ids = {
    receivable: plan.acquirer(tenant_id, account.id, currency).id,
    suspense: plan.cardSuspense(tenant_id, currency).id,
    bank: plan.bankSettlement(tenant_id, currency).id,
    pending: plan.merchant(tenant_id, merchant, 'pending', currency).id,
    available: plan.merchant(tenant_id, merchant, 'available', currency).id,
  }
  const found = await test.test_ledger.ledger.balances(scope, Object.values(ids))
  const of = (name: keyof typeof ids): bigint => found.get(ids[name])?.posted ?? 0n
  return {
    receivable: of('receivable'),
    suspense: of('suspense'),
    bank: of('bank'),
    pending: of('pending'),
    available: of('available'),
  }
}
