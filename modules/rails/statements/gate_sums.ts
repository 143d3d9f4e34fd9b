import type { StatementLine } from './statement.ts'

export type CurrencySum = {
  credit_minor: bigint
  debit_minor: bigint
  credits: number
  debits: number
}
export type LineSums = { add(line: StatementLine): void; by_currency: ReadonlyMap<string, CurrencySum> }

/** Adds up what makes a balance: booked lines that are not items of another. */
export function lineSums(): LineSums {
  const by_currency = new Map<string, CurrencySum>()
  return {
    by_currency,
    add({ status, is_item, currency, direction, amount_minor }) {
      if (status !== 'booked' || is_item) return
      const sum = by_currency.get(currency) ?? { credit_minor: 0n, debit_minor: 0n, credits: 0, debits: 0 }
      by_currency.set(currency, sum)
      if (direction === 'credit') {
        sum.credit_minor += amount_minor
        sum.credits++
      } else {
        sum.debit_minor += amount_minor
        sum.debits++
      }
    },
  }
}
