import { ownOf } from '../../../kernel/own.ts'
import { masked } from '../files/fault.ts'
import { dayOfSix } from './dates.ts'
import { areDigits, type Field, isBlank, type Layout } from './layout.ts'
import type { NachaRule, Report } from './rules.ts'

/** Fields whose text a sentence must not repeat in full. */
const accounts = new Set(['account_number', 'card_account_number', 'corrected', 'identification_number'])
const shown = (line: string, { name, from, to }: Field): string =>
  accounts.has(name) ? masked(line.slice(from, to)) : `«${line.slice(from, to)}»`

const dayRules: Readonly<Record<string, NachaRule>> = {
  file_creation_date: 'nacha_file_creation_date',
  effective_entry_date: 'nacha_effective_entry_date',
}

/**
 * Looks at every field of a record by its layout alone: digits where digits must be, what is mandatory or required, the
 * constants, the reserved ones. Reads stretches of digits first, because almost every record has nothing else to say.
 */
export function checkFields(layout: Layout, text: string, line: number, report: Report): void {
  for (const [from, to] of layout.digits)
    if (!areDigits(text, from, to))
      reportDigits(layout, text, from, to, (field) => numeric(field, text, line, report))
  for (const field of layout.others) checkOther(field, text, line, report)
}

function reportDigits(
  { fields }: Layout,
  text: string,
  from: number,
  to: number,
  tell: (field: Field) => void,
): void {
  for (const field of fields)
    if (field.from >= from && field.to <= to && !areDigits(text, field.from, field.to)) tell(field)
}

function numeric(field: Field, text: string, line: number, report: Report): void {
  const detail = `${field.name} holds ${shown(text, field)} and must be ${field.length} digits`
  report('nacha_field_numeric', line, field, detail)
}

function checkOther(field: Field, text: string, line: number, report: Report): void {
  const { kind, from, to, name } = field
  if (kind === 'is') {
    if (!text.startsWith(field.is, from))
      report('nacha_field_constant', line, field, `${name} is ${shown(text, field)} and must be ${field.is}`)
    return
  }
  const isEmpty = isBlank(text, from, to)
  if (kind === 'blank') {
    if (!isEmpty) report('nacha_field_reserved', line, field, `a reserved field holds ${shown(text, field)}`)
    return
  }
  if (isEmpty) checkInclusion(field, line, report)
  else if (kind === 'n' && !areDigits(text, from, to))
    report('nacha_field_form', line, field, `${name} holds ${shown(text, field)} and should be digits`)
  else if (kind === 'day') checkDay(field, text, line, report)
}

function checkInclusion({ inclusion, name, start, kind }: Field, line: number, report: Report): void {
  if (inclusion === 'M')
    report(
      kind === 'day' ? (ownOf(dayRules, name) ?? 'nacha_field_mandatory') : 'nacha_field_mandatory',
      line,
      { name, start },
      `${name} is mandatory and is blank`,
    )
  if (inclusion === 'R' && kind !== 'day')
    report('nacha_field_required', line, { name, start }, `${name} is required and is blank`)
}

/** Zeros stand where a return or a notification has no day of its own, so only a mandatory day may not be zeros. */
function checkDay(field: Field, text: string, line: number, report: Report): void {
  const six = text.slice(field.from, field.to)
  if (dayOfSix(six) !== undefined || (six === '000000' && field.inclusion !== 'M')) return
  const rule = ownOf(dayRules, field.name) ?? 'nacha_field_form'
  report(rule, line, field, `${field.name} is ${shown(text, field)}, which is no day as YYMMDD`)
}
