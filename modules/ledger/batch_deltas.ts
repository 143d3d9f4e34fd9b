import { type AccountPlaces, createAccountPlaces } from './account_places.ts'
import { currencyNumber } from './currency_number.ts'
import { TRANSFER_MINOR_MAX } from './limits.ts'
import type { MoveOrder, TransferOrder } from './transfer.ts'

/** What a batch adds to each account, by the account's place. */
export type Sums = {
  readonly currency: Int16Array
  readonly debits: Float64Array
  readonly credits: Float64Array
  readonly debits_pending: Float64Array
  readonly credits_pending: Float64Array
  readonly legs: Int32Array
}

export type Deltas = {
  readonly accounts: AccountPlaces
  readonly sums: Sums
  /** Per transfer, the places of its accounts. */
  readonly debit: Int32Array
  readonly credit: Int32Array
  readonly has_pending: boolean
}

type PlainOrder = MoveOrder & { readonly amount: number }
const isPlain = (order: TransferOrder): order is PlainOrder =>
  (order.kind === 'single' || order.kind === 'pending') &&
  order.amount !== 'max' &&
  order.preconditions === undefined &&
  order.reversal_of === undefined

/** Adds up the batch per account; undefined when some transfer needs the exact path. */
export function addUp(orders: readonly TransferOrder[], seed: number): Deltas | undefined {
  const accounts_max = orders.length * 2
  const accounts = createAccountPlaces(accounts_max, seed)
  const sums: Sums = {
    currency: new Int16Array(accounts_max),
    debits: new Float64Array(accounts_max),
    credits: new Float64Array(accounts_max),
    debits_pending: new Float64Array(accounts_max),
    credits_pending: new Float64Array(accounts_max),
    legs: new Int32Array(accounts_max),
  }
  const debit = new Int32Array(orders.length)
  const credit = new Int32Array(orders.length)
  let has_pending = false
  for (let index = 0; index < orders.length; index++) {
    const order = orders[index] as TransferOrder
    if (!isPlain(order)) return undefined
    const from = accounts.place(order.debit_account)
    const to = accounts.place(order.credit_account)
    const currency = currencyNumber(order.currency)
    if (from === to || !isOf(sums, from, currency) || !isOf(sums, to, currency)) return undefined
    const isPending = order.kind === 'pending'
    ;((isPending ? sums.debits_pending : sums.debits)[from] as number) += order.amount
    ;((isPending ? sums.credits_pending : sums.credits)[to] as number) += order.amount
    ;(sums.legs[from] as number) += 1
    ;(sums.legs[to] as number) += 1
    debit[index] = from
    credit[index] = to
    has_pending ||= isPending
  }
  return isExact(sums, accounts.count()) ? { accounts, sums, debit, credit, has_pending } : undefined
}

/** All transfers of an account are in one currency; the first one met says which. */
function isOf(sums: Sums, place: number, currency: number): boolean {
  if (sums.legs[place] === 0) sums.currency[place] = currency
  return sums.currency[place] === currency
}

/** Beyond 2^53 the sums themselves would no longer be exact. */
function isExact(sums: Sums, count: number): boolean {
  for (let place = 0; place < count; place++) {
    const debits = (sums.debits[place] as number) + (sums.debits_pending[place] as number)
    const credits = (sums.credits[place] as number) + (sums.credits_pending[place] as number)
    if (debits > TRANSFER_MINOR_MAX || credits > TRANSFER_MINOR_MAX) return false
  }
  return true
}
