import { assert } from '../../../kernel/assert.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { traceNumber } from '../nacha/public.ts'
import type { AchOrder } from './receiver.ts'

/** A batch control holds twelve digits of cents on each side. */
const BATCH_CENTS_MAX = 999_999_999_999
/** The entry that balances a batch is an entry like others: ten digits of cents. */
const OFFSET_CENTS_MAX = 9_999_999_999
/** A batch control counts six digits of entries and addenda; an order has two addenda at most. */
const BATCH_ENTRIES_MAX = 300_000
/** Trace numbers count to one below seven nines: the last one is left to the entry that balances a batch. */
const TRACES = 9_999_998
const ODFI_DIGITS = 8

type Rules = { readonly rules: Pick<BankConnection['rules'], 'balanced'> }
type Batched = Pick<AchOrder, 'kind' | 'sec_code' | 'description' | 'effective_on' | 'amount' | 'reference'>

/**
 * Says of each order of a file, in turn, whether it begins a new batch: one with another class, description, date or side
 * than the one before, one that the totals of the batch have no room for, or one whose trace number began again from 1.
 * Orders come sorted by `sec_code`, `description`, `effective_on`, `kind`, `id`.
 */
export function createBatchBreaks({ rules }: Rules): (order: Batched) => boolean {
  const cents_max = rules.balanced ? OFFSET_CENTS_MAX : BATCH_CENTS_MAX
  let last: Batched | undefined
  let cents = 0
  let entries = 0
  return (order) => {
    const isGap = rules.balanced && isBehindGap(last, order)
    cents += order.amount
    entries++
    const isBreak =
      last === undefined || isGap || isOther(last, order) || cents > cents_max || entries > BATCH_ENTRIES_MAX
    if (isBreak) {
      cents = order.amount
      entries = 1
    }
    last = order
    return isBreak
  }
}

const isOther = (a: Batched, b: Batched): boolean =>
  a.sec_code !== b.sec_code ||
  a.description !== b.description ||
  a.effective_on !== b.effective_on ||
  a.kind !== b.kind ||
  (a.reference !== null && b.reference !== null && b.reference <= a.reference)

/** A number that was left free is that of the entry which balances the batch before. */
const isBehindGap = (a: Batched | undefined, b: Batched): boolean =>
  a?.reference !== undefined &&
  a.reference !== null &&
  b.reference !== null &&
  Number(b.reference) !== Number(a.reference) + 1

/** Gives orders their trace numbers; `next` is the counter that the connection goes on with. */
export type AchNumbering = { take(order: Batched): string; next(): number }

/**
 * Numbers the orders of a file in the order in which they stand in it: the ODFI's eight digits and a counter of seven, that
 * begins again when it is used up. Behind each balanced batch one number is left free for the entry that balances it. The
 * same orders and counter give the same numbers.
 */
export function createAchNumbering(
  connection: Rules & Pick<BankConnection, 'identity'>,
  next_reference: number,
): AchNumbering {
  const { ach } = connection.identity
  assert(ach !== undefined, 'a connection that sends ACH files has its identity')
  const odfi = ach.odfi_routing_number.slice(0, ODFI_DIGITS)
  const isBreak = createBatchBreaks(connection)
  let next = next_reference
  let isFirst = true
  return {
    take(order) {
      if (isBreak({ ...order, reference: null }) && !isFirst && connection.rules.balanced) next++
      isFirst = false
      return traceNumber(odfi, ((next++ - 1) % TRACES) + 1)
    },
    next: () => (connection.rules.balanced && !isFirst ? next + 1 : next),
  }
}
