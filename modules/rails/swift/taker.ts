import { type MtAgent, checkLines, readAgent } from './agent.ts'
import {
  fieldFault,
  type MtField,
  mtFault,
  numberOf,
  type Place,
  placeIn,
  type Report,
  textIn,
} from './field.ts'
import { type MtParty, readParty } from './party.ts'
import { amountIn } from './statement_fields.ts'
import { type MtAmount, readDate } from './values.ts'

export type DatedAmount = { readonly date: string; readonly amount: MtAmount }
export type CodeRule = { readonly form: RegExp; readonly detail: string }
export type Taker = ReturnType<typeof createTaker>

/**
 * Takes the fields of one message, or of one of its sequences, by their tags. What is taken is checked; what nobody took
 * is said by `rest`, so that no field is lost in silence.
 */
export function createTaker(start: Place, fields: readonly MtField[], report: Report) {
  const left = new Set(fields)

  function all(matches: (field: MtField) => boolean): readonly MtField[] {
    const found = fields.filter((field) => left.has(field) && matches(field))
    for (const field of found) left.delete(field)
    return found
  }
  function one(matches: (field: MtField) => boolean): MtField | undefined {
    const [first, ...others] = all(matches)
    for (const field of others)
      report(fieldFault(field, 'mt_duplicate_field', 'the field stands a second time; the first one counts'))
    return first
  }
  const tagged = (tag: string): MtField | undefined => one((field) => field.tag === tag)
  const numbered = (number: string): MtField | undefined => one((field) => numberOf(field) === number)
  const missing = (tag: string): undefined => {
    report(mtFault(start, 'mt_missing_field', `:${tag}:`, 'the message has the field'))
  }
  return {
    all: (tag: string): readonly MtField[] => all((field) => field.tag === tag),
    tagged,
    missing,
    reference: (tag: string): string | undefined => referenceIn(tagged(tag), report),
    code: (tag: string, rule: CodeRule): string | undefined => codeIn(tagged(tag), rule, report),
    amount: (tag: string): MtAmount | undefined => amountOf(tagged(tag), 0, report),
    amounts: (tag: string): readonly MtAmount[] =>
      all((field) => field.tag === tag).flatMap((field) => amountOf(field, 0, report) ?? []),
    dated: (tag: string): DatedAmount | undefined => datedIn(tagged(tag), report),
    narrative: (tag: string, lines: number, chars: number): readonly string[] =>
      narrativeIn(tagged(tag), lines, chars, report),
    agent: (number: string): MtAgent | undefined => read(numbered(number), readAgent, report),
    party: (number: string): MtParty | undefined => read(numbered(number), readParty, report),
    partyTagged: (tags: readonly string[]): MtParty | undefined =>
      read(
        one(({ tag }) => tags.includes(tag)),
        readParty,
        report,
      ),
    rest: (): void => {
      for (const field of left)
        report(fieldFault(field, 'mt_unexpected_field', 'the message has no such field', 'noted'))
    },
  }
}

const read = <T>(
  field: MtField | undefined,
  reader: (field: MtField, report: Report) => T,
  report: Report,
): T | undefined => (field === undefined ? undefined : reader(field, report))

function narrativeIn(
  field: MtField | undefined,
  lines: number,
  chars: number,
  report: Report,
): readonly string[] {
  if (field === undefined) return []
  checkLines(field, chars, report, lines, chars)
  return field.lines
}

/** `16x`, no slash at either end and no two in a row. Blanks at the end are not of the reference, but are kept. */
function referenceIn(field: MtField | undefined, report: Report, chars_max = 16): string | undefined {
  if (field === undefined) return undefined
  checkLines(field, chars_max, report, 1)
  const text = field.lines[0] ?? ''
  if (text.trim() === '') {
    report(fieldFault(field, 'mt_reference', 'the reference is empty'))
    return undefined
  }
  if (/^\/|\/$|\/\//.test(text))
    report(
      fieldFault(field, 'mt_reference', 'a reference has no slash at its ends and no two in a row', 'noted'),
    )
  return text
}

export function codeIn(
  field: MtField | undefined,
  { form, detail }: CodeRule,
  report: Report,
): string | undefined {
  if (field === undefined) return undefined
  const text = textIn(field).trimEnd()
  if (!form.test(text)) report(fieldFault(field, 'mt_code', detail))
  return text
}

/** A currency and an amount from character `char` on. */
function amountOf(field: MtField | undefined, char: number, report: Report): MtAmount | undefined {
  if (field === undefined) return undefined
  const [, currency = '', text = ''] =
    /^([A-Z]{3})([\d,]{1,40})$/.exec(textIn(field).slice(char).trimEnd()) ?? []
  if (currency === '') {
    report(
      fieldFault(
        field,
        'mt_amount',
        'a currency of three letters and an amount',
        'refused',
        placeIn(field, 0, char),
      ),
    )
    return undefined
  }
  const amount = amountIn(field, text, currency, char + 3, report)
  return amount === undefined ? undefined : { currency: amount.currency, minor: amount.amount }
}

function datedIn(field: MtField | undefined, report: Report): DatedAmount | undefined {
  if (field === undefined) return undefined
  const date = dateIn(field, report)
  const amount = amountOf(field, 6, report)
  return date === undefined || amount === undefined ? undefined : { date, amount }
}

/** The first six digits of a field as a day. */
export function dateIn(field: MtField, report: Report): string | undefined {
  const date = readDate((field.lines[0] ?? '').slice(0, 6))
  if (date === undefined) report(fieldFault(field, 'mt_date', 'six digits that are a day of the calendar'))
  return date
}
