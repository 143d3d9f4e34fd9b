import { parseDay } from '../../../../kernel/world.ts'
import type { FileFault } from '../../files/fault.ts'
import { bankEntry } from './bank_codes.ts'
import { linesOf } from './lines.ts'
import { type DirectoryEntry, isBankService, textOrNull } from './row.ts'

const LINE_CHARS_MAX = 8_192
const columns = [
  'country',
  'bank_code',
  'bic',
  'name',
  'city',
  'state',
  'services',
  'new_code',
  'effective_on',
] as const
type Column = (typeof columns)[number]
const required: readonly Column[] = ['country', 'bank_code', 'bic', 'name']
type Cell = { readonly text: string; readonly column: number }
type Header = { readonly separator: string; readonly at: ReadonlyMap<Column, number> }

/**
 * Reads a list of banks as CSV: UTF-8, a first line that names the columns in any order (`country,bank_code,bic,name`
 * and, where known, `city`, `state`, `services` with spaces between, `new_code`, `effective_on`); separated by commas,
 * semicolons or tabs; cells in double quotes may hold them, but no line break. Faults: `bank_csv_header`, `bank_csv_quote`,
 * `bank_csv_cells`, `bank_csv_line_length`, `bank_service`, `bank_effective_on` and those of `readBankCodesJson`.
 * Without a header nothing is read. Bounded memory; never throws.
 */
export async function* readBankCodesCsv(source: AsyncIterable<Uint8Array>): AsyncGenerator<DirectoryEntry> {
  let header: Header | undefined
  let line = 0
  for await (const { number, text, is_cut } of linesOf(source, 'utf-8', LINE_CHARS_MAX)) {
    line = number
    if (text.trim() === '') continue
    if (header === undefined) {
      const read = headerFrom(text)
      if (typeof read === 'string') {
        yield refusal(number, 1, 'bank_csv_header', read)
        return
      }
      header = read
      continue
    }
    yield is_cut
      ? refusal(
          number,
          LINE_CHARS_MAX,
          'bank_csv_line_length',
          `a line has at most ${LINE_CHARS_MAX} characters`,
        )
      : entryFrom(number, text, header)
  }
  if (header === undefined) yield refusal(Math.max(line, 1), 1, 'bank_csv_header', 'the file is empty')
}

const faultOf = (
  line: number,
  column: number,
  rule: string,
  detail: string,
  severity: FileFault['severity'] = 'refused',
): FileFault => ({ line, column, rule, field: 'row', detail, severity })
const refusal = (line: number, column: number, rule: string, detail: string): DirectoryEntry => ({
  line,
  rows: [],
  faults: [faultOf(line, column, rule, detail)],
})

function headerFrom(text: string): Header | string {
  const separator = [';', '\t', ','].find((character) => text.includes(character)) ?? ','
  const cells = cellsOf(text, separator)
  if (cells === undefined) return 'a quote of the first line is not closed'
  const names = cells.map((cell) => cell.text.trim().toLowerCase())
  const at = new Map(
    columns.flatMap((column) => (names.includes(column) ? [[column, names.indexOf(column)]] : [])),
  )
  const missing = required.filter((column) => !at.has(column))
  return missing.length === 0 ? { separator, at } : `the first line does not name ${missing.join(', ')}`
}

function entryFrom(line: number, text: string, { separator, at }: Header): DirectoryEntry {
  const cells = cellsOf(text, separator)
  if (cells === undefined)
    return refusal(line, 1, 'bank_csv_quote', 'a quote is not closed, or stands inside of a cell')
  if (cells.length < Math.max(...required.map((column) => at.get(column) ?? 0)) + 1)
    return refusal(line, text.length + 1, 'bank_csv_cells', `the line has only ${cells.length} cells`)
  const cell = (column: Column): string => cells[at.get(column) ?? -1]?.text.trim() ?? ''
  const place = (column: Column): number => cells[at.get(column) ?? -1]?.column ?? 1
  const services = cell('services')
    .split(/\s+/)
    .filter((service) => service !== '')
  const day = cell('effective_on') === '' ? null : (parseDay(cell('effective_on')) ?? null)
  const entry = bankEntry({
    line,
    column: place('bank_code'),
    country: cell('country').toUpperCase(),
    bank_codes: [cell('bank_code').toUpperCase()],
    bic: cell('bic'),
    name: cell('name'),
    is_primary: true,
    more: {
      city: textOrNull(cell('city')),
      state: textOrNull(cell('state')),
      services: services.filter(isBankService),
      new_code: textOrNull(cell('new_code')),
      effective_on: day,
    },
  })
  const faults = [...entry.faults]
  if (!services.every(isBankService))
    faults.push(
      faultOf(line, place('services'), 'bank_service', 'a service that we do not know is left out', 'noted'),
    )
  if (day === null && cell('effective_on') !== '')
    faults.push(faultOf(line, place('effective_on'), 'bank_effective_on', 'a day is YYYY-MM-DD', 'noted'))
  return { ...entry, faults }
}

/** Cells of a line by RFC 4180, save that no line break may stand in one; undefined when quotes do not fit. */
function cellsOf(text: string, separator: string): readonly Cell[] | undefined {
  const cells: Cell[] = []
  let at = 0
  while (at <= text.length) {
    const column = at + 1
    const is_quoted = text.charAt(at) === '"'
    const end = is_quoted ? endOfQuote(text, at + 1) : text.indexOf(separator, at)
    if (is_quoted && end === -1) return undefined
    const stop = end === -1 ? text.length : end
    cells.push({
      text: is_quoted ? text.slice(at + 1, stop).replaceAll('""', '"') : text.slice(at, stop),
      column,
    })
    at = is_quoted ? stop + 1 : stop
    if (at < text.length && text.charAt(at) !== separator) return undefined
    at++
  }
  return cells
}

function endOfQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at !== -1 && text.charAt(at + 1) === '"') at = text.indexOf('"', at + 2)
  return at
}
