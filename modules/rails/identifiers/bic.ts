import { isCountry } from './countries.ts'
import { compact, type IdentifierFault, noted, type Reading, reading, refused, unread } from './fault.ts'

/** A Business Identifier Code of ISO 9362. `value` is as given, 8 or 11 characters; `bic11` names the office too. */
export type Bic = {
  readonly value: string
  readonly bic11: string
  readonly party_prefix: string
  readonly country: string
  readonly party_suffix: string
  /** XXX is the head office. */
  readonly branch: string
}

/**
 * Reads a BIC. Faults: `bic_length`, `bic_characters`, `bic_country`; noted are `bic_prefix_digits` (ISO 9362 allows
 * them, nobody has one), `bic_test` (a code of the test network) and `bic_not_connected`. Never throws.
 */
export function readBic(text: string): Reading<Bic> {
  const value = compact(text)
  if (value.length !== 8 && value.length !== 11)
    return unread(refused('bic_length', 'bic', `a BIC has 8 or 11 characters, not ${value.length}`))
  const country = value.slice(4, 6)
  const faults: IdentifierFault[] = []
  if (!/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]+$/.test(value))
    faults.push(refused('bic_characters', 'bic', 'a BIC is four letters, a country, and letters or digits'))
  else if (!isCountry(country)) faults.push(refused('bic_country', 'country', `${country} is no country`))
  if (/^.{0,3}\d/.test(value))
    faults.push(noted('bic_prefix_digits', 'party_prefix', 'no bank has digits here'))
  if (value.charAt(7) === '0') faults.push(noted('bic_test', 'party_suffix', 'a code of the test network'))
  if (value.charAt(7) === '1')
    faults.push(noted('bic_not_connected', 'party_suffix', 'a party that is not connected to the network'))
  const branch = value.slice(8) || 'XXX'
  const bic = {
    value,
    bic11: value.slice(0, 8) + branch,
    party_prefix: value.slice(0, 4),
    country,
    party_suffix: value.slice(6, 8),
    branch,
  }
  return reading(bic, faults)
}
