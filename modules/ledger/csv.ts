/** What a spreadsheet takes for a formula when a cell begins with it; the wide forms are read the same in some. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/

/**
 * A text as a cell (RFC 4180). One that a spreadsheet would run as a formula gets an apostrophe in front, which shows
 * it as the text it is. Source: OWASP, CSV injection; reliability.md §4.
 */
export function textCell(text: string | null): string {
  if (text === null) return ''
  const safe = FORMULA.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/**
 * An amount in the two columns of its side: digits without a sign in one, nothing in the other. So no cell begins
 * with a minus, which would have to be disarmed, and every amount stays a number that can be added up.
 */
export const amountCells = (
  value: bigint,
  side: 'debit' | 'credit',
): readonly [debit: string, credit: string] => {
  const isDebit = side === 'debit' ? value > 0n : value < 0n
  const size = String(value < 0n ? -value : value)
  return isDebit ? [size, ''] : ['', size]
}

/** One line, ended as RFC 4180 wants it. */
export const csvLine = (cells: readonly string[]): string => `${cells.join(',')}\r\n`
