import { ownOf } from '../../../../kernel/own.ts'
import { type FaultList, quoted } from '../fault_list.ts'
import { daySix, wholeAmount, worded } from '../text.ts'
import { type Cursor, type Field, nextField, placeOf, restAsText } from './cursor.ts'
import type { Bai2Funds } from './record.ts'

/** Reads one field after the other and says what is wrong with each; a name is that of the specification. */
export type Fields = {
  /** What stands there, or undefined. A field that must be there and is not is refused. */
  word(name: string, is_required?: boolean): string | undefined
  day(name: string, is_required?: boolean): string | undefined
  time(name: string): string | undefined
  count(name: string, is_required?: boolean): number | undefined
  amount(name: string, is_required?: boolean): bigint | undefined
  choice<T>(name: string, meanings: Readonly<Record<string, T>>, is_required?: boolean): T | undefined
  currency(name: string): string | undefined
  /** The next field, or undefined at the end of the record. */
  next(): Field | undefined
  text(): string[]
  refuse(field: Field | undefined, rule: string, name: string, detail: string): void
  note(field: Field | undefined, rule: string, name: string, detail: string): void
}

const TIME = /^(?:[01]\d|2[0-3])[0-5]\d$/

export function fieldsOf(cursor: Cursor, faults: FaultList): Fields {
  const refuse = (field: Field | undefined, rule: string, name: string, detail: string) =>
    faults.refuse(field ?? placeOf(cursor), rule, name, detail)
  const note = (field: Field | undefined, rule: string, name: string, detail: string) =>
    faults.note(field ?? placeOf(cursor), rule, name, detail)

  /** Reads a field with `read`; what is there and cannot be read is refused, in the words of `what`. */
  function value<T>(
    name: string,
    is_required: boolean,
    what: string,
    read: (text: string) => T | undefined,
  ): T | undefined {
    const field = nextField(cursor, faults)
    if (field === undefined || field.text === '') {
      if (is_required) refuse(field, 'bai2_field_missing', name, `${name} is not there`)
      return undefined
    }
    const found = read(field.text)
    if (found === undefined)
      refuse(field, `bai2_${what.split(' ')[0]}`, name, `${quoted(field.text)} is no ${what}`)
    return found
  }
  return {
    word: (name, is_required = false) => value(name, is_required, 'word', worded),
    day: (name, is_required = false) => value(name, is_required, 'day of the form YYMMDD', daySix),
    time: (name) =>
      value(name, false, 'time from 0000 to 2400, or 9999', (text) =>
        TIME.test(text) || text === '2400' || text === '9999' ? text : undefined,
      ),
    count: (name, is_required = false) => value(name, is_required, 'count of at most nine digits', countOf),
    amount: (name, is_required = false) =>
      value(name, is_required, 'amount of minor units without a point', wholeAmount),
    choice: (name, meanings, is_required = false) =>
      value(name, is_required, 'code of those that the field knows', (text) => ownOf(meanings, text)),
    currency: (name) =>
      value(name, false, 'currency of three letters', (text) => (/^[A-Z]{3}$/.test(text) ? text : undefined)),
    next: () => nextField(cursor, faults),
    text: () => restAsText(cursor),
    refuse,
    note,
  }
}

const countOf = (text: string): number | undefined => (/^0*\d{1,9}$/.test(text) ? Number(text) : undefined)

/** More days to wait than any bank makes one, so that a file cannot have a million shares read out of one number. */
const SHARES_MAX = 200

/**
 * The funds type, and the fields that each type brings along: three amounts (S), a day and a time (V), a number of
 * shares and so many pairs of days and amount (D). Source: BAI Version 2, "Funds Type".
 */
export function readFunds(fields: Fields): Bai2Funds | undefined {
  const field = fields.next()
  const type = field?.text ?? ''
  switch (type) {
    case '':
      return undefined
    case 'Z':
    case '0':
    case '1':
    case '2':
      return { type }
    case 'S':
      return {
        type,
        immediate_minor: fields.amount('immediate_availability_amount'),
        one_day_minor: fields.amount('one_day_availability_amount'),
        later_minor: fields.amount('more_than_one_day_availability_amount'),
      }
    case 'V':
      return { type, value_on: fields.day('value_date', true), value_time: fields.time('value_time') }
    case 'D':
      return { type, shares: readShares(fields, field) }
    default:
      fields.refuse(
        field,
        'bai2_funds_type',
        'funds_type',
        `${quoted(type)} is none of Z, 0, 1, 2, S, V and D`,
      )
      return undefined
  }
}

function readShares(
  fields: Fields,
  at: Field | undefined,
): readonly { readonly days: number; readonly amount_minor: bigint }[] {
  const count = fields.count('number_of_distributions', true) ?? 0
  if (count > SHARES_MAX) {
    fields.refuse(at, 'bai2_funds_type', 'number_of_distributions', `${count} shares, at most ${SHARES_MAX}`)
    return []
  }
  const shares: { days: number; amount_minor: bigint }[] = []
  for (let index = 0; index < count; index++) {
    const days = fields.count('availability_in_days', true)
    const amount_minor = fields.amount('available_amount', true)
    if (days !== undefined && amount_minor !== undefined) shares.push({ days, amount_minor })
  }
  return shares
}
