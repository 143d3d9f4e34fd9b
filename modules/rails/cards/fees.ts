import { assert, present } from '../../../kernel/assert.ts'
import { type Money, money, roundRatio } from '../../../kernel/money.ts'
import type { Instant } from '../../../kernel/world.ts'
import type { CardFace, CardScheme } from '../card_connector.ts'
import { type FeeRate, type FeeRow, interchange, schemeFees } from './facts/fees.ts'
import { type FeeRegion, feeRegion } from './facts/regions.ts'

/**
 * What an acquirer takes. `interchange_plus`: on top of interchange and scheme fees. `blended`: one price for all of it;
 * what is left of it is the acquirer's, and may be below zero.
 */
export type FeePlan = {
  readonly kind: 'interchange_plus' | 'blended'
  /** Millionths of the amount. */
  readonly ppm: number
  /** In the smallest unit, by currency; other currencies have none. */
  readonly fixed: Readonly<Record<string, number>>
}
export type FeesAsked = {
  readonly scheme: CardScheme
  readonly funding: CardFace['funding']
  readonly issuer_country: string | null
  readonly acquirer_country: string
  readonly mcc: string
  readonly channel: 'ecommerce' | 'moto' | 'recurring' | 'present'
  readonly amount: Money
  readonly plan: FeePlan
  readonly at: Instant
}
/** All three in the payment's currency, as costs: above zero is paid by the merchant. */
export type Fees = {
  readonly interchange: Money
  readonly scheme_fee: Money
  readonly acquirer_fee: Money
  /** Which rows were used, with their sources. */
  readonly rows: readonly { readonly id: string; readonly source: string }[]
}

const MILLION = 1_000_000n

/** What a capture of the amount is expected to cost. Pure: the same question has the same answer everywhere. */
export function expectedFees(asked: FeesAsked): Fees {
  const { amount, plan } = asked
  assert(amount.minor >= 0n, 'fees are of an amount that is captured')
  const region = feeRegion(asked.issuer_country, asked.acquirer_country)
  const to_issuer = rowFor(interchange(asked.at).value, asked, region)
  const to_scheme = rowFor(schemeFees(asked.at).value, asked, region)
  const issuer_fee = feeOf(amount, to_issuer)
  const scheme_fee = feeOf(amount, to_scheme)
  const price = feeOf(amount, rateOf(plan))
  const acquirer_fee = plan.kind === 'blended' ? price - issuer_fee - scheme_fee : price
  return {
    interchange: money(issuer_fee, amount.currency),
    scheme_fee: money(scheme_fee, amount.currency),
    acquirer_fee: money(acquirer_fee, amount.currency),
    rows: [to_issuer, to_scheme].map(({ id, source }) => ({ id, source })),
  }
}

/** Of a card whose issuer or funding nobody knows: what could stand on it. */
const possibleFundings = ['credit', 'debit', 'prepaid'] as const

/**
 * Everything that a capture may cost as far as the card is known: one answer when its issuer's country and its funding
 * are, and else the fees of each region and funding that it could have. Nobody can call any of them wrong. Pure.
 */
export function possibleFees(asked: FeesAsked): readonly Fees[] {
  const { issuer_country, funding, acquirer_country } = asked
  // With the acquirer's own country, one of each region that fees know; null stands for everything farther away.
  const countries = issuer_country === null ? [null, acquirer_country, 'DE', 'GB'] : [issuer_country]
  const fundings = funding === null ? possibleFundings : [funding]
  return countries.flatMap((country) =>
    fundings.map((one) => expectedFees({ ...asked, issuer_country: country, funding: one })),
  )
}

/** Exact until the one rounding: half to even, in the smallest unit. */
const feeOf = (amount: Money, { ppm, fixed }: FeeRate): bigint =>
  roundRatio(amount.minor * ppm + (fixed[amount.currency] ?? 0n), 1n, MILLION, 'half_even')

const rateOf = ({ ppm, fixed }: FeePlan): FeeRate => ({
  ppm: BigInt(ppm),
  fixed: Object.fromEntries(Object.entries(fixed).map(([code, minor]) => [code, BigInt(minor) * MILLION])),
})

/** Funding that nobody knows is taken for credit: dearer. */
function rowFor(rows: readonly FeeRow[], asked: FeesAsked, region: FeeRegion): FeeRow {
  const funding = asked.funding ?? 'credit'
  const channel = asked.channel === 'present' ? 'present' : 'not_present'
  const found = rows.find(
    (row) =>
      (row.schemes === 'any' || row.schemes.includes(asked.scheme)) &&
      (row.regions === 'any' || row.regions.includes(region)) &&
      (row.funding === 'any' || row.funding.includes(funding)) &&
      (row.channel === 'any' || row.channel === channel) &&
      (row.mccs.length === 0 || row.mccs.includes(asked.mcc)),
  )
  return present(found, 'a row of fees')
}
