import { type Fault, ok, type Result } from '../../kernel/result.ts'
import { type Instant, instant, instantText } from '../../kernel/world.ts'
import { passesLuhn } from '../../platform/telemetry/scan.ts'
import type { CardFace, CardScheme, NewCard } from './card.ts'
import { type VaultFailure, vaultErrors } from './errors.ts'
import { cardRanges } from './facts/card_ranges.ts'
import { issuers } from './facts/issuers.ts'

/** The scheme whose range holds the number's first digits; undefined when none does. */
export function schemeOf(number: string): { scheme: CardScheme; lengths: readonly number[] } | undefined {
  for (const [scheme, first, last, lengths] of cardRanges) {
    const digits = number.slice(0, first.length)
    if (digits >= first && digits <= last) return { scheme, lengths }
  }
  return undefined
}

/** Eight digits may be shown beside the last four only of a number of sixteen or more (PCI SSC FAQ 1091). */
const binOf = (number: string): string => number.slice(0, number.length >= 16 ? 8 : 6)

/** Where a number was issued and how it is funded, by its first digits; null for what no table says. Pure. */
export function issuerOf(number: string): Pick<CardFace, 'country' | 'funding'> {
  let longest = 0
  let found: Pick<CardFace, 'country' | 'funding'> = { country: null, funding: null }
  for (const [first_digits, country, funding] of issuers)
    if (first_digits.length > longest && number.startsWith(first_digits)) {
      longest = first_digits.length
      found = { country, funding }
    }
  return found
}

/** The first instant (UTC) at which a card is not valid any more: it is good through the last day of its month. */
export const expiryOf = (month: number, year: number): Instant =>
  instant(Date.UTC(year, month, 1, 0, 0, 0) * 1000)

/**
 * What may be seen of a card, or every fault of it by its field. Faults never repeat what a field held. `at` is the
 * tenant's clock. Errors: `card_invalid`.
 */
export function checkCard(card: NewCard, at: Instant): Result<CardFace, VaultFailure> {
  const number = card.number.reveal()
  const { expiry_month, expiry_year } = card
  const range = schemeOf(number)
  const faults = [...numberFaults(number, range?.lengths), ...cvcFaults(card, range?.scheme)]
  if (expiryOf(expiry_month, expiry_year) <= at)
    faults.push({
      code: 'in_the_past',
      param: 'card.expiry_year',
      detail: `the card is not valid any more: it is ${instantText(at).slice(0, 7)} by the clock of this tenant`,
    })
  const [first] = faults
  if (first !== undefined || range === undefined)
    return vaultErrors.fail('card_invalid', {
      param: first?.param ?? 'card.number',
      detail: `${first?.param}: ${first?.detail}`,
      errors: faults,
    })
  const { scheme } = range
  return ok({
    scheme,
    bin: binOf(number),
    last4: number.slice(-4),
    expiry_month,
    expiry_year,
    ...issuerOf(number),
  })
}

function numberFaults(number: string, lengths: readonly number[] | undefined): Fault[] {
  const param = 'card.number'
  if (lengths === undefined)
    return [
      { code: 'unknown_scheme', param, detail: 'its first digits belong to no card scheme that is served' },
    ]
  if (!lengths.includes(number.length))
    return [{ code: 'wrong_length', param, detail: `a number of this scheme has ${either(lengths)} digits` }]
  return passesLuhn(number)
    ? []
    : [{ code: 'wrong_check_digit', param, detail: 'its check digit does not fit; a digit may be mistyped' }]
}

function cvcFaults({ cvc }: NewCard, scheme: CardScheme | undefined): Fault[] {
  const digits = scheme === 'amex' ? 4 : 3
  if (cvc === null || scheme === undefined || cvc.reveal().length === digits) return []
  return [{ code: 'wrong_length', param: 'card.cvc', detail: `the code of this scheme has ${digits} digits` }]
}

const either = (lengths: readonly number[]): string =>
  lengths.length === 1 ? String(lengths[0]) : `${lengths.slice(0, -1).join(', ')} or ${lengths.at(-1)}`
