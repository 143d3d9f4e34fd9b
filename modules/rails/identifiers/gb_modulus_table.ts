import type { FileFault } from '../files/fault.ts'
import { linesOf } from './directory/lines.ts'

export type ModulusMethod = 'MOD10' | 'MOD11' | 'DBLAL'
/** What to do for a range of sort codes: fourteen weights, six for the sort code and eight for the account. */
export type ModulusRow = {
  readonly from: string
  readonly to: string
  readonly method: ModulusMethod
  readonly weights: readonly number[]
  /** 0: none of the numbered exceptions. */
  readonly exception: number
}
/** The table of weights and the table of sort codes that stand for others. Both are licensed: they are configuration. */
export type ModulusTable = {
  /** In the order of the file: a sort code can have two rows. */
  readonly rows: readonly ModulusRow[]
  readonly substitutes: ReadonlyMap<string, string>
}
type Source = AsyncIterable<Uint8Array>

const LINE_CHARS_MAX = 512
const ROWS_MAX = 20_000
const WEIGHTS = 14
const EXCEPTION_MAX = 14

/**
 * Reads the two files that Pay.UK and Vocalink publish for modulus checking: weights (`valacdos`), whose lines are two
 * sort codes, a method, fourteen weights and maybe an exception; and substitutes (`scsubtab`), two sort codes a line.
 * Every line that is not so is a fault, `gb_modulus_row` or `gb_modulus_substitute`, and is left out. Never throws.
 */
export async function readModulusTable(
  weights: Source,
  substitutes: Source,
): Promise<{ readonly table: ModulusTable; readonly faults: readonly FileFault[] }> {
  const rows: ModulusRow[] = []
  const pairs = new Map<string, string>()
  const faults: FileFault[] = []
  for await (const { number, text } of linesOf(weights, 'latin1', LINE_CHARS_MAX)) {
    if (text.trim() === '') continue
    const row = rowFrom(text.trim().split(/\s+/))
    if (row !== undefined && rows.length < ROWS_MAX) rows.push(row)
    else
      faults.push(
        fault(number, 'gb_modulus_row', 'a line is two sort codes, a method, 14 weights, an exception'),
      )
  }
  for await (const { number, text } of linesOf(substitutes, 'latin1', LINE_CHARS_MAX)) {
    if (text.trim() === '') continue
    const pair = /^(\d{6})\s+(\d{6})$/.exec(text.trim())
    if (pair !== null && pairs.size < ROWS_MAX) pairs.set(pair[1] ?? '', pair[2] ?? '')
    else faults.push(fault(number, 'gb_modulus_substitute', 'a line is two sort codes'))
  }
  return { table: { rows, substitutes: pairs }, faults }
}

const fault = (line: number, rule: string, detail: string): FileFault => ({
  line,
  column: 1,
  rule,
  field: 'row',
  detail,
  severity: 'refused',
})

function rowFrom(words: readonly string[]): ModulusRow | undefined {
  const [from = '', to = '', method = '', ...numbers] = words
  const weights = numbers.slice(0, WEIGHTS).map(Number)
  const exception = Number(numbers[WEIGHTS] ?? 0)
  const is_right =
    /^\d{6}$/.test(from) &&
    /^\d{6}$/.test(to) &&
    from <= to &&
    isMethod(method) &&
    (numbers.length === WEIGHTS || numbers.length === WEIGHTS + 1) &&
    weights.every((weight) => Number.isInteger(weight) && Math.abs(weight) < 1_000) &&
    Number.isInteger(exception) &&
    exception >= 0 &&
    exception <= EXCEPTION_MAX
  return is_right ? { from, to, method, weights, exception } : undefined
}

const isMethod = (text: string): text is ModulusMethod =>
  text === 'MOD10' || text === 'MOD11' || text === 'DBLAL'
