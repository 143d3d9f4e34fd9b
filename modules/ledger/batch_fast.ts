import type { Currency } from '../../kernel/currency.ts'
import { packDay, packInstant, packInt2, packInt4, packInt8, packText } from '../../platform/batcher/pack.ts'
import { type Batch, packIds, packKeys, packNotes } from './batch.ts'
import { currencyNumber } from './currency_number.ts'
import { TRANSFER_MINOR_MAX } from './limits.ts'
import type { MoveOrder, TransferOrder } from './transfer.ts'

type Account = {
  readonly id: string
  index: number
  readonly currency: Currency
  debits: number
  credits: number
  debits_pending: number
  credits_pending: number
  legs: number
}

/** Why a batch must be judged one by one, or its deltas per account. */
type Deltas = {
  readonly accounts: Map<string, Account>
  readonly sorted: Account[]
  readonly has_pending: boolean
}

const isPlain = (order: TransferOrder): order is MoveOrder =>
  (order.kind === 'single' || order.kind === 'pending') &&
  order.amount !== 'max' &&
  order.preconditions === undefined &&
  order.reversal_of === undefined

/** Adds up the batch per account; undefined when some transfer needs the exact path. */
function addUp(orders: readonly TransferOrder[]): Deltas | undefined {
  const accounts = new Map<string, Account>()
  const of = (id: string, currency: Currency): Account => {
    let account = accounts.get(id)
    if (account === undefined) {
      account = {
        id,
        index: 0,
        currency,
        debits: 0,
        credits: 0,
        debits_pending: 0,
        credits_pending: 0,
        legs: 0,
      }
      accounts.set(id, account)
    }
    return account
  }
  let hasPending = false
  for (const order of orders) {
    if (!isPlain(order) || order.debit_account === order.credit_account) return undefined
    const amount = order.amount as number
    const debit = of(order.debit_account, order.currency)
    const credit = of(order.credit_account, order.currency)
    if (debit.currency !== order.currency || credit.currency !== order.currency) return undefined
    if (order.kind === 'pending') {
      hasPending = true
      debit.debits_pending += amount
      credit.credits_pending += amount
    } else {
      debit.debits += amount
      credit.credits += amount
    }
    debit.legs += 1
    credit.legs += 1
  }
  const sorted = [...accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const [index, account] of sorted.entries()) {
    account.index = index + 1
    // Beyond 2^53 the sums themselves would no longer be exact.
    if (
      Math.max(account.debits + account.debits_pending, account.credits + account.credits_pending) >
      TRANSFER_MINOR_MAX
    )
      return undefined
  }
  return { accounts, sorted, has_pending: hasPending }
}

type Leg = {
  account: number[]
  version: number[]
  balance: number[]
  debits_pending: number[]
  credits_pending: number[]
}
const newLeg = (): Leg => ({ account: [], version: [], balance: [], debits_pending: [], credits_pending: [] })

/** Where each leg's balance lies relative to its account's final one (all of the batch applied). */
function placeLegs(orders: readonly TransferOrder[], deltas: Deltas): { debit: Leg; credit: Leg } {
  const debit = newLeg()
  const credit = newLeg()
  const left = new Map<string, { version: number; balance: number; dp: number; cp: number }>()
  for (const account of deltas.sorted)
    left.set(account.id, {
      version: -account.legs,
      balance: account.debits - account.credits,
      dp: -account.debits_pending,
      cp: -account.credits_pending,
    })
  const place = (leg: Leg, id: string, net: number, dp: number, cp: number): void => {
    const rest = left.get(id)
    if (rest === undefined) return
    rest.version += 1
    rest.balance += net
    rest.dp += dp
    rest.cp += cp
    leg.account.push((deltas.accounts.get(id) as Account).index)
    leg.version.push(rest.version)
    leg.balance.push(rest.balance)
    leg.debits_pending.push(rest.dp)
    leg.credits_pending.push(rest.cp)
  }
  for (const order of orders as readonly MoveOrder[]) {
    const amount = order.amount as number
    const isPending = order.kind === 'pending'
    place(debit, order.debit_account, isPending ? 0 : -amount, isPending ? amount : 0, 0)
    place(credit, order.credit_account, isPending ? 0 : amount, 0, isPending ? amount : 0)
  }
  return { debit, credit }
}

const NONE = packInt8([])

export type FastBatch = {
  readonly values: unknown[]
  readonly accounts: ReadonlyMap<string, { index: number }>
  readonly debit: Leg
  readonly credit: Leg
}

/** Parameters 4 to 33 of `ledger.post_transfers`, or undefined when the batch must take the exact path. */
export function packFast(batch: Batch): FastBatch | undefined {
  const { orders } = batch
  const deltas = addUp(orders)
  if (deltas === undefined) return undefined
  const { debit, credit } = placeLegs(orders, deltas)
  const { sorted } = deltas
  const moves = orders as readonly MoveOrder[]
  const pending = (items: number[]): Buffer => (deltas.has_pending ? packInt8(items) : NONE)
  const values = [
    packIds(sorted.map((a) => a.id)),
    packInt2(sorted.map((a) => currencyNumber(a.currency))),
    packInt8(sorted.map((a) => a.debits)),
    packInt8(sorted.map((a) => a.credits)),
    packInt8(sorted.map((a) => a.debits_pending)),
    packInt8(sorted.map((a) => a.credits_pending)),
    packInt4(sorted.map((a) => a.legs)),
    packIds(moves.map((t) => t.id)),
    packInt2(moves.map((t) => (t.kind === 'pending' ? 2 : 1))),
    packInt8(moves.map((t) => t.amount as number)),
    packInt2(moves.map((t) => currencyNumber(t.currency))),
    packText(moves.map((t) => t.code)),
    moves.some((t) => t.effective_on !== undefined)
      ? packDay(moves.map((t) => t.effective_on ?? null))
      : packDay([]),
    deltas.has_pending ? packInstant(moves.map((t) => t.expires_at ?? null)) : packInstant([]),
    packInt4(debit.account),
    packInt4(debit.version),
    packInt8(debit.balance),
    pending(debit.debits_pending),
    pending(debit.credits_pending),
    packInt4(credit.account),
    packInt4(credit.version),
    packInt8(credit.balance),
    pending(credit.debits_pending),
    pending(credit.credits_pending),
    ...packNotes(orders),
    ...packKeys(batch.commands),
  ]
  return { values, accounts: deltas.accounts, debit, credit }
}
