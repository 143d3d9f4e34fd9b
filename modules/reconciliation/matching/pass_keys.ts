import type { Plan } from './item.ts'
import type { RuleSet } from './rules.ts'

/** A line and an entry that share a reference. */
export type KeyPair = {
  readonly bank: bigint
  readonly ledger: bigint
  readonly bank_amount: bigint
  readonly ledger_amount: bigint
  /** What the entry announces that the bank keeps of it. */
  readonly fee: bigint
  /** The bank says that the line is what it settled together: its reference stands for many payments. */
  readonly is_batch?: boolean
}

const size = (value: bigint): bigint => (value < 0n ? -value : value)
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const byNumber = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/** Takes pairs in their order, each item once. */
function takeOnce<P extends Pick<KeyPair, 'bank' | 'ledger'>>(pairs: readonly P[]): P[] {
  const [bank, ledger] = [new Set<bigint>(), new Set<bigint>()]
  return pairs.filter((pair) => {
    if (bank.has(pair.bank) || ledger.has(pair.ledger)) return false
    bank.add(pair.bank)
    ledger.add(pair.ledger)
    return true
  })
}

/**
 * Pass 1: a shared reference and the very amount. Of several that fit the first of each side belong together, as they came.
 * Each item is in one plan at most.
 */
export function pairByKey(pairs: readonly KeyPair[]): Plan[] {
  const exact = pairs.filter((pair) => pair.bank_amount === pair.ledger_amount)
  const sorted = exact.toSorted((a, b) => byNumber(a.bank, b.bank) || byNumber(a.ledger, b.ledger))
  return takeOnce(sorted).map(({ bank, ledger }) => ({ bank: [bank], ledger: [ledger], difference: 0n }))
}

type Tolerance = Pick<RuleSet['key_tolerance'], 'tolerance_minor' | 'tolerance_bps'>

/** How far an amount may be off: the larger of both tolerances, in minor units. */
export const toleranceOf = (amount: bigint, { tolerance_minor, tolerance_bps }: Tolerance): bigint =>
  larger(BigInt(tolerance_minor), (size(amount) * BigInt(tolerance_bps)) / 10_000n)

/** How many different amounts the items of one side have that share a reference with an item of the other. */
function amountsBeside(pairs: readonly KeyPair[], of: 'bank' | 'ledger'): (number: bigint) => number {
  const other = of === 'bank' ? 'ledger_amount' : 'bank_amount'
  const amounts = new Map<bigint, Set<bigint>>()
  for (const pair of pairs) {
    const known = amounts.get(pair[of]) ?? new Set()
    amounts.set(pair[of], known.add(pair[other]))
  }
  return (number) => amounts.get(number)?.size ?? 0
}

type Judged = KeyPair & { readonly difference: bigint; readonly is_fee: boolean }

/**
 * Pass 2: a shared reference, and the amount less the fee that the entry announces (net = gross − fee), or an amount within
 * the tolerance. The smallest difference first. Money in and money out never belong together. A reference that stands for
 * several payments proves nothing about one whose amount is only near: what a batch lacks would be lost among tolerances.
 */
export function pairWithTolerance(pairs: readonly KeyPair[], tolerance: Tolerance): Plan[] {
  const [besideLine, besideEntry] = [amountsBeside(pairs, 'bank'), amountsBeside(pairs, 'ledger')]
  const judged = pairs.flatMap((pair): Judged[] => {
    const difference = pair.bank_amount - pair.ledger_amount
    const is_fee = pair.fee !== 0n && difference === -pair.fee
    const isOfOne = pair.is_batch !== true && besideLine(pair.bank) === 1 && besideEntry(pair.ledger) === 1
    const isNear = isOfOne && size(difference) <= toleranceOf(pair.bank_amount, tolerance)
    const isOneWay = pair.bank_amount > 0n === pair.ledger_amount > 0n
    return isOneWay && (is_fee || isNear) ? [{ ...pair, difference, is_fee }] : []
  })
  const rest = ({ difference, is_fee }: Judged): bigint => (is_fee ? 0n : size(difference))
  const sorted = judged.toSorted(
    (a, b) => byNumber(rest(a), rest(b)) || byNumber(a.bank, b.bank) || byNumber(a.ledger, b.ledger),
  )
  return takeOnce(sorted).map(({ bank, ledger, difference, is_fee }) => ({
    bank: [bank],
    ledger: [ledger],
    difference,
    is_fee,
  }))
}
