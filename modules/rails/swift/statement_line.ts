import type { Currency } from '../../../kernel/currency.ts'
import { fieldFault, type MtField, placeIn, type Report } from './field.ts'
import type { StatementLine } from './statement.ts'
import { noDetails } from './statement_details.ts'
import { dayText, daysIn, isDay, readDate, readMinor, yearOf } from './values.ts'

const REFERENCE_CHARS = 16
const SUPPLEMENTARY_CHARS = 34
const FORM = /^(\d{6})(\d{4}| {4})?(E?R?[CD])([A-Z])?( ?)([\d,]{1,40})([A-Z][A-Z0-9 ]{3})?(.*)$/

/**
 * Reads `:61:` (ledger.md E8; SWIFT Standards MT, category 9: `6!n[4!n]2a[1!a]15d1!a3!c16x[//16x]`, then `[34x]` on a
 * line of its own). Undefined when it cannot be used; what only differs from the standard is noted and read.
 */
export function readLine(
  field: MtField,
  currency: Currency | undefined,
  report: Report,
): StatementLine | undefined {
  const lines = joined(field)
  const found = FORM.exec(lines[0] ?? '')
  if (found === null) {
    report(fieldFault(field, 'mt_line_form', 'a line is a date, C or D, an amount, a type and a reference'))
    return undefined
  }
  const [, date = '', entry, mark = '', funds_code, space, amount_text = '', transaction_type, rest = ''] =
    found
  const value_date = valueDate(field, date, report)
  if (value_date === undefined) return undefined
  const amount = amountOf(field, amount_text, currency, report)
  if (amount === null) return undefined
  const refs = references(rest, lines.slice(1))
  const at_type = found[0].length - rest.length - (transaction_type?.length ?? 0)
  noteForm(field, { space, transaction_type, refs, at_type }, report)
  const entry_date = entryDate(field, value_date, entry, report)
  return {
    line: field.line,
    column: field.column,
    value_date,
    booking_date: entry_date ?? value_date,
    has_entry_date: entry_date !== undefined,
    direction: mark.endsWith('D') === mark.includes('R') ? 'credit' : 'debit',
    is_reversal: mark.includes('R'),
    is_expected: mark.startsWith('E'),
    funds_code,
    amount,
    amount_text,
    currency,
    transaction_type,
    reference: refs.reference,
    bank_reference: refs.bank_reference,
    supplementary: refs.supplementary,
    details: noDetails,
  }
}

type Form = {
  readonly space: string | undefined
  readonly transaction_type: string | undefined
  readonly refs: References
  readonly at_type: number
}

/** What differs from the standard and can be read all the same. */
function noteForm(field: MtField, { space, transaction_type, refs, at_type }: Form, report: Report): void {
  const note = (rule: string, detail: string, char: number): void =>
    report(fieldFault(field, rule, detail, 'noted', placeIn(field, 0, char)))
  if (space !== '') note('mt_line_space', 'no space stands before the amount', 0)
  if (transaction_type === undefined || !/^([NF][A-Z0-9]{3}|S\d{3})$/.test(transaction_type))
    note(
      'mt_transaction_type',
      'a type is N or F and three characters, or S and the number of a message',
      at_type,
    )
  if (refs.is_long)
    note('mt_reference_length', `a reference has at most ${REFERENCE_CHARS} characters`, at_type + 4)
  if ((refs.supplementary?.length ?? 0) > SUPPLEMENTARY_CHARS)
    note('mt_supplementary_length', `supplementary details have at most ${SUPPLEMENTARY_CHARS} characters`, 0)
}

/** Some banks wrap the line before the amount. */
function joined({ lines }: MtField): readonly string[] {
  const [first = '', second, ...others] = lines
  return second !== undefined && /^\d{6}(\d{4})?E?R?[CD][A-Z]?$/.test(first)
    ? [first + second, ...others]
    : lines
}

/** Interest is counted in months of 30 days in much of Europe, so banks write the 30th of February for its last day. */
function valueDate(field: MtField, text: string, report: Report): string | undefined {
  const date = readDate(text)
  if (date !== undefined) return date
  const [year, month, day] = [yearOf(text.slice(0, 2)), Number(text.slice(2, 4)), Number(text.slice(4))]
  if (month === 2 && (day === 29 || day === 30)) {
    report(fieldFault(field, 'mt_value_date_30', 'the last day of February, in months of 30 days', 'noted'))
    return dayText(year, month, daysIn(year, month))
  }
  report(fieldFault(field, 'mt_date', 'the value date is no day of the calendar'))
  return undefined
}

/** The year that brings the entry date nearest to the value date: entries of the last days of a year cross it. */
function entryDate(
  field: MtField,
  value_date: string,
  entry: string | undefined,
  report: Report,
): string | undefined {
  if (entry === undefined || entry.trim() === '') {
    if (entry !== undefined)
      report(
        fieldFault(
          field,
          'mt_entry_date',
          'an entry date is left out, not blank',
          'noted',
          placeIn(field, 0, 6),
        ),
      )
    return undefined
  }
  const [month, day] = [Number(entry.slice(0, 2)), Number(entry.slice(2))]
  const year = Number(value_date.slice(0, 4))
  const at = Date.parse(value_date)
  const [nearest] = [year - 1, year, year + 1]
    .filter((candidate) => isDay(candidate, month, day))
    .map((candidate) => dayText(candidate, month, day))
    .toSorted((a, b) => Math.abs(Date.parse(a) - at) - Math.abs(Date.parse(b) - at))
  if (nearest === undefined)
    report(
      fieldFault(
        field,
        'mt_entry_date',
        'the entry date is no day near the value date',
        'noted',
        placeIn(field, 0, 6),
      ),
    )
  return nearest
}

/** Null: the amount is refused. Undefined: there is no currency to count it in. */
function amountOf(
  field: MtField,
  text: string,
  currency: Currency | undefined,
  report: Report,
): bigint | undefined | null {
  const at = placeIn(field, 0, Math.max(0, (field.lines[0] ?? '').indexOf(text)))
  if (currency === undefined) {
    report(fieldFault(field, 'mt_currency_missing', 'no balance says the currency', 'refused', at))
    return undefined
  }
  const { minor, faults } = readMinor(text, currency)
  for (const { rule, detail, severity } of faults) report(fieldFault(field, rule, detail, severity, at))
  return minor ?? null
}

type References = {
  readonly reference: string
  readonly bank_reference: string | undefined
  readonly supplementary: string | undefined
  readonly is_long: boolean
}

/** What is longer than a reference and has no `//` runs on into the supplementary details, as some banks write it. */
function references(rest: string, more: readonly string[]): References {
  const below = more.length === 0 ? undefined : more.join('\n')
  const cut = rest.indexOf('//')
  const first = cut === -1 ? rest : rest.slice(0, cut)
  const bank_reference = cut === -1 ? undefined : rest.slice(cut + 2).trim() || undefined
  const is_long = first.length > REFERENCE_CHARS || (bank_reference?.length ?? 0) > REFERENCE_CHARS
  if (cut !== -1 || first.length <= REFERENCE_CHARS)
    return { reference: first.trimEnd(), bank_reference, supplementary: below, is_long }
  const over = first.slice(REFERENCE_CHARS).trim()
  return {
    reference: first.slice(0, REFERENCE_CHARS).trimEnd(),
    bank_reference,
    supplementary: [over, ...more].filter((part) => part !== '').join('\n') || undefined,
    is_long,
  }
}
