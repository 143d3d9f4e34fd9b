import {
  bytesOf,
  type Column,
  copyUuid,
  int2Column,
  int4Column,
  int8Column,
  putInt2,
  putInt4,
  putInt8,
  uuidColumn,
  uuidPlace,
} from '../../platform/batcher/column.ts'
import { packDay, packInstant, packInt8, packText } from '../../platform/batcher/pack.ts'
import { writeIdBytes } from '../../kernel/id.ts'
import { type Batch, packKeys, packNotes } from './batch.ts'
import { addUp, type Deltas, type Sums } from './batch_deltas.ts'
import { currencyNumber } from './currency_number.ts'
import type { MoveOrder } from './transfer.ts'

/** Per transfer: its account's rank, and how far its balances lie from the account's final ones. */
export type Leg = {
  readonly rank: Int32Array
  /** The transfer of the batch that the account moved with before, from 1; 0 is none. */
  readonly prior: Int32Array
  readonly version: Int32Array
  readonly balance: Float64Array
  readonly debits_pending: Float64Array
  readonly credits_pending: Float64Array
}

export type FastBatch = {
  readonly values: readonly Buffer[]
  readonly accounts: number
  readonly debit: Leg
  readonly credit: Leg
}

const newLeg = (count: number, has_pending: boolean): Leg => ({
  rank: new Int32Array(count),
  prior: new Int32Array(count),
  version: new Int32Array(count),
  balance: new Float64Array(count),
  debits_pending: new Float64Array(has_pending ? count : 0),
  credits_pending: new Float64Array(has_pending ? count : 0),
})

/** Walks the batch in order with what is still to come on each account, counted down to zero. */
function placeLegs(orders: readonly MoveOrder[], deltas: Deltas, ranks: Int32Array) {
  const { sums, has_pending } = deltas
  const debit = newLeg(orders.length, has_pending)
  const credit = newLeg(orders.length, has_pending)
  const rest = restOf(sums, ranks.length)
  for (let index = 0; index < orders.length; index++) {
    const { amount, kind } = orders[index] as MoveOrder & { amount: number }
    const from = deltas.debit[index] as number
    const to = deltas.credit[index] as number
    if (kind === 'pending') {
      ;(rest.debits_pending[from] as number) += amount
      ;(rest.credits_pending[to] as number) += amount
    } else {
      ;(rest.balance[from] as number) -= amount
      ;(rest.balance[to] as number) += amount
    }
    setLeg(debit, index, from, rest)
    setLeg(credit, index, to, rest)
    debit.rank[index] = ranks[from] as number
    credit.rank[index] = ranks[to] as number
  }
  return { debit, credit, last: rest.prior }
}

type Rest = Omit<Leg, 'rank'>
function restOf(sums: Sums, count: number): Rest {
  const rest: Rest = {
    prior: new Int32Array(count),
    version: new Int32Array(count),
    balance: new Float64Array(count),
    debits_pending: new Float64Array(count),
    credits_pending: new Float64Array(count),
  }
  for (let place = 0; place < count; place++) {
    rest.version[place] = -(sums.legs[place] as number)
    rest.balance[place] = (sums.debits[place] as number) - (sums.credits[place] as number)
    rest.debits_pending[place] = -(sums.debits_pending[place] as number)
    rest.credits_pending[place] = -(sums.credits_pending[place] as number)
  }
  return rest
}

function setLeg(leg: Leg, index: number, place: number, rest: Rest): void {
  ;(rest.version[place] as number) += 1
  leg.version[index] = rest.version[place] as number
  leg.prior[index] = rest.prior[place] as number
  rest.prior[place] = index + 1
  leg.balance[index] = rest.balance[place] as number
  // Without holds these columns are empty; a write beyond a typed array's end does nothing.
  leg.debits_pending[index] = rest.debits_pending[place] as number
  leg.credits_pending[index] = rest.credits_pending[place] as number
}

const NONE = packInt8([])
const NO_DAYS = packDay([])
const NO_INSTANTS = packInstant([])

const fill = (
  to: Column,
  items: ArrayLike<number>,
  put: (to: Column, index: number, value: number) => void,
): Buffer => {
  for (let index = 0; index < items.length; index++) put(to, index, items[index] as number)
  return bytesOf(to)
}
const int4 = (items: Int32Array): Buffer => fill(int4Column(items.length), items, putInt4)
const int8 = (items: Float64Array): Buffer => fill(int8Column(items.length), items, putInt8)
const places = (leg: Leg): Buffer => int4(leg.rank.map((rank) => rank + 1))

/**
 * Columns a_*: the accounts in the order of their ids, what the batch adds to each, and its last transfer there.
 * `last` counts the transfers from 1, by the account's place.
 */
function packAccounts(
  { accounts, sums, has_pending }: Deltas,
  ranks: Int32Array,
  transfers: Column,
  last: Int32Array,
): Buffer[] {
  const count = ranks.length
  const ids = uuidColumn(count)
  const currencies = int2Column(count)
  const legs = int4Column(count)
  const lasts = uuidColumn(count)
  const amounts = [sums.debits, sums.credits, sums.debits_pending, sums.credits_pending]
  const columns = amounts.map(() => int8Column(count))
  for (let place = 0; place < count; place++) {
    const rank = ranks[place] as number
    accounts.copyId(place, ids, uuidPlace(rank))
    putInt2(currencies, rank, sums.currency[place] as number)
    putInt4(legs, rank, sums.legs[place] as number)
    copyUuid(transfers, (last[place] as number) - 1, lasts, rank)
  }
  // Columns of pending sums stay zero as they were made when no transfer of the batch is a hold.
  for (let column = 0; column < (has_pending ? 4 : 2); column++)
    putRanked(columns[column] as Column, ranks, amounts[column] as Float64Array)
  return [ids, currencies, ...columns, legs, lasts].map(bytesOf)
}

function putRanked(to: Column, ranks: Int32Array, items: Float64Array): void {
  for (let place = 0; place < ranks.length; place++)
    putInt8(to, ranks[place] as number, items[place] as number)
}

/** Columns t_*: the transfers as asked for; `ids` is filled. */
function packTransfers(orders: readonly MoveOrder[], ids: Column, has_pending: boolean): Buffer[] {
  const count = orders.length
  const idBytes = new Uint8Array(ids.buffer)
  const kinds = int2Column(count)
  const amounts = int8Column(count)
  const currencies = int2Column(count)
  let isDated = false
  for (let index = 0; index < count; index++) {
    const order = orders[index] as MoveOrder
    writeIdBytes(order.id, idBytes, uuidPlace(index))
    putInt2(kinds, index, order.kind === 'pending' ? 2 : 1)
    putInt8(amounts, index, order.amount as number)
    putInt2(currencies, index, currencyNumber(order.currency))
    isDated ||= order.effective_on !== undefined
  }
  return [
    ...[ids, kinds, amounts, currencies].map(bytesOf),
    packText(orders.map((order) => order.code)),
    isDated ? packDay(orders.map((order) => order.effective_on ?? null)) : NO_DAYS,
    has_pending ? packInstant(orders.map((order) => order.expires_at ?? null)) : NO_INSTANTS,
  ]
}

/**
 * Parameters 4 and following of `ledger.post_transfers`, or undefined when the batch must take the exact path.
 * `seed` is any number that callers cannot foresee.
 */
export function packFast(batch: Batch, seed: number): FastBatch | undefined {
  const deltas = addUp(batch.orders, seed)
  if (deltas === undefined) return undefined
  const orders = batch.orders as readonly MoveOrder[]
  const { has_pending } = deltas
  const ranks = deltas.accounts.ranks()
  const { debit, credit, last } = placeLegs(orders, deltas, ranks)
  const ids = uuidColumn(orders.length)
  const transfers = packTransfers(orders, ids, has_pending)
  const leg = (one: Leg): Buffer[] => [
    places(one),
    int4(one.version),
    int4(one.prior),
    int8(one.balance),
    has_pending ? int8(one.debits_pending) : NONE,
    has_pending ? int8(one.credits_pending) : NONE,
  ]
  const values = [
    ...packAccounts(deltas, ranks, ids, last),
    ...transfers,
    ...leg(debit),
    ...leg(credit),
    ...packNotes(orders),
    ...packKeys(batch.commands),
  ]
  return { values, accounts: ranks.length, debit, credit }
}
