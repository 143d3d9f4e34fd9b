import { ownOf } from '../../../../kernel/own.ts'
import type { FileFault } from '../../files/fault.ts'
import { readBic } from '../bic.ts'
import { isCountry } from '../countries.ts'
import { jsonRecords } from './json_records.ts'
import type { DirectoryEntry, DirectoryRow } from './row.ts'
import { textOrNull } from './row.ts'

/** What an entry of a list of banks says, before it is checked. All texts are as they stand. */
export type BankEntry = {
  readonly line: number
  readonly column: number
  readonly country: string
  readonly bank_codes: readonly string[]
  readonly bic: string
  readonly name: string
  readonly is_primary: boolean
  readonly more?: Partial<Pick<DirectoryRow, 'city' | 'state' | 'services' | 'new_code' | 'effective_on'>>
}

const CODE = /^[A-Z0-9]{1,12}$/

/**
 * Reads a list of banks as JSON, in the form of the `schwifty` registries: objects with `country_code`, `bank_code` or
 * `bank_codes`, `bic`, `name` and `primary`, in one list or in lists inside of an object. Faults: `bank_country`,
 * `bank_code`, `bank_name`, `bank_json`; noted are `bank_code_missing` (a bank without code cannot be found by one, and is
 * left out) and `bank_bic` (kept without its BIC). Bounded memory; never throws.
 */
export async function* readBankCodesJson(source: AsyncIterable<Uint8Array>): AsyncGenerator<DirectoryEntry> {
  for await (const { line, column, value, wrong } of jsonRecords(source)) {
    if (value !== undefined)
      yield bankEntry({
        line,
        column,
        country: textAt(value, 'country_code'),
        bank_codes: codesOf(value),
        bic: textAt(value, 'bic'),
        name: textAt(value, 'name'),
        is_primary: value['primary'] !== false,
      })
    if (wrong === undefined) continue
    const fault: FileFault = {
      line,
      column,
      rule: 'bank_json',
      field: 'record',
      detail: wrong,
      severity: 'refused',
    }
    yield { line, rows: [], faults: [fault] }
  }
}

const textAt = (value: Readonly<Record<string, unknown>>, name: string): string => {
  const text = ownOf(value, name)
  return typeof text === 'string' ? text.trim() : ''
}

function codesOf(value: Readonly<Record<string, unknown>>): readonly string[] {
  const codes = value['bank_codes']
  if (!Array.isArray(codes)) return [textAt(value, 'bank_code')]
  return codes.map((code: unknown) => (typeof code === 'string' ? code.trim() : ''))
}

/** Checks an entry and makes its rows, one for each code. */
export function bankEntry(entry: BankEntry): DirectoryEntry {
  const { line, column, country, name } = entry
  const faults: FileFault[] = []
  const fault = (rule: string, field: string, detail: string, severity: FileFault['severity'] = 'refused') =>
    faults.push({ line, column, rule, field, detail, severity })
  if (!isCountry(country)) fault('bank_country', 'country_code', 'the country is not one of ISO 3166')
  if (name === '') fault('bank_name', 'name', 'a bank has a name')
  const codes = entry.bank_codes.filter((code) => code !== '')
  if (codes.length === 0)
    fault('bank_code_missing', 'bank_code', 'a bank without code cannot be found', 'noted')
  if (!codes.every((code) => CODE.test(code)))
    fault('bank_code', 'bank_code', 'a code is 1 to 12 capital letters and digits')
  const bic = entry.bic === '' ? undefined : readBic(entry.bic)
  if (bic?.ok === false)
    fault(
      'bank_bic',
      'bic',
      `what stands as BIC is none: ${bic.error.map(({ detail }) => detail).join(', ')}`,
      'noted',
    )
  const is_refused = faults.some(({ severity }) => severity === 'refused')
  const row = {
    scheme: 'bank_code' as const,
    country,
    bic: bic?.ok === true ? bic.value.value : null,
    name,
    city: null,
    state: null,
    status: 'active' as const,
    services: [],
    new_code: null,
    effective_on: null,
    is_primary: entry.is_primary,
    ...entry.more,
  }
  const status = textOrNull(row.new_code ?? undefined) === null ? row.status : ('superseded' as const)
  return { line, rows: is_refused ? [] : codes.map((code) => ({ ...row, status, code })), faults }
}
