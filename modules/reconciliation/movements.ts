import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { TransferOrder } from '../ledger/index.ts'
import type { PlannedAccount } from '../payments/index.ts'
import { derivedId } from './ids.ts'
import type { MatchedLine } from './match_lines.ts'
import { feeNames, feesOf, type Settlement } from './settlement.ts'

/** Codes of what this module posts. An entry of a receivable with one of them is no claim. */
export const ownCodes: ReadonlySet<string> = new Set([
  ...feeNames,
  'settlement',
  'settlement_payout',
  'settlement_suspense',
  'settlement_write_off',
])

export type Accounts = {
  readonly receivable: Id<'acc'>
  readonly suspense: Id<'acc'>
  readonly bank: Id<'acc'>
  merchant(id: Id<'mer'>, part: 'pending' | 'available'): Id<'acc'>
}
/** Ids of the accounts of one acquirer account in one currency; with what has to be opened of them. */
export type AccountPlan = Accounts & { readonly used: ReadonlyMap<Id<'acc'>, PlannedAccount> }

export type LedgerAccounts = {
  merchant(
    tenant_id: TenantId,
    id: Id<'mer'>,
    part: 'pending' | 'available',
    currency: Currency,
  ): PlannedAccount
  acquirer(tenant_id: TenantId, id: Id<'aca'>, currency: Currency): PlannedAccount
  bankSettlement(tenant_id: TenantId, currency: Currency): PlannedAccount
  cardSuspense(tenant_id: TenantId, currency: Currency): PlannedAccount
}

export function planAccounts(
  plan: LedgerAccounts,
  tenant_id: TenantId,
  account: Id<'aca'>,
  currency: Currency,
): AccountPlan {
  const used = new Map<Id<'acc'>, PlannedAccount>()
  const use = (planned: PlannedAccount): Id<'acc'> => {
    used.set(planned.id, planned)
    return planned.id
  }
  return {
    used,
    receivable: use(plan.acquirer(tenant_id, account, currency)),
    suspense: use(plan.cardSuspense(tenant_id, currency)),
    bank: use(plan.bankSettlement(tenant_id, currency)),
    merchant: (id, part) => use(plan.merchant(tenant_id, id, part, currency)),
  }
}

type Step = {
  readonly code: string
  readonly debit: Id<'acc'>
  readonly credit: Id<'acc'>
  readonly amount: bigint
}

/** One transfer; below zero it goes the other way, and of nothing there is none. */
export function orderOf(
  id: Id<'trf'>,
  currency: Currency,
  { code, debit, credit, amount }: Step,
): TransferOrder[] {
  if (amount === 0n) return []
  const [from, to] = amount > 0n ? [debit, credit] : [credit, debit]
  const size = Number(amount > 0n ? amount : -amount)
  return [{ kind: 'single', id, code, debit_account: from, credit_account: to, amount: size, currency }]
}

/**
 * What one line moves. The receivable falls by what was claimed, less the line's net, which the payout of the report takes
 * from it: fees and the rest leave the merchant's pending balance, and what nobody claimed, or was claimed and not
 * paid, stands in the suspense account.
 */
export function movementsOf(
  tenant_id: TenantId,
  { id: report, currency }: Pick<Settlement, 'id' | 'currency'>,
  accounts: Accounts,
  matched: MatchedLine,
): TransferOrder[] {
  const { line, merchant } = matched
  const { receivable, suspense } = accounts
  const order = (step: Step): TransferOrder[] =>
    orderOf(derivedId('trf', tenant_id, report, line.number, step.code), currency, step)
  const aside = order({
    code: 'settlement_suspense',
    debit: receivable,
    credit: suspense,
    amount: matched.suspended,
  })
  if (merchant === null || !matched.has_own_fees) return aside
  const pending = accounts.merchant(merchant, 'pending')
  return [
    ...feeNames.flatMap((name) =>
      order({ code: name, debit: pending, credit: receivable, amount: -line[name] }),
    ),
    ...order({
      code: 'settlement',
      debit: pending,
      credit: accounts.merchant(merchant, 'available'),
      amount: matched.available,
    }),
    ...aside,
  ]
}

/** What the acquirer paid for a whole report, under the reference by which the bank's line of it is found. */
export const payoutOf = (
  tenant_id: TenantId,
  { id, reference, currency, net }: Pick<Settlement, 'id' | 'reference' | 'currency' | 'net'>,
  { bank, receivable }: Accounts,
): TransferOrder[] =>
  orderOf(derivedId('trf', tenant_id, id, 'payout'), currency, {
    code: 'settlement_payout',
    debit: bank,
    credit: receivable,
    amount: net,
  }).map((order) => ({ ...order, metadata: { payout: reference } }))

/**
 * A line whose merchant's account the ledger refuses to move (frozen or closed): its fees are paid from the suspense
 * account, and the rest stays pending until somebody decides.
 */
export function refusedLine(matched: MatchedLine): MatchedLine {
  const suspended = matched.suspended - (matched.has_own_fees ? feesOf(matched.line) : 0n)
  const pending = matched.claim?.amount ?? matched.settled
  const size = pending < 0n ? -pending : pending
  const reason = 'The ledger refuses to move the merchant’s balance: its account is frozen or closed.'
  return {
    ...matched,
    status: 'posting_refused',
    settled: 0n,
    available: 0n,
    suspended,
    has_own_fees: false,
    opens: { type: 'posting_refused', reason, amount_at_risk: size, suspended, pending },
  }
}
