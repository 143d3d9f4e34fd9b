/** A record longer than this is a file that lost a quotation mark. */
const RECORD_CHARS_MAX = 1_000_000

/** Text that is not CSV. `line` counts from 1. */
export class CsvFault extends Error {
  override readonly name = 'CsvFault'
  readonly line: number
  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`)
    this.line = line
  }
}

export type CsvRecord = { readonly line: number; readonly fields: readonly string[] }
export type CsvReader = {
  /** Takes the next piece of the text, cut anywhere, and answers the records that it completes. */
  feed(piece: string): CsvRecord[]
  /** The last record, when the text does not end with a line break. */
  end(): CsvRecord[]
}

/**
 * Reads CSV as RFC 4180 writes it: commas, quoted fields with doubled quotation marks, CRLF or LF. Blank lines are left
 * out. Errors: CsvFault.
 */
export function createCsvReader(): CsvReader {
  let rest = ''
  let line = 1
  let isFirst = true
  /** How far `rest` was searched, and whether that place is inside quotation marks. */
  let searched = 0
  let isQuoted = false

  const take = (records: CsvRecord[], text: string): void => {
    const bare = text.endsWith('\r') ? text.slice(0, -1) : text
    if (bare !== '')
      records.push({ line, fields: bare.includes('"') ? quotedFields(bare, line) : bare.split(',') })
    line += 1 + (text.includes('\n') ? text.split('\n').length - 1 : 0)
  }
  return {
    feed(piece) {
      rest += isFirst && piece.startsWith('\uFEFF') ? piece.slice(1) : piece
      if (piece !== '') isFirst = false
      const records: CsvRecord[] = []
      let start = 0
      for (let end = rest.indexOf('\n', searched); end !== -1; end = rest.indexOf('\n', searched)) {
        if (hasOddQuotes(rest, searched, end)) isQuoted = !isQuoted
        searched = end + 1
        if (isQuoted) continue
        take(records, rest.slice(start, end))
        start = searched
      }
      if (hasOddQuotes(rest, searched, rest.length)) isQuoted = !isQuoted
      rest = rest.slice(start)
      searched = rest.length
      if (rest.length > RECORD_CHARS_MAX)
        throw new CsvFault(line, 'the record does not end; a quotation mark may be missing')
      return records
    },
    end() {
      if (isQuoted) throw new CsvFault(line, 'a quoted field has no end')
      const records: CsvRecord[] = []
      if (rest !== '') take(records, rest)
      rest = ''
      return records
    },
  }
}

function hasOddQuotes(text: string, from: number, to: number): boolean {
  let isOdd = false
  for (let at = text.indexOf('"', from); at !== -1 && at < to; at = text.indexOf('"', at + 1)) isOdd = !isOdd
  return isOdd
}

function quotedFields(text: string, line: number): string[] {
  const fields: string[] = []
  let at = 0
  for (;;) {
    const [field, next] = text[at] === '"' ? quotedField(text, at, line) : plainField(text, at, line)
    fields.push(field)
    if (next >= text.length) return fields
    at = next + 1
  }
}

/** The field and the place of the comma behind it. */
function plainField(text: string, at: number, line: number): [string, number] {
  const comma = text.indexOf(',', at)
  const end = comma === -1 ? text.length : comma
  const field = text.slice(at, end)
  if (field.includes('"')) throw new CsvFault(line, 'a quotation mark stands in a field that is not quoted')
  return [field, end]
}

function quotedField(text: string, at: number, line: number): [string, number] {
  let end = text.indexOf('"', at + 1)
  while (text[end + 1] === '"') end = text.indexOf('"', end + 2)
  const next = end + 1
  if (end === -1 || (next < text.length && text[next] !== ','))
    throw new CsvFault(line, 'text stands behind the end of a quoted field')
  return [text.slice(at + 1, end).replaceAll('""', '"'), next]
}
