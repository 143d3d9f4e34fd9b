import { amountText } from '../files/amount_text.ts'
import { ownOf } from '../../../kernel/own.ts'
import type { MtHeaders } from './blocks.ts'
import { fieldFault, type MtField, mtFault, numberOf, type Place, type Report, textIn } from './field.ts'
import type { StatementFrame, StatementLine } from './statement.ts'
import { readDetails } from './statement_details.ts'
import { readAccount, readBalance, readCreated, readFloor, readNumbers, readSum } from './statement_fields.ts'
import { readLine } from './statement_line.ts'

type Draft = { -readonly [Key in keyof StatementFrame]: StatementFrame[Key] }
type Context = {
  readonly draft: Draft
  readonly report: Report
  readonly seen: Set<string>
  /** The line whose details may still come, and those as they come. */
  line: StatementLine | undefined
  details: string[]
  sum: bigint
  is_complete: boolean
  is_after_lines: boolean
  closing_at: Place
  readonly onLine: (line: StatementLine) => void
}

/** Fields that may stand more than once. */
const repeated = new Set(['61', '86', 'NS', '65', '34', '90'])
const DETAIL_LINES_MAX = 1_000

/**
 * Takes the fields of one statement message in order and gives its lines one by one: a line is given when the field
 * behind its details comes. `close` says everything else, and checks that opening and lines make the closing balance.
 */
export function createStatement(
  headers: MtHeaders,
  start: Place,
  report: Report,
  onLine: (line: StatementLine) => void,
) {
  const draft = emptyDraft(headers, start)
  const context: Context = {
    draft,
    report,
    seen: new Set(),
    line: undefined,
    details: [],
    sum: 0n,
    is_complete: true,
    is_after_lines: false,
    closing_at: start,
    onLine,
  }
  return {
    field: (field: MtField): void => take(context, field),
    /** What is known so far; complete at the first line but for the closing balances. */
    frame: (): StatementFrame => draft,
    close: (): StatementFrame => {
      giveLine(context)
      missing(context)
      checkClosing(context)
      return draft
    },
  }
}

const emptyDraft = (headers: MtHeaders, start: Place): Draft => ({
  line: start.line,
  column: start.column,
  headers,
  type: headers.application?.type ?? '940',
  reference: undefined,
  related_reference: undefined,
  account: undefined,
  account_bic: undefined,
  currency: undefined,
  statement_number: undefined,
  sequence_number: undefined,
  created_at: undefined,
  floor_limits: [],
  opening: undefined,
  closing: undefined,
  available: undefined,
  forward_available: [],
  debit_sum: undefined,
  credit_sum: undefined,
  closing_text: [],
  non_swift: [],
  line_count: 0,
})

function take(context: Context, field: MtField): void {
  const number = numberOf(field)
  if (number !== '86' && number !== 'NS') giveLine(context)
  if (context.seen.has(number) && !repeated.has(number)) {
    const detail = 'the field stands a second time in one message; the first one counts'
    context.report(fieldFault(field, 'mt_duplicate_field', detail))
    return
  }
  context.seen.add(number)
  // The account may end in a currency that no balance confirms yet.
  const { draft, report } = context
  if (number === '61') return openLine(context, field)
  if (number === '86' || number === 'NS') return takeText(context, field)
  if (number === '60' || number === '62' || number === '64' || number === '65')
    return takeBalance(context, field)
  if (number === '20') draft.reference = reference(field, report)
  else if (number === '21') draft.related_reference = reference(field, report)
  else if (number === '25') {
    const { account, account_bic, currency } = readAccount(field, report)
    draft.account = account
    draft.account_bic = account_bic
    draft.currency ??= currency
  } else if (number === '28') [draft.statement_number, draft.sequence_number] = readNumbers(field, report)
  else if (number === '13') draft.created_at = readCreated(field, report)
  else if (number === '34') takeFloor(draft, field, report)
  else if (number === '90') takeSum(draft, field, report)
}

function reference(field: MtField, report: Report): string | undefined {
  const text = textIn(field).trim()
  if (text === '' || text.length > 16)
    report(fieldFault(field, 'mt_reference', 'a reference has 1 to 16 characters', 'noted'))
  return text === '' ? undefined : text
}

function takeFloor(draft: Draft, field: MtField, report: Report): void {
  const floor = readFloor(field, report)
  if (floor === undefined) return
  draft.floor_limits = [...draft.floor_limits, floor].slice(0, 2)
  draft.currency ??= floor.currency
  if (draft.headers.application === undefined) draft.type = '942'
}

function takeSum(draft: Draft, field: MtField, report: Report): void {
  const sum = readSum(field, report)
  if (field.tag === '90D') draft.debit_sum = sum
  else draft.credit_sum = sum
  draft.currency ??= sum?.currency
}

function takeBalance(context: Context, field: MtField): void {
  const { draft } = context
  const number = numberOf(field)
  const balance = readBalance(field, context.report)
  if (number !== '60') context.is_after_lines = true
  if (balance === undefined) return
  if (number === '60') {
    draft.opening = balance
    draft.currency = balance.currency
  } else if (number === '62') {
    draft.closing = balance
    context.closing_at = field
  } else if (number === '64') draft.available = balance
  else draft.forward_available = [...draft.forward_available, balance].slice(-DETAIL_LINES_MAX)
  draft.currency ??= balance.currency
  if (balance.currency !== draft.currency)
    context.report(
      fieldFault(field, 'mt_balance_currency', `the currency of the statement is ${draft.currency}`),
    )
}

function openLine(context: Context, field: MtField): void {
  const { draft, report } = context
  context.line = readLine(field, draft.currency, report)
  context.details = []
  if (context.line?.amount === undefined) context.is_complete = false
}

function takeText(context: Context, field: MtField): void {
  const { draft } = context
  if (context.line !== undefined && !context.is_after_lines) {
    // More than a thousand lines about one entry are an attack; the scanner has said so of one field.
    if (context.details.length + field.lines.length <= DETAIL_LINES_MAX) context.details.push(...field.lines)
    return
  }
  if (field.tag === 'NS') draft.non_swift = [...draft.non_swift, ...field.lines].slice(0, DETAIL_LINES_MAX)
  else draft.closing_text = [...draft.closing_text, ...field.lines].slice(0, DETAIL_LINES_MAX)
}

function giveLine(context: Context): void {
  const { line, details, draft } = context
  if (line === undefined) return
  context.line = undefined
  draft.line_count++
  if (line.amount !== undefined && !line.is_expected)
    context.sum += line.direction === 'credit' ? line.amount : -line.amount
  context.onLine({ ...line, details: readDetails(details) })
}

const mandatory: Readonly<Record<string, readonly string[]>> = {
  '940': ['20', '25', '28', '60', '62'],
  '941': ['20', '25', '28', '62'],
  '942': ['20', '25', '28', '34', '13'],
  '950': ['20', '25', '28', '60', '62'],
}

function missing({ draft, seen, report }: Context): void {
  for (const number of ownOf(mandatory, draft.type) ?? []) {
    if (seen.has(number)) continue
    const detail = `MT${draft.type} has the field :${number}:`
    report(mtFault(draft, 'mt_missing_field', `:${number}:`, detail, 'noted'))
  }
}

const signed = (balance: { direction: string; amount: bigint }): bigint =>
  balance.direction === 'credit' ? balance.amount : -balance.amount

function checkClosing({ draft, sum, is_complete, closing_at, report }: Context): void {
  const { opening, closing, type } = draft
  if (opening === undefined || closing === undefined || (type !== '940' && type !== '950')) return
  if (opening.currency !== closing.currency || !is_complete) return
  const differs = signed(opening) + sum - signed(closing)
  if (differs === 0n) return
  const detail = `opening balance and lines differ from the closing balance by ${amountText(differs, closing.currency)}`
  report(mtFault(closing_at, 'mt_closing_balance', ':62:', detail))
}
