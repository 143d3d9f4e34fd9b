import type { CardScheme, CheckResult } from '../../modules/rails/index.ts'
import { issuerOf as knownIssuer } from '../../modules/vault/index.ts'
import { draw } from './draw.ts'

/** What a number does before anything is drawn. `code` declines with it; `advice` is Mastercard's. */
export type TestCard = {
  readonly number: string
  readonly does:
    | { readonly kind: 'approve' }
    | { readonly kind: 'decline'; readonly code: string; readonly cvc_check?: CheckResult }
    /** Wants a proof of authentication; with one it does what `afterwards` says. */
    | { readonly kind: 'authenticate'; readonly afterwards: string | null }
    /** A card that can be stored (an authorisation of nothing), and never charged. */
    | { readonly kind: 'store_only' }
  readonly cvc_check?: CheckResult
  readonly address_check?: CheckResult
  readonly after?: 'disputed' | 'refund_later' | 'refund_fails'
}
const approves = (number: string, more: Partial<TestCard> = {}): TestCard => ({
  number,
  does: { kind: 'approve' },
  ...more,
})
const declines = (number: string, code: string, cvc_check?: CheckResult): TestCard => ({
  number,
  does: { kind: 'decline', code, ...(cvc_check === undefined ? {} : { cvc_check }) },
})
const authenticates = (number: string, afterwards: string | null = null): TestCard => ({
  number,
  does: { kind: 'authenticate', afterwards },
})

/** The numbers that payments developers know, and what they expect of them. Source: payment-codes.md §6. */
const testCards: readonly TestCard[] = [
  ...['4242424242424242', '4000056655665556', '5555555555554444', '5200828282828210', '5105105105105100'].map(
    (number) => approves(number),
  ),
  ...['378282246310005', '371449635398431', '6011111111111117', '6011000990139424', '3056930009020004'].map(
    (number) => approves(number),
  ),
  ...['36227206271667', '3566002020360505', '6200000000000005', '2223003122003222', '4000000000000077'].map(
    (number) => approves(number),
  ),
  declines('4000000000000002', '05'),
  declines('4000000000009995', '51'),
  declines('4000000000009987', '41'),
  declines('4000000000009979', '43'),
  declines('4000000000000069', '54'),
  declines('4000000000000127', 'N7', 'no_match'),
  declines('4000000000000119', '96'),
  declines('4100000000000019', '59'),
  { number: '4000000000000341', does: { kind: 'store_only' } },
  approves('4000000000000259', { after: 'disputed' }),
  approves('4000000000007726', { after: 'refund_later' }),
  approves('4000000000005126', { after: 'refund_fails' }),
  approves('4000000000000010', { address_check: 'no_match' }),
  approves('4000000000000028', { address_check: 'no_match' }),
  approves('4000000000000036', { address_check: 'no_match' }),
  approves('4000000000000044', { address_check: 'not_checked' }),
  approves('4000000000000101', { cvc_check: 'no_match' }),
  authenticates('4000000000003220'),
  authenticates('4000002500003155'),
  authenticates('4000002760003184'),
  authenticates('4000008260003178', '51'),
  authenticates('4000008400001629', '05'),
]
const byNumber = new Map(testCards.map((card) => [card.number, card]))
export const testCardOf = (number: string): TestCard | undefined => byNumber.get(number)

/** Who issued a card, as the card world knows it. */
export type Issuer = {
  readonly scheme: CardScheme
  readonly country: string
  readonly funding: 'credit' | 'debit' | 'prepaid'
}

const ranges: readonly (readonly [from: number, to: number, scheme: CardScheme])[] = [
  [340000, 349999, 'amex'],
  [370000, 379999, 'amex'],
  [300000, 305999, 'diners'],
  [360000, 369999, 'diners'],
  [380000, 399999, 'diners'],
  [352800, 358999, 'jcb'],
  [400000, 499999, 'visa'],
  [222100, 272099, 'mastercard'],
  [510000, 559999, 'mastercard'],
  [601100, 601199, 'discover'],
  [644000, 659999, 'discover'],
  [620000, 629999, 'unionpay'],
  [500000, 509999, 'maestro'],
  [560000, 589999, 'maestro'],
  [670000, 679999, 'maestro'],
]
const countries = [
  'US',
  'US',
  'US',
  'GB',
  'DE',
  'FR',
  'ES',
  'NL',
  'IT',
  'PL',
  'SE',
  'BR',
  'IN',
  'JP',
  'AU',
  'CA',
]
const fundings = ['credit', 'credit', 'debit', 'debit', 'debit', 'prepaid'] as const

/**
 * Undefined for a number that no scheme issues. What a table of issuers says of it is so here too; other issuers are drawn
 * from the range, the same in every world.
 */
export function issuerOf(number: string): Issuer | undefined {
  const bin = number.slice(0, 6)
  const scheme = ranges.find(([from, to]) => Number(bin) >= from && Number(bin) <= to)?.[2]
  if (scheme === undefined) return undefined
  const drawn = draw('issuer', bin)
  const known = knownIssuer(number)
  return {
    scheme,
    country: known.country ?? countries[Math.floor(drawn.share(0) * countries.length)] ?? 'US',
    funding: known.funding ?? fundings[Math.floor(drawn.share(1) * fundings.length)] ?? 'credit',
  }
}

/** The check digit of ISO/IEC 7812-1. */
export function isLuhn(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false
  let sum = 0
  for (let place = 0; place < number.length; place++) {
    const digit = number.charCodeAt(number.length - 1 - place) - 48
    const doubled = digit * 2
    sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const eea = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK GB'.split(' '),
)
/** Where strong customer authentication is law (and the United Kingdom, which kept it). */
export const isScaCountry = (country: string): boolean => eea.has(country)
