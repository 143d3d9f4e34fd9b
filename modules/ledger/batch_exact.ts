import {
  packBigint,
  packBool,
  packDay,
  packInstant,
  packInt2,
  packInt4,
  packInt8,
  packText,
} from '../../platform/batcher/pack.ts'
import { type Batch, packIds, packKeys, packNotes } from './batch.ts'
import { currencyNumber } from './currency_number.ts'
import { TRANSFER_MINOR_MAX } from './limits.ts'
import { type MoveOrder, type SettleOrder, type TransferOrder, transferKinds } from './transfer.ts'

const isMove = (order: TransferOrder): order is MoveOrder =>
  order.kind === 'single' || order.kind === 'pending'
const moveOf = (order: TransferOrder): MoveOrder | undefined => (isMove(order) ? order : undefined)
const settleOf = (order: TransferOrder): SettleOrder | undefined => (isMove(order) ? undefined : order)

/** What a repeat of an id is compared by, in the order of `comparedFields`. */
const contentOf = (order: TransferOrder): unknown[] => [
  order.kind,
  moveOf(order)?.debit_account,
  moveOf(order)?.credit_account,
  order.kind === 'void' || order.kind === 'expire' ? undefined : (order.amount ?? 'max'),
  order.currency,
  order.code,
  settleOf(order)?.pending_id,
  order.effective_on,
  moveOf(order)?.expires_at,
  moveOf(order)?.reversal_of,
]

/** Places from 1 for ids as they are met; 0 stands for none. */
function createPlaces() {
  const ids: string[] = []
  const places = new Map<string, number>()
  const placeOf = (id: string | undefined): number => {
    if (id === undefined) return 0
    let place = places.get(id)
    if (place === undefined) {
      ids.push(id)
      place = ids.length
      places.set(id, place)
    }
    return place
  }
  return { ids, placeOf }
}

/** Which earlier transfer of the batch used the same id, and the first field that differs from it. */
function findRepeats(orders: readonly TransferOrder[]): { same: number[]; differs: number[] } {
  const first = new Map<string, number>()
  const same: number[] = []
  const differs: number[] = []
  for (const [index, order] of orders.entries()) {
    const before = first.get(order.id)
    if (before === undefined) first.set(order.id, index)
    const other = before === undefined ? undefined : contentOf(orders[before] as TransferOrder)
    same.push(before === undefined ? 0 : before + 1)
    differs.push(
      other === undefined ? 0 : contentOf(order).findIndex((value, field) => value !== other[field]) + 1,
    )
  }
  return { same, differs }
}

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

/** Parameters 4 and following of `ledger.post_transfers_exactly`. */
export function packExact(batch: Batch): unknown[] {
  const { orders } = batch
  const accounts = createPlaces()
  const holds = createPlaces()
  const originals = createPlaces()
  const debit = orders.map((order) => accounts.placeOf(moveOf(order)?.debit_account))
  const credit = orders.map((order) => accounts.placeOf(moveOf(order)?.credit_account))
  const hold = orders.map((order) =>
    holds.placeOf(order.kind === 'pending' ? order.id : settleOf(order)?.pending_id),
  )
  const reversal = orders.map((order) => originals.placeOf(moveOf(order)?.reversal_of))
  const { same, differs } = findRepeats(orders)
  return [
    packIds(accounts.ids),
    packIds(holds.ids),
    packIds(originals.ids),
    packIds(orders.map((order) => order.id)),
    packInt2(orders.map((order) => transferKinds.indexOf(order.kind) + 1)),
    packInt4(debit),
    packInt4(credit),
    packInt4(hold),
    packInt4(reversal),
    packInt8(orders.map(amountOf)),
    packBool(orders.map(isMax)),
    packInt2(orders.map((order) => (order.currency === undefined ? null : currencyNumber(order.currency)))),
    packText(orders.map((order) => order.code)),
    packDay(orders.map((order) => order.effective_on ?? null)),
    packInstant(orders.map((order) => moveOf(order)?.expires_at ?? null)),
    packBool(orders.map((order) => settleOf(order)?.is_final ?? false)),
    packBool(orders.map((order) => order.is_linked ?? false)),
    packInt4(same),
    packInt2(differs),
    ...packPreconditions(orders),
    ...packNotes(orders),
    ...packKeys(batch.commands),
  ]
}
