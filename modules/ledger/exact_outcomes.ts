import { assert, present } from '../../kernel/assert.ts'
import { type Id, idOf } from '../../kernel/id.ts'
import { type Day, dayOf, type Instant, parseInstant } from '../../kernel/world.ts'
import { type Int8s, readInt8s, readNumbers, readTexts, sumAt } from '../../platform/batcher/pack.ts'
import { currencyOf } from './currency_number.ts'
import { comparedFields, resultOf } from './results.ts'
import {
  isMove,
  type MoveOrder,
  type LegBalance,
  type RecordedTransfer,
  type SettleOrder,
  type TransferOrder,
  type TransferOutcome,
} from './transfer.ts'

type Row = readonly (string | null)[]
/** Columns of the one row, in the order of the statement. */
const columns = { results: 0, differs: 1, amounts: 2, released: 3, currencies: 6 } as const
const legColumns = {
  debit: { account: 4, from: 8, side: 16 },
  credit: { account: 5, from: 12, side: 17 },
} as const
const RECORDED_AT = 18

/** What one leg of each transfer left; 0 for a refused one. Accounts only where the order does not name them. */
type Legs = {
  readonly accounts: readonly (string | null)[]
  readonly version: Int8s
  readonly net: Int8s
  readonly debits_pending: Int8s
  readonly credits_pending: Int8s
  readonly side: Int8s
}

type Read = {
  readonly recorded_at: Instant
  readonly today: Day
  readonly amounts: Int8s
  readonly released: readonly (number | null)[]
  readonly currencies: readonly (number | null)[]
  readonly debit: Legs
  readonly credit: Legs
}

/** Outcomes of a batch that was judged transfer by transfer, from the one row of `ledger.post_transfers_exactly`. */
export function readExact(orders: readonly TransferOrder[], row: Row): TransferOutcome[] {
  const results = readInt8s(row[columns.results] ?? '{}', orders.length)
  const differs = readNumbers(row[columns.differs])
  const read = readColumns(orders, row)
  return orders.map((order, index) => {
    const outcome = outcomeOf(order.id, Number(results[index]), differs[index] ?? 0)
    return outcome.result === 'posted' ? { ...outcome, transfer: transferOf(order, index, read) } : outcome
  })
}

/** An outcome without its row, from two numbers of the function, which a key keeps too: its result and `differs`. */
export function outcomeOf(id: Id<'trf'>, number: number, differs: number): TransferOutcome {
  const result = resultOf(number)
  if (result === 'id_reused')
    return { id, result, differs: present(comparedFields[differs - 1], 'a differing field') }
  // 0 when the id was refused before: the row of a transfer does not say which.
  if (result === 'precondition_failed' && differs > 0) return { id, result, precondition: differs - 1 }
  return { id, result }
}

function readColumns(orders: readonly TransferOrder[], row: Row): Read {
  const hasSettles = !orders.every(isMove)
  const int8s = (column: number): Int8s => readInt8s(row[column] ?? '{}', orders.length)
  const legs = ({ account, from, side }: { account: number; from: number; side: number }): Legs => ({
    accounts: hasSettles ? readTexts(row[account]) : [],
    version: int8s(from),
    net: int8s(from + 1),
    debits_pending: int8s(from + 2),
    credits_pending: int8s(from + 3),
    side: int8s(side),
  })
  const recorded_at = present(parseInstant(row[RECORDED_AT] ?? ''), 'the time of a batch')
  return {
    recorded_at,
    today: dayOf(recorded_at),
    amounts: int8s(columns.amounts),
    released: hasSettles ? readNumbers(row[columns.released]) : [],
    currencies: hasSettles ? readNumbers(row[columns.currencies]) : [],
    debit: legs(legColumns.debit),
    credit: legs(legColumns.credit),
  }
}

function transferOf(order: TransferOrder, index: number, read: Read): RecordedTransfer {
  const move = isMove(order) ? order : undefined
  const released = read.released[index] ?? null
  const transfer: RecordedTransfer = {
    id: order.id,
    kind: order.kind,
    amount: Number(read.amounts[index]),
    currency: order.currency ?? currencyOf(read.currencies[index] ?? 0),
    code: order.code,
    debit: legOf(read.debit, move?.debit_account, index),
    credit: legOf(read.credit, move?.credit_account, index),
    effective_on: order.effective_on ?? read.today,
    recorded_at: read.recorded_at,
  }
  assert(transfer.debit.version > 0, 'a posted leg has a version')
  if (move === undefined) {
    const { pending_id } = order as SettleOrder
    return released === null ? { ...transfer, pending_id } : { ...transfer, pending_id, released }
  }
  if (move.expires_at === undefined && move.reversal_of === undefined) return transfer
  return {
    ...transfer,
    ...(move.expires_at === undefined ? {} : { expires_at: move.expires_at }),
    ...(move.reversal_of === undefined ? {} : { reversal_of: move.reversal_of }),
  }
}

function legOf(legs: Legs, account: MoveOrder['debit_account'] | undefined, index: number): LegBalance {
  return {
    account: account ?? idOf('acc', present(legs.accounts[index], 'the account of a leg')),
    version: Number(legs.version[index]),
    net: sumAt(legs.net, index, 0),
    debits_pending: sumAt(legs.debits_pending, index, 0),
    credits_pending: sumAt(legs.credits_pending, index, 0),
    normal_side: Number(legs.side[index]) === 1 ? 'credit' : 'debit',
  }
}
