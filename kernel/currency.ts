import { currencyRows } from './facts/currencies.ts'
import type { Day } from './world.ts'

type Rows = typeof currencyRows
/** Every ISO 4217 code that has minor units, withdrawn ones included: old records still carry them. */
export type Currency = { [C in keyof Rows]: Rows[C][1] extends number ? C : never }[keyof Rows]

export const isCurrency = (text: string): text is Currency =>
  Object.hasOwn(currencyRows, text) && currencyRows[text as keyof Rows][1] !== null

export const currencies: readonly Currency[] = Object.keys(currencyRows).filter(isCurrency)

/** Digits after the decimal point by ISO 4217: USD 2, JPY 0, KWD 3. The rail's own scale may differ. */
export const minorUnits = (currency: Currency): number => currencyRows[currency][1]

export const numericCode = (currency: Currency): string => currencyRows[currency][0]

/** Whether new business may use the code on `day`; history stays readable for ever. */
export function isInForce(currency: Currency, day: Day): boolean {
  const [, , from, until] = currencyRows[currency]
  return (from === null || day >= from) && (until === null || day < until)
}
