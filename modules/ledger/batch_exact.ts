import { hash } from 'node:crypto'
import { canonicalJson } from '../../kernel/canonical_json.ts'
import { writeIdBytes } from '../../kernel/id.ts'
import {
  bytesOf,
  int2Column,
  int4Column,
  int8Column,
  putInt2,
  putInt4,
  putInt8,
  uuidColumn,
  uuidPlace,
} from '../../platform/batcher/column.ts'
import {
  packBigint,
  packBool,
  packDay,
  packHash,
  packInstant,
  packInt2,
  packInt4,
  packText,
  packIds,
} from '../../platform/batcher/pack.ts'
import { type AccountPlaces, createAccountPlaces } from './account_places.ts'
import { type Batch, isNoted, packKeys, packNotes } from './batch.ts'
import { currencyNumber } from './currency_number.ts'
import { TRANSFER_MINOR_MAX } from './limits.ts'
import { createPlaces } from './places.ts'
import { isMove, type MoveOrder, type SettleOrder, type TransferOrder, transferKinds } from './transfer.ts'

const moveOf = (order: TransferOrder): MoveOrder | undefined => (isMove(order) ? order : undefined)
const settleOf = (order: TransferOrder): SettleOrder | undefined => (isMove(order) ? undefined : order)

const amountOf = (order: TransferOrder): number => {
  if (order.kind === 'void' || order.kind === 'expire') return 0
  if (order.amount !== undefined && order.amount !== 'max') return order.amount
  return moveOf(order)?.at_most ?? TRANSFER_MINOR_MAX
}
const isMax = (order: TransferOrder): boolean =>
  order.kind !== 'void' && order.kind !== 'expire' && (order.amount === undefined || order.amount === 'max')

function packPreconditions(orders: readonly TransferOrder[]): Buffer[] {
  const all = orders.flatMap((order, index) =>
    (order.preconditions ?? []).map((one) => ({ place: index + 1, ...one })),
  )
  return [
    packInt4(all.map((one) => one.place)),
    packInt2(all.map((one) => (one.leg === 'debit' ? 1 : 2))),
    packText(all.map((one) => one.field)),
    packText(all.map((one) => one.operator)),
    packBigint(all.map((one) => one.value)),
  ]
}

/** Per transfer, which earlier one of the batch used the same id, from 1; 0 is none. */
function sameBefore(orders: readonly TransferOrder[]): number[] {
  const first = new Map<string, number>()
  return orders.map(({ id }, index) => {
    const before = first.get(id) ?? 0
    if (before === 0) first.set(id, index + 1)
    return before
  })
}

/** Per transfer, its place in the columns of `packNotes`, from 1; 0 is none. */
function notePlaces(orders: readonly TransferOrder[]): number[] {
  let count = 0
  return orders.map((order) => (isNoted(order) ? ++count : 0))
}

const atMostOf = (order: TransferOrder): bigint | null => {
  const at_most = moveOf(order)?.at_most
  return at_most === undefined ? null : BigInt(at_most)
}

/** What repeats of an id are compared by: 128 bits that stand for the preconditions; null for none. */
function conditionsOf({ preconditions = [] }: TransferOrder): Buffer | null {
  if (preconditions.length === 0) return null
  const asked = preconditions.map(({ value, ...rest }) => ({ ...rest, value: String(value) }))
  return hash('sha256', canonicalJson(asked), 'buffer')
}

/** The accounts in the order of their ids, and for each move the places of its two among them, from 1. */
function packAccounts(orders: readonly TransferOrder[], seed: number): { ids: Buffer; legs: Buffer[] } {
  const accounts = createAccountPlaces(orders.length * 2, seed)
  const debit = new Int32Array(orders.length).fill(-1)
  const credit = new Int32Array(orders.length).fill(-1)
  for (let index = 0; index < orders.length; index++) {
    const order = orders[index] as TransferOrder
    if (!isMove(order)) continue
    debit[index] = accounts.place(order.debit_account)
    credit[index] = accounts.place(order.credit_account)
  }
  const ranks = accounts.ranks()
  const ids = uuidColumn(ranks.length)
  for (let place = 0; place < ranks.length; place++)
    accounts.copyId(place, ids, uuidPlace(ranks[place] as number))
  return { ids: bytesOf(ids), legs: [debit, credit].map((places) => packRanks(places, ranks)) }
}

function packRanks(places: Int32Array, ranks: ReturnType<AccountPlaces['ranks']>): Buffer {
  const column = int4Column(places.length)
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as number
    putInt4(column, index, place < 0 ? 0 : (ranks[place] as number) + 1)
  }
  return bytesOf(column)
}

/** Columns t_ids, t_kinds and t_amounts. */
function packTransfers(orders: readonly TransferOrder[]): Buffer[] {
  const ids = uuidColumn(orders.length)
  const idBytes = new Uint8Array(ids.buffer)
  const kinds = int2Column(orders.length)
  const amounts = int8Column(orders.length)
  for (let index = 0; index < orders.length; index++) {
    const order = orders[index] as TransferOrder
    writeIdBytes(order.id, idBytes, uuidPlace(index))
    putInt2(kinds, index, transferKinds.indexOf(order.kind) + 1)
    putInt8(amounts, index, amountOf(order))
  }
  return [ids, kinds, amounts].map(bytesOf)
}

/**
 * Parameters 4 and following of `ledger.post_transfers_exactly`. `seed` is any number that callers cannot foresee.
 */
export function packExact(batch: Batch, seed: number): unknown[] {
  const { orders } = batch
  const accounts = packAccounts(orders, seed)
  const holds = createPlaces()
  const originals = createPlaces()
  const hold = orders.map((order) =>
    holds.placeOf(order.kind === 'pending' ? order.id : settleOf(order)?.pending_id),
  )
  const reversal = orders.map((order) => originals.placeOf(moveOf(order)?.reversal_of))
  const [ids, kinds, amounts] = packTransfers(orders)
  return [
    accounts.ids,
    packIds(holds.ids),
    packIds(originals.ids),
    ids,
    kinds,
    ...accounts.legs,
    packInt4(hold),
    packInt4(reversal),
    amounts,
    packBool(orders.map(isMax)),
    packInt2(orders.map((order) => (order.currency === undefined ? null : currencyNumber(order.currency)))),
    packText(orders.map((order) => order.code)),
    packDay(orders.map((order) => order.effective_on ?? null)),
    packInstant(orders.map((order) => moveOf(order)?.expires_at ?? null)),
    packBool(orders.map((order) => settleOf(order)?.is_final ?? false)),
    packBool(orders.map((order) => order.is_linked ?? false)),
    packInt4(sameBefore(orders)),
    packInt4(orders.map((order) => originals.find(order.id))),
    packBigint(orders.map(atMostOf)),
    packHash(orders.map(conditionsOf)),
    packInt4(notePlaces(orders)),
    ...packPreconditions(orders),
    ...packNotes(orders),
    ...packKeys(batch.commands),
  ]
}
