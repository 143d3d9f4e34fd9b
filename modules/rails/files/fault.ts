/**
 * One thing that is wrong with a file that somebody else wrote, and where.
 *
 * `line` and `column` count from 1 and point at the first character of the field; a fault of the whole file stands at
 * 1, 1. `rule` is stable, `snake_case`, led by the format, such as `nacha_entry_hash`. `field` is the name that the
 * format gives it, such as `entry_hash` or `Document/CstmrCdtTrfInitn/GrpHdr/CtrlSum`. `detail` is a sentence that says
 * what stands there and what should; it never holds a full account number.
 */
export type FileFault = {
  readonly line: number
  readonly column: number
  readonly rule: string
  readonly field: string
  readonly detail: string
  /** `refused`: what the fault touches must not be used. `noted`: it is read, and whoever sent it should know. */
  readonly severity: 'refused' | 'noted'
}

/** In the order of the file. */
type Placed = Pick<FileFault, 'line' | 'column'>
export const byPlace = (a: Placed, b: Placed): number => a.line - b.line || a.column - b.column

/** The last four characters of an account number, for a sentence that a person reads. */
export const masked = (account: string): string => `…${account.trim().slice(-4)}`
