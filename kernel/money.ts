import { assert, present } from './assert.ts'
import type { Currency } from './currency.ts'
import { minorUnits } from './currency.ts'
import { AMOUNT_MINOR_MAX } from './limits.ts'

declare const brand: unique symbol

/** Exact money. `minor` counts the smallest ISO 4217 unit: USD cents, JPY yen, KWD fils. */
export type Money<C extends Currency = Currency> = {
  readonly minor: bigint
  readonly currency: C
  readonly [brand]: 'Money' // required, so a look-alike literal is refused by the compiler
}

export function money<C extends Currency>(minor: bigint, currency: C): Money<C> {
  assert(minor >= -AMOUNT_MINOR_MAX, 'amount below the limit')
  assert(minor <= AMOUNT_MINOR_MAX, 'amount above the limit')
  return { minor, currency } as Money<C>
}

/** `12.50`, `1250` (JPY): minor units as the decimal that people write. */
export function decimalText(minor: bigint, currency: Currency): string {
  const digits = minorUnits(currency)
  const text = String(minor < 0n ? -minor : minor).padStart(digits + 1, '0')
  const sign = minor < 0n ? '-' : ''
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** As a sentence says it: `12.50 USD`. */
export const moneyText = (minor: bigint, currency: Currency): string =>
  `${decimalText(minor, currency)} ${currency}`

/** Currencies must match at compile time: `add(usd, eur)` does not typecheck. */
export function add<C extends Currency>(a: Money<C>, b: Money<NoInfer<C>>): Money<C> {
  assert(a.currency === b.currency, 'currencies differ')
  return money(a.minor + b.minor, a.currency)
}

export function subtract<C extends Currency>(a: Money<C>, b: Money<NoInfer<C>>): Money<C> {
  assert(a.currency === b.currency, 'currencies differ')
  return money(a.minor - b.minor, a.currency)
}

/**
 * Splits `total` by `weights` without losing or making a unit; earlier shares take the rest, save those that come
 * out whole, so no share is a full unit off.
 * A negative total splits as its opposite does, so a refund mirrors the capture it undoes.
 */
export function allocate<C extends Currency>(total: Money<C>, weights: readonly bigint[]): Money<C>[] {
  assert(
    weights.every((weight) => weight >= 0n),
    'weights are not negative',
  )
  const sum = weights.reduce((a, b) => a + b, 0n)
  assert(sum > 0n, 'some weight is above zero')
  const sign = total.minor < 0n ? -1n : 1n
  const whole = total.minor * sign
  const shares = weights.map((weight) => (whole * weight) / sum)
  let rest = whole - shares.reduce((a, b) => a + b, 0n)
  return shares.map((share, index) => {
    // The rest is the sum of the fractions cut off, so there are always more shares with one than there is rest.
    const isCut = (whole * present(weights[index], 'a weight')) % sum !== 0n
    const extra = rest > 0n && isCut ? 1n : 0n
    rest -= extra
    return money((share + extra) * sign, total.currency)
  })
}

/** `up` is away from zero, `down` towards zero, `half_even` to the nearest, ties to the even neighbour. */
export type Rounding = 'half_even' | 'up' | 'down'

/** `amount * numerator / denominator`, exact until the one named rounding. */
export function roundRatio(
  amount: bigint,
  numerator: bigint,
  denominator: bigint,
  rounding: Rounding,
): bigint {
  assert(denominator > 0n, 'a denominator is above zero')
  const product = amount * numerator
  const sign = product < 0n ? -1n : 1n
  const size = product * sign
  const floor = size / denominator
  const twice = (size - floor * denominator) * 2n
  const isUp =
    rounding === 'up'
      ? twice > 0n
      : rounding === 'half_even' && (twice > denominator || (twice === denominator && (floor & 1n) === 1n))
  return sign * (isUp ? floor + 1n : floor)
}

/** How many units of `quote` one unit of `base` buys, as an integer ratio: never a float, never inverted. */
export type Rate<B extends Currency = Currency, Q extends Currency = Currency> = {
  readonly base: B
  readonly quote: Q
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Reads a decimal such as `1.08345`. Source of the rule: ledger.md E2 (store rates exact, never 1/rate). */
export function rate<B extends Currency, Q extends Currency>(base: B, quote: Q, decimal: string): Rate<B, Q> {
  assert(/^\d{1,12}(\.\d{1,18})?$/.test(decimal), 'a rate is a plain decimal')
  const [whole = '0', fraction = ''] = decimal.split('.')
  const numerator = BigInt(whole + fraction)
  assert(numerator > 0n, 'a rate is above zero')
  return { base, quote, numerator, denominator: 10n ** BigInt(fraction.length) }
}

/** Converts base into quote, across the two currencies' minor units; the caller names the rounding. */
export function convert<B extends Currency, Q extends Currency>(
  amount: Money<B>,
  by: Rate<NoInfer<B>, Q>,
  rounding: Rounding,
): Money<Q> {
  assert(amount.currency === by.base, 'the rate is for another base currency')
  const numerator = by.numerator * 10n ** BigInt(minorUnits(by.quote))
  const denominator = by.denominator * 10n ** BigInt(minorUnits(by.base))
  return money(roundRatio(amount.minor, numerator, denominator, rounding), by.quote)
}

const DIGITS = /^(0|[1-9]\d{0,18})$/
/** Reads minor units written as digits, or a JSON integer; undefined for anything else. Length first: BigInt of a million digits stalls. */
export function parseMinor(value: string | number): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined
  if (!DIGITS.test(value)) return undefined
  const minor = BigInt(value)
  return minor <= AMOUNT_MINOR_MAX ? minor : undefined
}
