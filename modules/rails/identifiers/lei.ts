import { mod97 } from './digits.ts'
import { compact, type Reading, reading, refused, unread } from './fault.ts'

/** A Legal Entity Identifier of ISO 17442. */
export type Lei = { readonly value: string /** Who issued it. */; readonly issuer: string }

/** Reads a LEI. Faults: `lei_length`, `lei_characters`, `lei_check_digits`. Never throws. */
export function readLei(text: string): Reading<Lei> {
  const value = compact(text)
  if (value.length !== 20)
    return unread(refused('lei_length', 'lei', `a LEI has 20 characters, not ${value.length}`))
  if (!/^[A-Z0-9]{18}\d\d$/.test(value))
    return unread(refused('lei_characters', 'lei', 'a LEI is 18 letters or digits, and two digits'))
  const faults =
    mod97(value) === 1 ? [] : [refused('lei_check_digits', 'check_digits', 'the check digits do not fit')]
  return reading({ value, issuer: value.slice(0, 4) }, faults)
}
