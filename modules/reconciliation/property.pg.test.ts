// Goal: whatever an acquirer's reports get wrong, every unit of money is where the books can explain it.
// Method: random captures and refunds of random merchants, some of which our books learn of late; reports derived from
// them over some days with random faults; after every booking the sums are recomputed from what happened.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { money } from '../../kernel/money.ts'
import { dayOf } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Id } from '../../kernel/id.ts'
import type { Operation } from '../payments/testing.ts'
import type { SettlementLine, SettlementReport } from '../rails/index.ts'
import { type Balances, type Desk, openDesk } from './reconciliation_testing.ts'

const DAY_MS = 86_400_000
let desk: Desk
before(async () => {
  desk = await openDesk()
})
after(() => desk.close())

const faults = [
  'none',
  'none',
  'none',
  'short',
  'over',
  'zero',
  'twice',
  'absent',
  'stranger',
  'fees',
  'split',
  'opposite',
] as const
type Fault = (typeof faults)[number]
type Plan = {
  readonly amount: number
  readonly merchant: number
  readonly fault: Fault
  readonly by: number
  /** The report of the day after the first, of the second or the third day. */
  readonly day: number
  readonly is_late: boolean
}
const plan: fc.Arbitrary<Plan> = fc.record({
  amount: fc.integer({ min: -5_000, max: 20_000 }).filter((amount) => Math.abs(amount) > 100),
  merchant: fc.integer({ min: 0, max: 2 }),
  fault: fc.constantFrom(...faults),
  by: fc.integer({ min: 1, max: 90 }),
  day: fc.integer({ min: 0, max: 2 }),
  is_late: fc.boolean(),
})

/** The lines that an acquirer with this fault prints about an operation, by day. */
function printed(operation: Operation, { fault, by }: Plan): SettlementLine[] {
  const own = Number(desk.line(operation).gross.minor)
  const sign = own < 0 ? -1 : 1
  const line = desk.line(operation)
  const at = (amount: number): SettlementLine => ({ ...line, gross: money(BigInt(amount), 'EUR') })
  switch (fault) {
    case 'none':
      return [line]
    case 'short':
      return [at(own - sign * by)]
    case 'over':
      return [at(own + sign * by)]
    case 'zero':
      return [at(0)]
    case 'opposite':
      return [at(-own)]
    case 'twice':
      return [line, line]
    case 'absent':
      return []
    case 'stranger':
      return [{ ...line, operation_reference: '3'.repeat(26), acquirer_reference: null }]
    case 'fees':
      return [{ ...line, scheme_fee: money(line.scheme_fee.minor - BigInt(by * 3), 'EUR') }]
    case 'split':
      return [at(sign * by), at(own - sign * by)]
    default:
      return fault satisfies never
  }
}

const netOf = (lines: readonly SettlementLine[]): bigint =>
  lines.reduce(
    (sum, line) =>
      sum + line.gross.minor + line.interchange.minor + line.scheme_fee.minor + line.acquirer_fee.minor,
    0n,
  )

/** What the merchant's pending balance paid in fees, by the ledger. */
async function feesOf(scope: OpenScope, merchant: Id<'mer'>): Promise<bigint> {
  const pending = desk.deps.payments.ledgerAccounts.merchant(scope.tenant_id, merchant, 'pending', 'EUR').id
  const read = await desk.bench.test.test_ledger.ledger.entries(scope, pending, {}, { limit: 1_000 })
  if (!read.ok) return 0n
  return read.value.entries
    .filter(({ code }) => ['interchange', 'scheme_fee', 'acquirer_fee'].includes(code))
    .reduce((sum, { direction, amount }) => sum + (direction === 'debit' ? amount : -amount), 0n)
}

async function totals(scope: OpenScope, merchants: readonly Id<'mer'>[]) {
  const books: Balances[] = []
  for (const merchant of merchants) books.push(await desk.balances(scope, merchant))
  const of = (name: keyof Balances): bigint => books.reduce((sum, one) => sum + one[name], 0n)
  let own_fees = 0n
  for (const merchant of merchants) own_fees += await feesOf(scope, merchant)
  const [first] = books
  assert.ok(first !== undefined)
  const { receivable, suspense, bank } = first
  return { receivable, suspense, bank, own_fees, held: of('pending') + of('available') }
}

async function assertExplained(
  scope: OpenScope,
  merchants: readonly Id<'mer'>[],
  happened: bigint,
  reports: readonly SettlementReport[],
): Promise<void> {
  const { receivable, suspense, bank, own_fees, held } = await totals(scope, merchants)
  const paid = netOf(reports.flatMap(({ lines }) => lines))
  assert.equal(bank, paid, 'the bank has what the reports pay')
  assert.equal(held + own_fees, happened, 'pending, available and fees are what was captured and refunded')
  assert.equal(receivable - suspense, happened - own_fees - paid, 'what is owed is what was not paid')
  const [proof] = await desk.reconciliation.proofs(scope, {})
  assert.equal(proof?.difference, 0n)
  assert.equal(proof?.receivable, receivable)
  const breaks = await desk.reconciliation.listBreaks(
    scope,
    { state: 'open' },
    { after: undefined, limit: 1_000 },
  )
  const suspended = breaks.reduce((sum, one) => sum + one.suspended, 0n)
  assert.equal(suspended, suspense, 'open breaks explain every unit in suspense')
}

test('whatever reports get wrong, the books explain every unit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 12 }), async (plans) => {
      const scope = await desk.scope()
      const merchants = [await desk.merchant(scope), await desk.merchant(scope), await desk.merchant(scope)]
      const operations: Operation[] = []
      for (const { amount, merchant, is_late, fault } of plans) {
        const is_booked = !(is_late && fault !== 'absent')
        const made = await desk.happen(scope, merchants[merchant] as Id<'mer'>, [amount], { is_booked })
        operations.push(...made)
      }
      const late = operations.filter((_, index) => plans[index]?.is_late && plans[index]?.fault !== 'absent')
      const signed = (all: readonly Operation[]): bigint =>
        all.reduce((sum, one) => sum + desk.line(one).gross.minor, 0n)
      let happened = signed(operations) - signed(late)
      const reports: SettlementReport[] = []
      for (let day = 0; day < 3; day++) {
        const lines = operations.flatMap((one, index) => {
          const own = plans[index] as Plan
          return own.day === day ? printed(one, own) : []
        })
        const report = desk.report(lines)
        desk.ready(dayOf(desk.world.now()), report)
        await desk.run(scope)
        reports.push(report)
        await assertExplained(scope, merchants, happened, reports)
        if (day === 1 && late.length > 0) {
          await desk.bench.book(scope, late)
          happened += signed(late)
        }
        desk.world.advance(DAY_MS)
      }
      desk.world.advance(7 * DAY_MS)
      await desk.run(scope)
      await assertExplained(scope, merchants, happened, reports)
      const proven = await desk.bench.test.test_ledger.ledger.prove(scope)
      assert.ok(proven.holds, 'the ledger’s own proof is clean')
    }),
    { numRuns: 8 },
  )
})
