import { type Id, idOf } from '../../../kernel/id.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { MatchingDeps } from './deps.ts'
import type { ItemState } from './item.machine.ts'
import { EXPORT_ROWS } from './limits.ts'
import type { Pass } from './rules.ts'
import { readLineStates } from './store_export.ts'

/** A line of a bound account, and what became of it. Minor units; above zero it came in. */
export type ExportedLine = {
  readonly number: bigint
  readonly statement_id: string
  readonly line: number
  readonly on: string
  readonly value_on: string | null
  readonly amount: bigint
  readonly code: string
  readonly counterparty: string | null
  readonly remittance: string
  readonly end_to_end_id: string | null
  readonly bank_reference: string | null
  readonly state: ItemState
  readonly match_id: string | null
  readonly pass: Pass | null
}

/** Page by page, each in its own short transaction: what is matched meanwhile may show in later pages. */
export async function* exportLines(
  { db }: Pick<MatchingDeps, 'db'>,
  { tenant_id }: OpenScope,
  binding: Id<'rca'>,
): AsyncGenerator<readonly ExportedLine[], void> {
  for (let after = 0n; ; ) {
    const page = { after, limit: EXPORT_ROWS }
    const rows = await db.withTenant(tenant_id, (tx) => readLineStates(tx, { tenant_id, binding }, page))
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < EXPORT_ROWS) return
    after = last.number
  }
}

/** What a spreadsheet takes for a formula when a cell begins with it; the wide forms are read the same in some. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/

/** RFC 4180; a text that would be run as a formula begins with an apostrophe (OWASP, CSV injection). */
function cell(text: string | null): string {
  if (text === null) return ''
  const safe = FORMULA.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const columns = [
  'statement',
  'line',
  'booked_on',
  'value_on',
  'money_in',
  'money_out',
  'currency',
  'code',
  'counterparty',
  'remittance',
  'end_to_end_id',
  'bank_reference',
  'state',
  'match',
  'made_by_pass',
] as const
const lineEnd = '\r\n'

/** As CSV, piece by piece. Amounts stand without a sign in one of two columns, so that they stay numbers. */
export async function* linesCsv(
  pages: AsyncIterable<readonly ExportedLine[]>,
  currency: string,
): AsyncGenerator<string, void> {
  yield columns.join(',') + lineEnd
  for await (const rows of pages) yield rows.map((row) => csvRow(row, currency)).join('')
}

const csvRow = (row: ExportedLine, currency: string): string =>
  [
    idOf('bst', row.statement_id),
    String(row.line),
    row.on,
    row.value_on ?? '',
    row.amount > 0n ? String(row.amount) : '',
    row.amount < 0n ? String(-row.amount) : '',
    currency,
    cell(row.code),
    cell(row.counterparty),
    cell(row.remittance),
    cell(row.end_to_end_id),
    cell(row.bank_reference),
    row.state === 'open' ? 'unmatched' : row.state,
    row.match_id === null ? '' : idOf('mtc', row.match_id),
    row.pass ?? '',
  ].join(',') + lineEnd
