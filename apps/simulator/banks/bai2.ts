import type { Day } from '../../../kernel/world.ts'

/** One line of a statement: a record 16. */
export type Bai2Line = {
  readonly type_code: string
  /** In minor units, never negative: the type code says which way it went. */
  readonly amount: number
  readonly value_on: string
  readonly bank_reference: string
  readonly customer_reference: string
  readonly text: string
}
export type Bai2File = {
  readonly sender: string
  readonly receiver: string
  readonly created_on: Day
  /** `HHMM`. */
  readonly created_time: string
  /** Tells the files of one day apart. */
  readonly file_id: number
  /** Of whom the account is kept. */
  readonly originator: string
  /** The day that the statement is about. */
  readonly as_of: Day
  readonly currency: string
  readonly account_number: string
  readonly opening: number
  readonly closing: number
  readonly lines: readonly Bai2Line[]
  /** What a fault adds to the account's control total, so that it is wrong. */
  readonly wrong_by?: number
}

const CREDIT_CODE_MAX = 399
/** A physical record is at most so long; longer ones go on in records 88. */
const RECORD_CHARS = 80

/**
 * Writes the statement of one account and day. By hand, and not with the product's own writer: a bank's file that only the
 * product can write would prove little about its reader. Source: BAI Version 2; ledger.md E8.
 */
export function writeBai2(file: Bai2File): string {
  const { lines, opening, closing, wrong_by = 0 } = file
  const credits = lines.filter(isCredit)
  const debits = lines.filter((line) => !isCredit(line))
  const [credited, debited] = [sumOf(credits), sumOf(debits)]
  const account = [
    ...record('03', [
      file.account_number,
      file.currency,
      ...summary('010', opening),
      ...summary('015', closing),
      ...summary('045', closing),
      ...summary('100', credited, credits.length),
      ...summary('400', debited, debits.length),
    ]),
    ...lines.flatMap(detail),
  ]
  const total = opening + closing * 2 + credited * 2 + debited * 2 + wrong_by
  const group = [
    ...record('02', [file.receiver, file.originator, '1', six(file.as_of), '2359', file.currency, '2']),
    ...account,
    `49,${total},${account.length + 1}/`,
  ]
  const all = [
    ...record('01', [
      file.sender,
      file.receiver,
      six(file.created_on),
      file.created_time,
      String(file.file_id),
      '',
      '',
      '2',
    ]),
    ...group,
    `98,${total},1,${group.length + 1}/`,
  ]
  return [...all, `99,${total},1,${all.length + 1}/`, ''].join('\n')
}

const isCredit = ({ type_code }: Bai2Line): boolean => Number(type_code) <= CREDIT_CODE_MAX
const sumOf = (lines: readonly Bai2Line[]): number => lines.reduce((sum, { amount }) => sum + amount, 0)
const six = (day: string): string => day.slice(2).replaceAll('-', '')
/** Type code, amount, count of items, and no funds type. */
const summary = (code: string, amount: number, count?: number): string[] => [
  code,
  String(amount),
  count === undefined ? '' : String(count),
  '',
]

/** Fields with a slash behind them, over as many physical records as they need. */
function record(code: string, fields: readonly string[]): string[] {
  const records: string[] = []
  let text = code
  for (const field of fields) {
    if (text.length + field.length + 2 > RECORD_CHARS) {
      records.push(`${text}/`)
      text = '88'
    }
    text += `,${field}`
  }
  return [...records, `${text}/`]
}

/** The text comes last and may hold what it likes, so it gets records of its own. */
function detail({ type_code, amount, value_on, ...line }: Bai2Line): string[] {
  const fields = [type_code, String(amount), 'V', six(value_on), '']
  const head = `16,${[...fields, plain(line.bank_reference), plain(line.customer_reference)].join(',')},/`
  const words = plain(line.text)
  const texts: string[] = []
  for (let at = 0; at < words.length; at += RECORD_CHARS - 4)
    texts.push(`88,${words.slice(at, at + RECORD_CHARS - 4).trimEnd()}/`)
  return [head, ...texts]
}

/** What no reader could take for the end of a field or of a record. */
const plain = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9 .:+-]/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
