import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import type { Day, SimWorld } from '../../../kernel/world.ts'
import { silentLog } from '../../../platform/telemetry/log.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { testAudit } from '../../audit/testing.ts'
import type { Account, Ledger, MoveOrder } from '../../ledger/index.ts'
import { type TestLedger, testLedger, valueOf } from '../../ledger/testing.ts'
import { testRails } from '../../rails/testing.ts'
import { createStatements, type Statements } from '../statements/statements.ts'
import type { Binding } from './binding.ts'
import type { MatchingDeps } from './deps.ts'
import { reconcile } from './jobs.ts'
import { createMatching, type Matching } from './matching.ts'

/** A line as MT940 writes it: `C5,00` came in, `D5,00` went out. */
export type TestLine = {
  readonly day: string
  readonly amount: string
  readonly reference?: string
  readonly code?: string
  readonly text?: string
}
export type TestStatement = {
  readonly account: string
  readonly number: number
  readonly opening: string
  readonly closing: string
  /** `YYMMDD`. */
  readonly day: string
  readonly lines: readonly TestLine[]
}

export const mt940 = ({ account, number, opening, closing, day, lines }: TestStatement): string =>
  [
    `:20:${number}`,
    `:25:20041010/${account}`,
    `:28C:${number}`,
    `:60F:C${day}EUR${opening}`,
    ...lines.flatMap(({ day: on, amount, reference = 'NONREF', code = 'NTRF', text }) => [
      `:61:${on}${on.slice(2)}${amount}${code}${reference}`,
      ...(text === undefined ? [] : [`:86:${text}`]),
    ]),
    `:62F:C${day}EUR${closing}`,
    '-',
    '',
  ].join('\n')

export type Desk = {
  readonly test: TestLedger
  readonly world: SimWorld
  readonly deps: MatchingDeps
  readonly matching: Matching
  readonly statements: Statements
  readonly ledger: Ledger
  scope(): Promise<OpenScope>
  inside<T>(scope: OpenScope, fn: (inner: Scope) => Promise<T>): Promise<T>
  bring(scope: OpenScope, statement: TestStatement): Promise<Id<'bst'>>
  /** Binds the account of a statement to fresh ledger accounts. */
  bind(scope: OpenScope, statement: Id<'bst'>, more?: { starts_on?: Day }): Promise<Bound>
  /** Posts transfers on the bound account: above zero money comes in. */
  post(scope: OpenScope, bound: Bound, moves: readonly Move[]): Promise<Id<'trf'>[]>
  reconcile(scope: OpenScope, binding: Id<'rca'>): Promise<void>
  balance(scope: OpenScope, account: Account): Promise<bigint>
  close(): Promise<void>
}
export type Move = {
  readonly amount: number
  readonly on?: Day
  readonly metadata?: Readonly<Record<string, string>>
}
export type Bound = Record<'bank' | 'suspense' | 'fees' | 'tolerance' | 'other', Account> & {
  readonly binding: Binding
}

export async function openDesk(): Promise<Desk> {
  const test = await testLedger()
  const { world } = test
  const { db } = test.database
  const audit = testAudit(db, world)
  const deps = { db, log: silentLog, audit, ledger: test.ledger }
  const matching = createMatching(deps)
  const statements = createStatements({
    db,
    audit,
    rails: testRails(db, world),
    loaded: (scope, keys) => matching.statementsLoaded(scope, keys),
  })
  const inside: Desk['inside'] = (scope, fn) =>
    db.withTenant(scope.tenant_id, (tx) => fn({ ...scope, db: tx }))
  return {
    test,
    world,
    deps,
    matching,
    statements,
    ledger: test.ledger,
    scope: () => test.newScope(),
    inside,
    bring: (scope, statement) => bring(statements, scope, statement),
    bind: (scope, statement, more) => bind(test, { matching, inside }, scope, statement, more),
    post: (scope, bound, moves) => post(test, scope, bound, moves),
    reconcile: (scope, binding) => reconcile(deps, scope, binding),
    async balance(scope, { id }) {
      return (await test.ledger.balances(scope, [id])).get(id)?.posted ?? 0n
    },
    close: () => test.close(),
  }
}

async function bring(statements: Statements, scope: OpenScope, statement: TestStatement): Promise<Id<'bst'>> {
  const bytes = Buffer.from(mt940(statement))
  const open = async function* () {
    yield bytes
  }
  const file = valueOf(await statements.bringFile(scope, { name: 'test.sta', source: 'api', open }))
  const page = { after: undefined, limit: 10 }
  const [found] = await statements.listStatements(scope, { file: file.id }, page)
  if (found?.state !== 'loaded')
    throw new Error(`not loaded: ${JSON.stringify(found?.faults ?? file.faults)}`)
  return found.id
}

async function bind(
  test: TestLedger,
  { matching, inside }: Pick<Desk, 'matching' | 'inside'>,
  scope: OpenScope,
  statement: Id<'bst'>,
  { starts_on }: { starts_on?: Day } = {},
): Promise<Bound> {
  const opened = await test.open(
    scope,
    ...['bank', 'fees', 'tolerance'].map((path) => ({
      path: `test:${path}`,
      currency: 'EUR' as const,
      normal_side: 'debit' as const,
    })),
    ...['suspense', 'other'].map((path) => ({ path: `test:${path}`, currency: 'EUR' as const })),
  )
  const [bank, fees, tolerance, suspense, other] = opened.map((one) => present(one, 'an account')) as [
    Account,
    Account,
    Account,
    Account,
    Account,
  ]
  const binding = await inside(scope, async (inner) =>
    valueOf(
      await matching.bindAccount(inner, {
        id: newId('rca', test.world),
        name: null,
        statement,
        ledger_account: bank.id,
        suspense_account: suspense.id,
        fees_account: fees.id,
        tolerance_account: tolerance.id,
        calendar: 'weekdays',
        starts_on: starts_on ?? null,
      }),
    ),
  )
  return { bank, fees, tolerance, suspense, other, binding }
}

async function post(
  { ledger, world }: TestLedger,
  scope: OpenScope,
  { bank, other }: Bound,
  moves: readonly Move[],
): Promise<Id<'trf'>[]> {
  const orders = moves.map(
    ({ amount, on, metadata }): MoveOrder => ({
      kind: 'single',
      id: newId('trf', world),
      code: 'payment',
      currency: 'EUR',
      amount: Math.abs(amount),
      debit_account: amount > 0 ? bank.id : other.id,
      credit_account: amount > 0 ? other.id : bank.id,
      ...(on === undefined ? {} : { effective_on: on }),
      ...(metadata === undefined ? {} : { metadata }),
    }),
  )
  const outcomes = await ledger.post(scope, orders)
  const refused = outcomes.find(({ result }) => result !== 'posted')
  if (refused !== undefined) throw new Error(refused.result)
  return orders.map(({ id }) => id)
}
