import { type Day, startOfDay } from '../../../kernel/world.ts'
import { checkBankDetails } from './bank_details_checks.ts'
import { type Known, knownFaults } from './bank_details_known.ts'
import { type BankDetailsRow, bankDetailsRows } from './facts/bank_details.ts'
import { type IdentifierFault, isRefused, noted, type Reading, refused, unread } from './fault.ts'
import { hasIbans, isSepaCountry } from './iban.ts'
import { type IdentifierScheme, readIdentifier } from './identifier.ts'

export type AccountType = 'checking' | 'savings' | 'payment' | 'salary' | 'general_ledger' | 'loan'
export type HolderAddress = {
  readonly lines: readonly string[]
  readonly city: string
  readonly region?: string
  readonly postcode?: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}
export type BankAccountHolder = {
  readonly name: string
  readonly kind: 'individual' | 'business'
  /** The name as Japan's banks spell it. */
  readonly name_kana?: string
  /** A number by which the country knows the holder: CPF, CNPJ, RUT, a document. */
  readonly identification?: string
  readonly identification_type?: string
  readonly address?: HolderAddress
}
/**
 * Where money goes: an account at a bank of a country, as one rail must name it. `account` holds the numbers by field,
 * such as `iban` or `sort_code` and `account_number`; which ones, facts/bank_details.ts says.
 */
export type BankDetails = {
  readonly rail: string
  /** Where the account is, ISO 3166-1 alpha-2. */
  readonly country: string
  /** ISO 4217. */
  readonly currency: string
  readonly holder: BankAccountHolder
  readonly account: Readonly<Record<string, string>>
  readonly account_type?: AccountType
  /** Why money is sent, where the country wants to know: a code or words. */
  readonly purpose?: string
}

/** The row of a rail and country: one for the country itself, or for the group that it is in; undefined when none. */
export function bankDetailsRow(rail: string, country: string, on: Day): BankDetailsRow | undefined {
  const rows = bankDetailsRows(startOfDay(on)).value.filter((row) => row.rail === rail)
  const groups = [
    country,
    ...(isSepaCountry(country, on) ? ['sepa'] : []),
    ...(hasIbans(country, on) ? ['iban'] : []),
    '*',
  ]
  return groups.map((group) => rows.find((row) => row.country === group)).find((row) => row !== undefined)
}

/**
 * Checks bank details for their rail on a day and returns them in the form for machines, or every fault at once with the
 * dotted path of its field: `bank_details_rail`, `_currency`, `_missing`, `_field_unknown`, `_holder_kind`, `_country`,
 * `_bic_country`, `_name_length`, `_address_country` and those of each number. With tables that the operator has imported
 * also `gb_account_modulus`, `us_aba_service`, `us_aba_unknown`, `us_aba_redirected` and `bank_details_bic_differs`. Never throws; says nothing about whether the account exists.
 * Source of what is needed: facts/bank_details.ts.
 */
export function validateBankDetails(details: BankDetails, on: Day, known: Known = {}): Reading<BankDetails> {
  const row = bankDetailsRow(details.rail, details.country, on)
  if (row === undefined)
    return unread(refused('bank_details_rail', 'rail', 'we know no such rail for accounts of this country'))
  const { account, faults: found } = readAccount(details, row, on)
  const read = { ...details, account }
  const faults = [
    ...found,
    ...needFaults(details, row),
    ...checkBankDetails(read, row, on),
    ...knownFaults(read, known, on),
  ]
  return isRefused(faults) ? { ok: false, error: faults } : { ok: true, value: read, noted: faults }
}

type AccountRead = {
  readonly account: Readonly<Record<string, string>>
  readonly faults: readonly IdentifierFault[]
}

function readAccount({ account }: BankDetails, row: BankDetailsRow, on: Day): AccountRead {
  const given = Object.entries(account).filter(([, text]) => text.trim() !== '')
  const names = new Set(given.map(([name]) => name))
  const schemes: ReadonlyMap<string, IdentifierScheme> = new Map(
    [...row.account, row.optional ?? {}].flatMap((fields) => Object.entries(fields)),
  )
  const faults = missingFields(row, names).map((name) =>
    refused('bank_details_missing', `account.${name}`, `${row.rail} needs the ${name.replaceAll('_', ' ')}`),
  )
  const values: [string, string][] = []
  for (const [name, text] of given) {
    const scheme = schemes.get(name)
    if (scheme === undefined) {
      faults.push(noted('bank_details_field_unknown', `account.${name}`, whyUnknown(row, name)))
      continue
    }
    const read = readIdentifier(scheme, text, on)
    faults.push(
      ...(read.ok ? read.noted : read.error).map((fault) => ({ ...fault, field: `account.${name}` })),
    )
    values.push([name, read.ok ? read.value.value : text])
  }
  return { account: Object.fromEntries(values), faults }
}

const beside: ReadonlySet<string> = new Set(['account_type', 'purpose', 'holder', 'country', 'currency'])
const whyUnknown = ({ rail }: BankDetailsRow, name: string): string =>
  beside.has(name) ? `${name} stands beside \`account\`, not in it` : `${rail} does not use it`

/** What is missing of the way to name the account that is nearest to what was given. */
function missingFields({ account }: BankDetailsRow, names: ReadonlySet<string>): readonly string[] {
  const ways = account.map((fields) => {
    const wanted = Object.keys(fields)
    const missing = wanted.filter((name) => !names.has(name))
    return { missing, has: wanted.length - missing.length }
  })
  const whole = ways.find(({ missing }) => missing.length === 0)
  return (whole ?? ways.toSorted((a, b) => b.has - a.has)[0])?.missing ?? []
}

function needFaults(details: BankDetails, { needs = [], rail }: BankDetailsRow): readonly IdentifierFault[] {
  const { holder, account_type, purpose } = details
  const address = holder.address
  const given: Readonly<Record<(typeof needs)[number], string | undefined>> = {
    account_type,
    purpose,
    'holder.name_kana': holder.name_kana,
    'holder.identification': holder.identification,
    'holder.address': address && address.lines.join('') + address.city,
    'holder.address.postcode': address?.postcode,
    'holder.address.region': address?.region,
  }
  return needs
    .filter((need) => (given[need] ?? '').trim() === '')
    .map((need) => refused('bank_details_missing', need, `${rail} needs it`))
}
