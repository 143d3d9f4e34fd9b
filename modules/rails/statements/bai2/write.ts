import { assert } from '../../../../kernel/assert.ts'
import { CONTINUATIONS_MAX, LINE_CHARS_MAX } from '../limits.ts'
import {
  asOfModifiers,
  type Bai2Account,
  type Bai2Detail,
  type Bai2FileHeader,
  type Bai2Funds,
  type Bai2GroupHeader,
  groupStatuses,
} from './record.ts'

export type Bai2Writer = {
  /** A group, an account or a detail, in the order of the file. Trailers of what it ends come before it. */
  write(record: Bai2GroupHeader | Bai2Account | Bai2Detail): string
  /** The trailers of all that is open. */
  end(): string
}
type Sum = { readonly code: '49' | '98' | '99'; total: bigint; records: number; parts: number }
type Writing = { readonly width: number; readonly is_filled: boolean; readonly open: Sum[] }
const trailerCodes = ['99', '98', '49'] as const

/** Long enough for any field that no record 88 may split. */
const RECORD_CHARS_MIN = 40

/**
 * Writes a BAI2 file piece by piece, with line feeds. Control totals and counts are made here. Where the header gives a
 * record length, records are split by records 88 to fit it, and filled with spaces. The first text that is returned
 * holds the file header. Text is written with a slash at its end, as most banks do: readers take one off.
 *
 * Throws for a value that its field cannot hold, and for records out of order: what comes from outside is checked before.
 */
export function bai2Writer(header: Bai2FileHeader): Bai2Writer {
  const width = header.record_chars ?? LINE_CHARS_MAX
  assert(width >= RECORD_CHARS_MIN && width <= LINE_CHARS_MAX, 'a record length that readers take')
  const writing: Writing = { width, is_filled: header.record_chars !== undefined, open: [] }
  let before = begin(writing, '01', headerFields(header))
  const started = (text: string): string => {
    const all = before + text
    before = ''
    return all
  }
  return {
    write(record) {
      if (record.code === '02') return started(close(writing, 1) + begin(writing, '02', groupFields(record)))
      assert(writing.open.length >= 2, 'an account and its details stand in a group')
      if (record.code === '03') {
        const sum = record.summaries.reduce((total, { amount_minor }) => total + (amount_minor ?? 0n), 0n)
        return close(writing, 2) + begin(writing, '03', accountFields(record), sum)
      }
      const account = writing.open[2]
      assert(account !== undefined, 'a detail stands in an account')
      account.total += record.amount_minor ?? 0n
      return lines(writing, '16', detailFields(record), record.text)
    },
    end: () => started(close(writing, 0)),
  }
}

function lines(
  writing: Writing,
  code: string,
  fields: readonly string[],
  text: readonly string[] = [],
): string {
  const { width, is_filled, open } = writing
  const records = split(code, fields, text, width)
  assert(records.length <= CONTINUATIONS_MAX, 'records 88 of one record')
  for (const sum of open) sum.records += records.length
  return records.map((one) => `${is_filled ? one.padEnd(width) : one}\n`).join('')
}

function begin(writing: Writing, code: string, fields: readonly string[], total = 0n): string {
  writing.open.push({ code: trailerCodes[writing.open.length] ?? '49', total, records: 0, parts: 0 })
  return lines(writing, code, fields)
}

/** Trailers until so many levels are open. */
function close(writing: Writing, until: number): string {
  const { open } = writing
  let text = ''
  for (let sum = open.at(-1); sum !== undefined && open.length > until; sum = open.at(-1)) {
    const parts = sum.code === '49' ? [] : [String(sum.parts)]
    text += lines(writing, sum.code, [String(sum.total), ...parts, String(sum.records + 1)])
    open.pop()
    const above = open.at(-1)
    if (above === undefined) break
    above.total += sum.total
    above.parts++
  }
  return text
}

/** `YYYY-MM-DD` as `YYMMDD`. */
const sixOf = (day: string | undefined): string => (day ?? '').slice(2).replaceAll('-', '')
const written = (value: bigint | number | string | undefined): string => {
  const text = value === undefined ? '' : String(value)
  assert(
    !/[,/\r\n]/.test(text) && text === text.trim(),
    'a field holds no comma, slash, line end or outer space',
  )
  return text
}
const keyOf = <T>(table: Readonly<Record<string, T>>, value: T | undefined): string =>
  Object.keys(table).find((key) => table[key] === value) ?? ''

const headerFields = (header: Bai2FileHeader): string[] => [
  written(header.sender),
  written(header.receiver),
  sixOf(header.created_on),
  written(header.created_time),
  written(header.file_id),
  written(header.record_chars),
  written(header.block_records),
  '2',
]
const groupFields = (group: Bai2GroupHeader): string[] => [
  written(group.receiver),
  written(group.originator),
  keyOf(groupStatuses, group.status),
  sixOf(group.as_of_on),
  written(group.as_of_time),
  written(group.currency),
  keyOf(asOfModifiers, group.modifier),
]
const accountFields = ({ account_number, currency, summaries }: Bai2Account): string[] => [
  written(account_number),
  written(currency),
  ...summaries.flatMap(({ type_code, amount_minor, item_count, funds }) => [
    written(type_code),
    written(amount_minor),
    written(item_count),
    ...fundsFields(funds),
  ]),
]
const detailFields = (detail: Bai2Detail): string[] => [
  written(detail.type_code),
  written(detail.amount_minor),
  ...fundsFields(detail.funds),
  written(detail.bank_reference),
  written(detail.customer_reference),
]

function fundsFields(funds: Bai2Funds | undefined): string[] {
  if (funds === undefined) return ['']
  switch (funds.type) {
    case 'S':
      return ['S', written(funds.immediate_minor), written(funds.one_day_minor), written(funds.later_minor)]
    case 'V':
      return ['V', sixOf(funds.value_on), written(funds.value_time)]
    case 'D':
      return [
        'D',
        ...[funds.shares.length, ...funds.shares.flatMap((one) => [one.days, one.amount_minor])].map(written),
      ]
    default:
      return [funds.type]
  }
}

/** Physical records of at most `width` characters: fields stay whole, text is cut where it must. */
function split(code: string, fields: readonly string[], text: readonly string[], width: number): string[] {
  const records: string[] = []
  let record = code
  for (const field of fields) {
    assert(field.length + 4 <= width, 'a field that fits a record')
    if (record.length + 1 + field.length + 1 > width) {
      records.push(`${record}/`)
      record = '88'
    }
    record += `,${field}`
  }
  if (code !== '16') return [...records, `${record}/`]
  // The last comma says that the fields are over; a text that begins with a slash would end the record, and waits for an 88.
  const room = width - record.length - 2
  const first = text[0] ?? ''
  const is_beside = first !== '' && !first.startsWith('/') && first.length <= room
  records.push(room < 0 ? `${record}/` : `${record},${is_beside ? first : ''}/`)
  for (const line of is_beside ? text.slice(1) : text) {
    assert(!/[\r\n]/.test(line) && line.trimEnd() === line, 'a line of text ends with a letter')
    for (let at = 0; at < line.length; at += width - 4) records.push(`88,${line.slice(at, at + width - 4)}/`)
  }
  return records
}
