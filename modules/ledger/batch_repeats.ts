import type { MoveOrder, TransferOrder } from './transfer.ts'

const isMove = (order: TransferOrder): order is MoveOrder =>
  order.kind === 'single' || order.kind === 'pending'

/** What a repeat of an id is compared by, in the order of `comparedFields`. */
const contentOf = (order: TransferOrder): unknown[] => {
  const move = isMove(order) ? order : undefined
  return [
    order.kind,
    move?.debit_account,
    move?.credit_account,
    order.kind === 'void' || order.kind === 'expire' ? undefined : (order.amount ?? 'max'),
    order.currency,
    order.code,
    isMove(order) ? undefined : order.pending_id,
    order.effective_on,
    move?.expires_at,
    move?.reversal_of,
  ]
}

/** Per transfer: which earlier one of the batch used the same id, from 1, and the first field that differs from it; 0 is none. */
export function findRepeats(orders: readonly TransferOrder[]): { same: number[]; differs: number[] } {
  const first = new Map<string, number>()
  const same: number[] = []
  const differs: number[] = []
  for (let index = 0; index < orders.length; index++) {
    const order = orders[index] as TransferOrder
    const before = first.get(order.id)
    if (before === undefined) first.set(order.id, index)
    same.push(before === undefined ? 0 : before + 1)
    differs.push(before === undefined ? 0 : firstDifference(orders[before] as TransferOrder, order))
  }
  return { same, differs }
}

function firstDifference(before: TransferOrder, after: TransferOrder): number {
  const content = contentOf(before)
  return contentOf(after).findIndex((value, field) => value !== content[field]) + 1
}
