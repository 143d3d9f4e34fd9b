import type { Day } from '../../../kernel/world.ts'
import type { Range } from './calendar.ts'
import type { Piece, Plan } from './item.ts'

/** The first index of a sorted list whose day is not before `day`. */
function firstFrom(days: readonly Day[], day: Day): number {
  let [low, high] = [0, days.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((days[middle] as Day) < day) low = middle + 1
    else high = middle
  }
  return low
}
/** The first index whose day is behind `day`. */
function firstBehind(days: readonly Day[], day: Day): number {
  let [low, high] = [0, days.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((days[middle] as Day) <= day) low = middle + 1
    else high = middle
  }
  return low
}

const byPlace = (a: Piece, b: Piece): number =>
  a.on < b.on ? -1 : a.on > b.on ? 1 : a.number < b.number ? -1 : 1

function byAmount(pieces: readonly Piece[]): Map<bigint, Piece[]> {
  const found = new Map<bigint, Piece[]>()
  for (const piece of pieces) {
    const same = found.get(piece.amount)
    if (same === undefined) found.set(piece.amount, [piece])
    else same.push(piece)
  }
  return found
}

/**
 * Pass 3: the same amount within the range of days around the line, when the line has no other entry and the entry no other
 * line. The order in which items come does not matter. All items of an amount must be there. O(n log n).
 */
export function pairByAmount(
  bank: readonly Piece[],
  ledger: readonly Piece[],
  rangeOf: (on: Day) => Range,
): Plan[] {
  const entries = byAmount(ledger)
  return [...byAmount(bank)].flatMap(([amount, lines]) =>
    pairOfOneAmount(lines.toSorted(byPlace), (entries.get(amount) ?? []).toSorted(byPlace), rangeOf),
  )
}

function pairOfOneAmount(
  lines: readonly Piece[],
  entries: readonly Piece[],
  rangeOf: (on: Day) => Range,
): Plan[] {
  if (entries.length === 0) return []
  // Ranges move on with the days, so the lines around an entry lie next to each other too.
  const ranges = lines.map(({ on }) => rangeOf(on))
  const [starts, ends] = [ranges.map(({ from }) => from), ranges.map(({ to }) => to)]
  const days = entries.map(({ on }) => on)
  return lines.flatMap((line, at) => {
    const { from, to } = ranges[at] as Range
    const first = firstFrom(days, from)
    const entry = entries[first]
    if (entry === undefined || firstBehind(days, to) !== first + 1) return []
    const around = firstBehind(starts, entry.on) - firstFrom(ends, entry.on)
    return around === 1 ? [{ bank: [line.number], ledger: [entry.number], difference: 0n }] : []
  })
}
