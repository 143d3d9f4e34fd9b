import { amountText } from '../files/amount_text.ts'

/** Sums by currency. */
export function sums() {
  const totals = new Map<string, { count: number; minor: bigint }>()
  return {
    add(minor: bigint, currency: string): void {
      const total = totals.get(currency) ?? { count: 0, minor: 0n }
      totals.set(currency, { count: total.count + 1, minor: total.minor + minor })
    },
    count: (): number => [...totals.values()].reduce((sum, { count }) => sum + count, 0),
    text: (): string =>
      [...totals].map(([currency, { minor }]) => amountText(minor, currency)).join(' and ') || 'nothing',
  }
}

/** Counts by word, the most frequent first: `R01 × 3, R03 × 1`. */
export function tally() {
  const counts = new Map<string, number>()
  return {
    add: (word: string): void => void counts.set(word, (counts.get(word) ?? 0) + 1),
    size: (): number => counts.size,
    text: (): string =>
      [...counts]
        .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
        .map(([word, count]) => `${word} × ${count}`)
        .join(', '),
  }
}
