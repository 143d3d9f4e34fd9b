import { ownOf } from '../../../kernel/own.ts'
import type { Day } from '../../../kernel/world.ts'
import { isCurrency } from '../../../kernel/currency.ts'
import { isNubanOf } from './account_checks.ts'
import type { BankDetails } from './bank_details.ts'
import { isCountry } from './countries.ts'
import type { AccountScheme } from './facts/account_schemes.ts'
import type { BankDetailsRow } from './facts/bank_details.ts'
import { readAccountNumber } from './account_number.ts'
import { type IdentifierFault, noted, refused } from './fault.ts'
import { ibanStructure } from './iban_structure.ts'
import { readJapaneseName } from './jp_name.ts'

const NAME_CHARS_MAX = 140 // the longest name of a party in ISO 20022

/** What is wrong between the fields of bank details, or with those that are no account numbers. */
export function checkBankDetails(
  details: BankDetails,
  row: BankDetailsRow,
  on: Day,
): readonly IdentifierFault[] {
  return [
    ...currencyFaults(details, row),
    ...holderFaults(details, row, on),
    ...countryFaults(details, on),
    ...nubanFaults(details),
  ]
}

function currencyFaults(
  { currency }: BankDetails,
  { currencies, rail }: BankDetailsRow,
): readonly IdentifierFault[] {
  if (!isCurrency(currency))
    return [refused('bank_details_currency', 'currency', 'it is no currency of ISO 4217')]
  if (currencies === 'any' || currencies.includes(currency)) return []
  return [refused('bank_details_currency', 'currency', `${rail} pays ${currencies.join(', ')}`)]
}

function holderFaults(
  { holder, country }: BankDetails,
  row: BankDetailsRow,
  on: Day,
): readonly IdentifierFault[] {
  const faults: IdentifierFault[] = []
  const name = holder.name.trim()
  if (name === '') faults.push(refused('bank_details_missing', 'holder.name', 'an account has a holder'))
  if (name.length > NAME_CHARS_MAX)
    faults.push(
      refused('bank_details_name_length', 'holder.name', `a name has at most ${NAME_CHARS_MAX} characters`),
    )
  if (row.holder_kind !== undefined && row.holder_kind !== holder.kind)
    faults.push(
      refused(
        'bank_details_holder_kind',
        'holder.kind',
        `${row.rail} pays only ${row.holder_kind} accounts here`,
      ),
    )
  if (holder.address !== undefined && !isCountry(holder.address.country))
    faults.push(
      refused('bank_details_address_country', 'holder.address.country', 'it is no country of ISO 3166'),
    )
  if (holder.name_kana !== undefined) {
    const kana = readJapaneseName(holder.name_kana)
    if (!kana.ok) faults.push(...kana.error.map((fault) => ({ ...fault, field: 'holder.name_kana' })))
  }
  return [...faults, ...identificationFaults(holder, country, on)]
}

/** Where a country has one number for people and one for companies, the holder's must be of its kind. */
const identifications: Readonly<
  Record<string, { readonly individual: AccountScheme; readonly business: AccountScheme }>
> = {
  BR: { individual: 'br_cpf', business: 'br_cnpj' },
  CL: { individual: 'cl_rut', business: 'cl_rut' },
  CO: { individual: 'co_document', business: 'co_nit' },
}

function identificationFaults(
  holder: BankDetails['holder'],
  country: string,
  on: Day,
): readonly IdentifierFault[] {
  const schemes = ownOf(identifications, country)
  if (schemes === undefined || holder.identification === undefined || holder.identification.trim() === '')
    return []
  const read = readAccountNumber(schemes[holder.kind], holder.identification, on)
  return read.ok ? [] : read.error.map((fault) => ({ ...fault, field: 'holder.identification' }))
}

function countryFaults({ account, country }: BankDetails, on: Day): readonly IdentifierFault[] {
  const faults: IdentifierFault[] = []
  const { iban, bic } = account
  const prefix = iban?.slice(0, 2)
  if (prefix !== undefined && prefix !== country && rulesOf(prefix, on) !== rulesOf(country, on))
    faults.push(
      refused('bank_details_country', 'account.iban', `the IBAN is of ${prefix}, the account of ${country}`),
    )
  const bank = bic?.slice(4, 6)
  // Branches abroad and territories are real: a bank of France serves Monaco.
  if (bank !== undefined && bank !== country)
    faults.push(
      noted('bank_details_bic_country', 'account.bic', `the BIC is of ${bank}, the account of ${country}`),
    )
  return faults
}

const rulesOf = (country: string, on: Day): string => ibanStructure(country, on)?.rules ?? country

function nubanFaults({ account, country }: BankDetails): readonly IdentifierFault[] {
  const { bank_code, account_number } = account
  if (country !== 'NG' || bank_code === undefined || account_number === undefined) return []
  if (!/^\d{10}$/.test(account_number) || isNubanOf(bank_code, account_number)) return []
  return [
    refused('ng_nuban_check_digits', 'account.account_number', 'the check digit does not fit this bank'),
  ]
}
