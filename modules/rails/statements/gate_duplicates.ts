import { KEYS_MAX } from './limits.ts'
import { accountKey, type StatementHead, type StatementLine } from './statement.ts'

export type RepeatedLine = { readonly at: StatementLine; readonly first: number }
export type Duplicates = {
  /** Looks for a line of the account among those before it, and remembers it. */
  of(head: StatementHead): (line: StatementLine) => RepeatedLine | undefined
}

/**
 * Finds lines of a file that have the account, the reference, the amount, the direction and the day of an earlier one.
 * Lines without a reference are never the same: people do buy two coffees. After `KEYS_MAX` lines the earlier ones
 * still count, and later ones are no longer remembered.
 */
export function duplicates(): Duplicates {
  const accounts = new Map<string, Map<string, number>>()
  let keys = 0
  return {
    of(head) {
      const account = accountKey(head.account)
      const lines = accounts.get(account) ?? new Map<string, number>()
      accounts.set(account, lines)
      return (line) => {
        const reference = line.ext_id ?? line.refs.bank_reference
        if (reference === undefined || line.is_item || /^0*$/.test(reference)) return undefined
        const side = line.direction === 'debit' ? '-' : '+'
        const key = `${line.booking_on}${side}${line.amount_minor}${line.currency}${reference}`
        const first = lines.get(key)
        if (first !== undefined) return { at: line, first }
        if (keys++ < KEYS_MAX) lines.set(key, line.line_number)
        return undefined
      }
    },
  }
}
