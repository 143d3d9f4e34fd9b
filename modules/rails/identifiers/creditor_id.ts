import { ownOf } from '../../../kernel/own.ts'
import { isCountry } from './countries.ts'
import { mod97, mod97CheckDigits } from './digits.ts'
import { creditorIdLengths } from './facts/creditor_ids.ts'
import { compact, type IdentifierFault, noted, type Reading, reading, refused, unread } from './fault.ts'

/** A SEPA creditor identifier: who collects direct debits. The business code is the creditor's to choose. */
export type CreditorId = {
  readonly value: string
  readonly country: string
  readonly check_digits: string
  readonly business_code: string
  readonly national_id: string
}

const CHARS_MIN = 8
const CHARS_MAX = 35

/**
 * Reads a creditor identifier. The check digits do not cover the business code. Faults: `creditor_id_length`,
 * `creditor_id_characters`, `creditor_id_country`, `creditor_id_check_digits`. Never throws.
 * Source: EPC262-08, Creditor Identifier Overview; ISO 7064 MOD 97-10.
 */
export function readCreditorId(text: string): Reading<CreditorId> {
  const value = compact(text)
  if (value.length < CHARS_MIN || value.length > CHARS_MAX)
    return unread(
      refused('creditor_id_length', 'creditor_id', `it has 8 to 35 characters, not ${value.length}`),
    )
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(value))
    return unread(
      refused(
        'creditor_id_characters',
        'creditor_id',
        'it is a country, two digits, then letters and digits',
      ),
    )
  const id = {
    value,
    country: value.slice(0, 2),
    check_digits: value.slice(2, 4),
    business_code: value.slice(4, 7),
    national_id: value.slice(7),
  }
  return reading(id, creditorFaults(id))
}

function creditorFaults({
  value,
  country,
  check_digits,
  national_id,
}: CreditorId): readonly IdentifierFault[] {
  const faults: IdentifierFault[] = []
  if (!isCountry(country)) faults.push(refused('creditor_id_country', 'country', `${country} is no country`))
  if (mod97(national_id + country + check_digits) !== 1)
    faults.push(refused('creditor_id_check_digits', 'check_digits', 'the check digits do not fit'))
  const lengths: Readonly<Record<string, number>> = creditorIdLengths.chars
  const chars = ownOf(lengths, country)
  if (chars !== undefined && chars !== value.length)
    faults.push(
      noted('creditor_id_country_length', 'creditor_id', `those of ${country} have ${chars} characters`),
    )
  return faults
}

/** Adds the check digits to a country's own number. The business code is three letters or digits, ZZZ when unused. */
export const composeCreditorId = (
  country: string,
  national_id: string,
  business_code = 'ZZZ',
): Reading<CreditorId> => {
  const plain = compact(national_id)
  const is_plain = /^[A-Z]{2}$/.test(country) && /^[A-Z0-9]+$/.test(plain)
  return readCreditorId(
    `${country}${is_plain ? mod97CheckDigits(plain + country) : '00'}${business_code}${plain}`,
  )
}
