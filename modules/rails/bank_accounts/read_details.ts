import type { Fault } from '../../../kernel/result.ts'
import { type Day, startOfDay } from '../../../kernel/world.ts'
import { type BankDetails, bankDetailsRow, validateBankDetails } from '../identifiers/bank_details.ts'
import { bankDetailsRows } from '../identifiers/facts/bank_details.ts'
import type { IdentifierFault } from '../identifiers/fault.ts'
import { readIban } from '../identifiers/iban.ts'

export type DetailsAsked = Omit<BankDetails, 'rail'>
export type ReadDetails = {
  readonly details: DetailsAsked
  readonly rails: readonly string[]
  readonly bank: Readonly<Record<string, string>>
  readonly last4: string
}

/** Fields that name a bank and no account. */
const bankFields: ReadonlySet<string> = new Set([
  'agency',
  'bank_code',
  'bic',
  'branch_code',
  'bsb',
  'clearing_number',
  'cnaps_code',
  'ifsc',
  'institution_number',
  'ispb',
  'routing_number',
  'sort_code',
  'transit_number',
])

const faultOf = ({ rule, field, detail }: IdentifierFault): Fault => ({ code: rule, param: field, detail })

/**
 * Reads the details of a bank account for every rail of its country: which of them they are enough for, in the form for
 * machines; or, when for none, every fault of the rail that is nearest. `wanted` are rails that it must do for.
 */
export function readDetails(
  asked: DetailsAsked,
  wanted: readonly string[],
  on: Day,
):
  | { readonly ok: true; readonly value: ReadDetails }
  | { readonly ok: false; readonly faults: readonly Fault[] } {
  const rails = wanted.length > 0 ? wanted : railsOf(asked.country, on)
  const tried = rails.map((rail) => ({ rail, read: validateBankDetails({ ...asked, rail }, on) }))
  const failed = tried.flatMap(({ read }) => (read.ok ? [] : [read.error]))
  const [first] = tried.flatMap(({ rail, read }) => (read.ok ? [{ rail, value: read.value }] : []))
  if (first === undefined || (wanted.length > 0 && failed.length > 0)) {
    const nearest = failed.toSorted((a, b) => a.length - b.length)[0] ?? []
    const none = {
      code: 'bank_details_rail',
      param: 'country',
      detail: 'we know no rail to accounts of this country',
    }
    return { ok: false, faults: nearest.length > 0 ? nearest.map(faultOf) : [none] }
  }
  const { rail: _rail, ...details } = first.value
  const good = tried.filter(({ read }) => read.ok).map(({ rail }) => rail)
  return { ok: true, value: { details, rails: good, bank: bankOf(details, on), last4: last4Of(details) } }
}

const railsOf = (country: string, on: Day): readonly string[] => {
  const names = new Set(bankDetailsRows(startOfDay(on)).value.map(({ rail }) => rail))
  return [...names].filter((rail) => bankDetailsRow(rail, country, on) !== undefined)
}

function bankOf({ account }: DetailsAsked, on: Day): Record<string, string> {
  const named = Object.entries(account).filter(([name]) => bankFields.has(name))
  const iban = account['iban'] === undefined ? undefined : readIban(account['iban'], on)
  const parts: [string, string | undefined][] =
    iban?.ok === true
      ? [
          ['iban_country', iban.value.country],
          ['bank_code', iban.value.bank_code],
          ['branch_code', iban.value.branch_code],
        ]
      : []
  const known = [...named, ...parts].flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  )
  return Object.fromEntries(known) as Record<string, string>
}

function last4Of({ account }: DetailsAsked): string {
  const [number] = Object.entries(account).filter(([name]) => !bankFields.has(name))
  return (number?.[1] ?? '').slice(-4)
}
