import { isCurrency, minorUnits } from '../../../kernel/currency.ts'

/** Minor units as people write them: 105000 USD is `1,050.00 USD`. */
export function amountText(minor: bigint, currency: string): string {
  const scale = isCurrency(currency) ? minorUnits(currency) : 2
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`
  return `${minor < 0n ? '−' : ''}${whole}${fraction} ${currency}`
}

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
