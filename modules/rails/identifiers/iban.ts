import { type Day, startOfDay } from '../../../kernel/world.ts'
import { mod97, mod97CheckDigits } from './digits.ts'
import { sepaCountries } from './facts/sepa_countries.ts'
import { compact, type IdentifierFault, noted, type Reading, reading, refused, unread } from './fault.ts'
import { nationalChecks } from './iban_national.ts'
import { type IbanParts, type IbanStructure, ibanParts, ibanStructure } from './iban_structure.ts'

/** An International Bank Account Number of ISO 13616. `value` is the form for machines, without spaces. */
export type Iban = IbanParts & {
  readonly value: string
  readonly country: string
  readonly check_digits: string
  /** The number by which the country itself knows the account. */
  readonly bban: string
  readonly bank_code: string
  readonly account_number: string
  /** The country takes part in SEPA on the day asked. Its bank may still not be reachable by a scheme. */
  readonly is_sepa: boolean
  /** Swiss and Liechtenstein accounts that take QR-bill payments, and only with a QR reference. */
  readonly is_qr: boolean
}

const IBAN_CHARS_MAX = 34

/**
 * Reads an IBAN as people and machines write it: spaces, hyphens, lower case and the word IBAN in front are taken.
 * Every fault is named at once: `iban_country`, `iban_characters`, `iban_length`, `iban_structure`,
 * `iban_check_digits`, `iban_national_check`; noted are `iban_country_unregistered` and `iban_country_territory`.
 * Never throws. Source: ISO 13616-1, and the structures of facts/iban_structures.ts.
 */
export function readIban(text: string, on: Day): Reading<Iban> {
  const value = compact(text).replace(/^IBAN:?/, '')
  const country = value.slice(0, 2)
  const structure = ibanStructure(country, on)
  if (structure === undefined)
    return unread(
      refused('iban_country', 'country', `${sayCountry(country)} is no country that has IBANs`),
      ...(value.length > IBAN_CHARS_MAX
        ? [refused('iban_length', 'iban', 'an IBAN has at most 34 characters')]
        : []),
    )
  const bban = value.slice(4)
  const faults = [
    ...standingFaults(country, structure),
    ...characterFaults(value),
    ...bbanFaults(country, bban, structure),
  ]
  if (faults.every(({ severity }) => severity === 'noted'))
    faults.push(...checkFaults(value, bban, structure))
  return reading(ibanFrom(value, bban, structure, on), faults)
}

const sayCountry = (country: string): string => (/^[A-Z]{2}$/.test(country) ? country : 'what it begins with')

function standingFaults(country: string, { standing, rules }: IbanStructure): readonly IdentifierFault[] {
  if (standing === 'registered') return []
  return standing === 'territory'
    ? [
        noted(
          'iban_country_territory',
          'country',
          `IBANs of ${country} are issued with ${rules}; many banks refuse ${country}`,
        ),
      ]
    : [
        noted(
          'iban_country_unregistered',
          'country',
          `${country} has not registered its IBANs under ISO 13616`,
        ),
      ]
}

function characterFaults(value: string): readonly IdentifierFault[] {
  const faults: IdentifierFault[] = []
  if (!/^[A-Z0-9]*$/.test(value))
    faults.push(refused('iban_characters', 'iban', 'an IBAN holds only letters A to Z and digits'))
  if (!/^\d\d$/.test(value.slice(2, 4)))
    faults.push(refused('iban_check_digits', 'check_digits', 'the third and fourth characters are digits'))
  return faults
}

function bbanFaults(country: string, bban: string, structure: IbanStructure): readonly IdentifierFault[] {
  const { bban_chars, parts } = structure
  if (bban.length !== bban_chars) {
    const wants = `an IBAN of ${country} has ${bban_chars + 4} characters, this one ${bban.length + 4}`
    return [refused('iban_length', 'iban', wants)]
  }
  return parts
    .filter(({ at, length, pattern }) => !pattern.test(bban.slice(at, at + length)))
    .map(({ name, text }) => refused('iban_structure', name, `the ${name} of ${country} is ${text}`))
}

function checkFaults(value: string, bban: string, { rules }: IbanStructure): readonly IdentifierFault[] {
  const faults: IdentifierFault[] = []
  const digits = Number(value.slice(2, 4))
  // 00, 01 and 99 would pass the sum as 97, 98 and 02 do, but nobody issues them.
  if (mod97(bban + value.slice(0, 4)) !== 1 || digits < 2 || digits > 98)
    faults.push(
      refused('iban_check_digits', 'check_digits', 'the check digits do not fit: something is mistyped'),
    )
  const national = nationalChecks.get(rules)
  if (national !== undefined && !national.isRight(bban)) {
    const detail = `the national check digits do not fit (${national.source})`
    faults.push({ rule: 'iban_national_check', field: 'bban', detail, severity: national.severity })
  }
  return faults
}

function ibanFrom(value: string, bban: string, structure: IbanStructure, on: Day): Iban {
  const country = value.slice(0, 2)
  const parts = ibanParts(bban, structure)
  const bank_code = parts.bank_code ?? ''
  return {
    value,
    country,
    check_digits: value.slice(2, 4),
    bban,
    ...parts,
    bank_code,
    account_number: parts.account_number ?? '',
    is_sepa: isSepaCountry(country, on),
    // Source: Swiss Payment Standards: institution numbers 30000 to 31999 are QR-IIDs.
    is_qr: (country === 'CH' || country === 'LI') && /^3[01]/.test(bank_code),
  }
}

/** Whether banks of a country or territory can take part in the SEPA schemes on a day. */
export const isSepaCountry = (country: string, on: Day): boolean =>
  sepaCountries(startOfDay(on)).value.has(country)

/** Whether accounts of a country are known by IBAN, registered or not. */
export const hasIbans = (country: string, on: Day): boolean => ibanStructure(country, on) !== undefined

/** The IBAN of a national account number: adds the check digits, then checks it as any other. */
export function composeIban(country: string, bban: string, on: Day): Reading<Iban> {
  const plain = compact(bban)
  const is_plain = /^[A-Z]{2}$/.test(country) && /^[A-Z0-9]{1,30}$/.test(plain)
  return readIban(`${country}${is_plain ? mod97CheckDigits(plain + country) : '00'}${plain}`, on)
}

/** In groups of four, as it stands on paper. */
export const printedIban = (value: string): string => value.replaceAll(/(.{4})(?=.)/g, '$1 ')

/** Country, check digits and the last four characters: enough to know it again, not enough to use it. */
export const maskedIban = (value: string): string => `${value.slice(0, 4)}…${value.slice(-4)}`
