import { assert } from '../../../kernel/assert.ts'
import type { Piece, Plan } from './item.ts'
import { SUBSET_ITEMS_MAX } from './limits.ts'

type Pieces = readonly Pick<Piece, 'number' | 'amount'>[]
/** The smallest choices of a side that come to a sum: how many items, and up to two of the choices as bits. */
type Choice = { readonly count: number; readonly bits: number; readonly is_only: boolean }

/** Sums of all choices of a side that is not empty: at most 2^12 steps. */
function sumsOf(pieces: Pieces): Map<bigint, Choice[]> {
  const sums = Array.from({ length: 1 << pieces.length }, () => 0n)
  const counts = new Uint8Array(1 << pieces.length)
  const found = new Map<bigint, Choice[]>()
  for (let bits = 1; bits < sums.length; bits++) {
    const lowest = 31 - Math.clz32(bits & -bits)
    const rest = bits & (bits - 1)
    const total = (sums[rest] as bigint) + (pieces[lowest]?.amount ?? 0n)
    sums[bits] = total
    counts[bits] = (counts[rest] as number) + 1
    found.set(total, withChoice(found.get(total) ?? [], counts[bits] as number, bits))
  }
  return found
}

/** One choice for each count; a second one of the same count only says that there is another. */
function withChoice(choices: readonly Choice[], count: number, bits: number): Choice[] {
  if (!choices.some((one) => one.count === count)) return [...choices, { count, bits, is_only: true }]
  return choices.map((one) => (one.count === count ? { ...one, is_only: false } : one))
}

type Found = { readonly bank: Choice; readonly ledger: Choice }

/** Pairs of choices with equal sums, but for one against one, which pass 3 has looked at. */
function* meeting(bank: Map<bigint, Choice[]>, ledger: Map<bigint, Choice[]>): Generator<Found> {
  for (const [total, choices] of bank) {
    const others = ledger.get(total) ?? []
    for (const one of choices)
      yield* others
        .filter((other) => one.count + other.count > 2)
        .map((other) => ({ bank: one, ledger: other }))
  }
}

/** The smallest such pair; undefined when there is none, or more than one as small. */
function smallest(pairs: Iterable<Found>): Found | undefined {
  let [best, count, isOnly] = [undefined as Found | undefined, Number.POSITIVE_INFINITY, false]
  for (const pair of pairs) {
    const length = pair.bank.count + pair.ledger.count
    if (length > count) continue
    isOnly = length < count && pair.bank.is_only && pair.ledger.is_only
    best = pair
    count = length
  }
  return isOnly ? best : undefined
}

const chosen = (pieces: Pieces, bits: number): bigint[] =>
  pieces.filter((_, at) => (bits & (1 << at)) !== 0).map(({ number }) => number)

const bySize = (a: Pieces[number], b: Pieces[number]): number =>
  a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : a.number < b.number ? -1 : 1

/**
 * Pass 5: several lines that come to the same as several entries. The fewest items win, and only when no other choice is as
 * small: what could be one thing or another is nothing. Repeats with what is left. At most twelve of each side; the
 * steps are bounded by that, never by a clock, so the same items give the same plans.
 */
export function matchSubsets(bank: Pieces, ledger: Pieces): Plan[] {
  assert(Math.max(bank.length, ledger.length) <= SUBSET_ITEMS_MAX, 'sums are tried of a few items only')
  const [lines, entries] = [bank.toSorted(bySize), ledger.toSorted(bySize)]
  const found = smallest(meeting(sumsOf(lines), sumsOf(entries)))
  if (found === undefined) return []
  const plan = {
    bank: chosen(lines, found.bank.bits),
    ledger: chosen(entries, found.ledger.bits),
    difference: 0n,
  }
  const left = (pieces: Pieces, taken: readonly bigint[]) =>
    pieces.filter(({ number }) => !taken.includes(number))
  return [plan, ...matchSubsets(left(lines, plan.bank), left(entries, plan.ledger))]
}
