/** What a find is replaced with. The last four digits of a card may be shown (PCI DSS 4.0, requirement 3.4.1). */
const MASK = '[redacted]'

const SECRET_KEY = /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9_-]{8,}|\bwhsec_[A-Za-z0-9+/=_-]{8,}/g
// Digits in groups, as people and printers write card numbers. Linear: every repetition has a bound.
const DIGIT_GROUPS = /(?<!\d)\d{1,19}(?:[ -]\d{1,19}){0,200}(?!\d)/g
// Almost no line holds thirteen digits in a row: this look costs 1 µs, the whole search 20.
const ENOUGH_DIGITS = /\d(?:[ -]?\d){12}/
const CARD_DIGITS_MIN = 13
const CARD_DIGITS_MAX = 19

/** First digits that card networks use (ISO/IEC 7812), with the lengths they issue. */
const networks: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:6011|64[4-9]|65|62|81)/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:30[0-5]|309|36|38|39)/, lengths: [14, 16, 19] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:50|5[6-9]|6[0-9])/, lengths: [13, 14, 15, 16, 17, 18, 19] },
]

/** Luhn's check digit (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48
    const weighed = index % 2 === 1 ? digit * 2 : digit
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}

const isCard = (digits: string): boolean =>
  digits.length >= CARD_DIGITS_MIN &&
  digits.length <= CARD_DIGITS_MAX &&
  networks.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits)) &&
  passesLuhn(digits)

/** Replaces card numbers within a run of digit groups, which may hold an expiry or an amount beside them. */
function withoutCards(run: string): string {
  const groups = [...run.matchAll(/\d+/g)].map((match) => ({ digits: match[0], at: match.index }))
  for (let first = 0; first < groups.length; first++) {
    let digits = ''
    for (let last = first; last < groups.length && digits.length < CARD_DIGITS_MAX; last++) {
      const end = groups[last] as { digits: string; at: number }
      digits += end.digits
      if (!isCard(digits)) continue
      const rest = run.slice(end.at + end.digits.length)
      return `${run.slice(0, groups[first]?.at)}${MASK}${withoutCards(rest)}`
    }
  }
  return run
}

/**
 * The backstop behind types and allow-lists: takes card numbers and secret keys out of text that is about to be
 * written down. A number counts as a card when its first digits and its length are a network's and Luhn holds.
 */
export function redact(text: string): string {
  const keyless = text.replace(SECRET_KEY, MASK)
  return ENOUGH_DIGITS.test(keyless) ? keyless.replace(DIGIT_GROUPS, withoutCards) : keyless
}
