import { present } from '../../kernel/assert.ts'
import { dayOf, parseInstant } from '../../kernel/world.ts'
import { type Int8s, readInt8s, sumAt } from '../../platform/batcher/pack.ts'
import type { FastBatch, Leg } from './batch_fast.ts'
import type { LegBalance, MoveOrder, RecordedTransfer, TransferOutcome } from './transfer.ts'

/** What the batch left on each account, by rank. */
type Final = {
  readonly version: Int8s
  readonly net: Int8s
  readonly debits_pending: Int8s
  readonly credits_pending: Int8s
  readonly side: Int8s
}

/** Outcomes of a batch of which nothing was refused, from the one row of `ledger.post_transfers`. */
export function readFast(
  orders: readonly MoveOrder[],
  packed: FastBatch,
  row: readonly (string | null)[],
): TransferOutcome[] {
  const [versions, balances, debits_pending, credits_pending, sides, at] = row
  const read = (text: string | null | undefined): Int8s => readInt8s(text ?? '{}', packed.accounts)
  const final: Final = {
    version: read(versions),
    net: read(balances),
    debits_pending: read(debits_pending),
    credits_pending: read(credits_pending),
    side: read(sides),
  }
  const recorded_at = present(parseInstant(at ?? ''), 'the time of a batch')
  const today = dayOf(recorded_at)
  const outcomes: TransferOutcome[] = []
  for (let index = 0; index < orders.length; index++) {
    const order = orders[index] as MoveOrder
    const transfer: RecordedTransfer = {
      id: order.id,
      kind: order.kind,
      amount: order.amount as number,
      currency: order.currency,
      code: order.code,
      debit: legOf(order.debit_account, packed.debit, index, final),
      credit: legOf(order.credit_account, packed.credit, index, final),
      effective_on: order.effective_on ?? today,
      recorded_at,
    }
    outcomes.push({
      id: order.id,
      result: 'posted',
      transfer: order.expires_at === undefined ? transfer : { ...transfer, expires_at: order.expires_at },
    })
  }
  return outcomes
}

function legOf(account: MoveOrder['debit_account'], leg: Leg, index: number, final: Final): LegBalance {
  const rank = leg.rank[index] as number
  return {
    account,
    version: Number(final.version[rank]) + (leg.version[index] as number),
    net: sumAt(final.net, rank, leg.balance[index] as number),
    debits_pending: sumAt(final.debits_pending, rank, leg.debits_pending[index] ?? 0),
    credits_pending: sumAt(final.credits_pending, rank, leg.credits_pending[index] ?? 0),
    normal_side: Number(final.side[rank]) === 1 ? 'credit' : 'debit',
  }
}
