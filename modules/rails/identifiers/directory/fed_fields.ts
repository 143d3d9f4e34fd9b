import { type Day, parseDay } from '../../../../kernel/world.ts'
import type { FileFault } from '../../files/fault.ts'
import { readAccountNumber } from '../account_number.ts'

/** A field of a fixed-width record: its name in the JSON form, where it starts from 0, and its length. */
export type FedField = { readonly name: string; readonly at: number; readonly length: number }

/** Lays fields of these lengths side by side. */
export function fedFields(lengths: Readonly<Record<string, number>>): readonly FedField[] {
  let at = 0
  return Object.entries(lengths).map(([name, length]) => {
    const field = { name, at, length }
    at += length
    return field
  })
}

/** The fields of one participant, from a line or from a JSON object, by their names in JSON. */
export type FedRecord = {
  readonly line: number
  readonly text: Readonly<Record<string, string>>
  /** Where a field begins. */
  column(name: string): number
}

export const fromLine = (fields: readonly FedField[], line: number, text: string): FedRecord => ({
  line,
  text: Object.fromEntries(
    fields.map(({ name, at, length }) => [name, text.slice(at, at + length).trimEnd()]),
  ),
  column: (name) => (fields.find((field) => field.name === name)?.at ?? 0) + 1,
})

export const fromJson = (
  line: number,
  column: number,
  value: Readonly<Record<string, unknown>>,
): FedRecord => ({
  line,
  text: Object.fromEntries(
    Object.entries(value).map(([name, text]) => [name, typeof text === 'string' ? text.trimEnd() : '']),
  ),
  column: () => column,
})

export const fedFault = (
  record: FedRecord,
  rule: string,
  field: string,
  detail: string,
  severity: FileFault['severity'] = 'refused',
): FileFault => ({ line: record.line, column: record.column(field), rule, field, detail, severity })

/**
 * What is wrong with a routing number in a directory of the Federal Reserve. A prefix outside of the ABA's ranges is only
 * noted: the Reserve Banks give such numbers to parts of the government, and here they are the authority.
 */
export function routingFaults(record: FedRecord, field: string, on: Day): readonly FileFault[] {
  const read = readAccountNumber('us_aba', record.text[field] ?? '', on)
  return read.ok
    ? []
    : read.error.map(({ rule, detail, severity }) =>
        fedFault(record, rule, field, detail, rule === 'us_aba_prefix' ? 'noted' : severity),
      )
}

const CENTURY_FROM = 70

/** `MMDDYY` of FedACH: years from 70 on are of the last century. Zeros are no day. */
export function dayOfSix(text: string): string | null | undefined {
  if (/^0*$/.test(text)) return null
  const year = Number(text.slice(4, 6)) >= CENTURY_FROM ? '19' : '20'
  return parseDay(`${year}${text.slice(4, 6)}-${text.slice(0, 2)}-${text.slice(2, 4)}`)
}

/** `YYYYMMDD` of Fedwire; blank when the row never changed. */
export const dayOfEight = (text: string): string | null | undefined =>
  /^0*$/.test(text) ? null : parseDay(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`)
