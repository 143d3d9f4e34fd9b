import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf, newId, uuidOf } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { merchantAccount, acquirerAccount, plannedAccounts } from './merchant_accounts.ts'
import { siblingId } from './movements.ts'
import { createSettlementMarks, type SettlementOperation } from './settlement_marks.ts'
import { type TestParties, testParties } from './parties_testing.ts'
import { insertApprovals, insertOperations } from './store_planted_testing.ts'

/** What a test wants to have happened. Amounts are minor units. */
export type Happened = {
  readonly kind: 'authorize' | 'capture' | 'refund'
  readonly merchant: Id<'mer'>
  readonly account: Id<'aca'>
  readonly amount: number
  readonly currency: Currency
  /** Whether the acquirer said yes in our books: else nothing was posted. */
  readonly is_booked?: boolean
}
export type Operation = Pick<SettlementOperation, 'id' | 'payment' | 'merchant' | 'account' | 'currency'> & {
  readonly kind: Happened['kind']
  readonly amount: number
  /** As acquirers know it. */
  readonly reference: string
  readonly acquirer_reference: string
}

export type TestSettlement = {
  readonly test: TestParties
  readonly face: ReturnType<typeof createSettlementMarks> & {
    readonly ledgerAccounts: typeof plannedAccounts
    readonly parties: TestParties['parties']
  }
  /** Plants operations with their payments and outcomes, and posts what they moved. */
  happen(scope: OpenScope, all: readonly Happened[]): Promise<Operation[]>
  /** The acquirer takes back what it had approved: what was posted goes back. */
  takeBack(scope: OpenScope, operations: readonly Operation[]): Promise<void>
  /** The acquirer's yes to operations that were not decided. */
  book(scope: OpenScope, operations: readonly Operation[]): Promise<void>
  close(): Promise<void>
}

/** Payments as whoever settles them sees them, on a real database, with operations that a test plants. */
export async function testSettlement(): Promise<TestSettlement> {
  const test = await testParties()
  const { database } = test.test_ledger
  const marks = createSettlementMarks({ db: database.db, vault: test.vault })
  const book: TestSettlement['book'] = async (scope, operations) => {
    await insertApprovals(test, scope, operations)
    await postAll(test, scope, operations)
  }
  return {
    test,
    face: { ...marks, ledgerAccounts: plannedAccounts, parties: test.parties },
    book,
    takeBack: (scope, operations) => postBack(test, scope, operations),
    async happen(scope, all) {
      const operations = all.map((one): Operation => {
        const opn = newId('opn', test.world)
        return {
          ...one,
          id: uuidOf(opn),
          payment: newId('pay', test.world),
          reference: opn.slice(4),
          acquirer_reference: `ACQ${opn.slice(-12)}`,
        }
      })
      await insertOperations(test, scope, operations)
      const booked = operations.filter((_, index) => all[index]?.is_booked !== false)
      if (booked.length > 0) await book(scope, booked)
      return operations
    },
    close: () => test.close(),
  }
}

/** As payments do: a capture is a claim on the acquirer that is owed to the merchant; a refund the other way round. */
async function postAll(test: TestParties, scope: OpenScope, operations: readonly Operation[]): Promise<void> {
  const { tenant_id } = scope
  const planned = operations.flatMap(({ merchant, account, currency }) => [
    plannedAccounts.merchant(tenant_id, merchant, 'pending', currency),
    plannedAccounts.acquirer(tenant_id, account, currency),
  ])
  const unique = [...new Map(planned.map((one) => [one.id, one])).values()]
  for (let from = 0; from < unique.length; from += 1_000)
    await test.parties.ensureAccounts(scope, unique.slice(from, from + 1_000))
  const orders = operations.map(({ id, kind, merchant, account, amount, currency }) => {
    const receivable = acquirerAccount(tenant_id, account, 'receivable', currency)
    const pending = merchantAccount(tenant_id, merchant, 'pending', currency)
    const isRefund = kind === 'refund'
    return {
      kind: 'single' as const,
      // What settles a refund has not the id of its hold, which is the operation's.
      id: isRefund ? siblingId(idOf('trf', id)) : idOf('trf', id),
      code: isRefund ? 'card_refund' : 'card_payment',
      debit_account: isRefund ? pending : receivable,
      credit_account: isRefund ? receivable : pending,
      amount,
      currency,
    }
  })
  for (let from = 0; from < orders.length; from += 5_000)
    await test.test_ledger.ledger.post(scope, orders.slice(from, from + 5_000))
}

async function postBack(
  { test_ledger }: TestParties,
  scope: OpenScope,
  operations: readonly Operation[],
): Promise<void> {
  const { tenant_id } = scope
  const orders = operations.map(({ id, merchant, account, amount, currency }) => ({
    kind: 'single' as const,
    id: siblingId(idOf('trf', id)),
    code: 'card_reversal',
    debit_account: merchantAccount(tenant_id, merchant, 'pending', currency),
    credit_account: acquirerAccount(tenant_id, account, 'receivable', currency),
    amount,
    currency,
  }))
  await test_ledger.ledger.post(scope, orders)
}
