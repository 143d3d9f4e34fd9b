import { money } from '../../kernel/money.ts'
import { instant } from '../../kernel/world.ts'
import { expectedFees, type FeePlan } from '../../modules/rails/index.ts'
import { DAY_US } from './limits.ts'
import type { AcquirerName, AuthorizationRow } from './operation.ts'

/** What a merchant and an acquirer agreed: where it acquires (ISO 3166-1 alpha-2), and its price. */
export type Contract = { readonly country: string; readonly fee_plan: FeePlan }
export const noContract: Contract = {
  country: 'US',
  fee_plan: { kind: 'interchange_plus', ppm: 0, fixed: {} },
}

export const DISPUTE_FEE: Readonly<Record<AcquirerName, number>> = {
  northgate: 1500,
  tidewater: 2000,
  ironbridge: 2500,
}

export type Fees = {
  readonly interchange: number
  readonly scheme_fee: number
  readonly acquirer_fee: number
}
export const noFees: Fees = { interchange: 0, scheme_fee: 0, acquirer_fee: 0 }

/**
 * Costs of a sale at a moment of the world's clock, below zero: amounts are signed from the merchant's point of view. They
 * come from the dated tables of rails, as everything a scheme publishes does; an acquirer that deviates does so by a fault.
 */
export function feesOf(row: AuthorizationRow, amount: number, contract: Contract, at_us: number): Fees {
  const fees = expectedFees({
    scheme: row.scheme,
    funding: row.funding,
    issuer_country: row.country,
    acquirer_country: contract.country,
    mcc: row.mcc,
    channel: row.is_merchant_initiated === 1 ? 'recurring' : 'ecommerce',
    amount: money(BigInt(amount), row.currency),
    plan: contract.fee_plan,
    at: instant(at_us),
  })
  const cost = (name: keyof Fees): number => -Number(fees[name].minor) || 0
  return {
    interchange: cost('interchange'),
    scheme_fee: cost('scheme_fee'),
    acquirer_fee: cost('acquirer_fee'),
  }
}

const dayText = (at_us: number): string => new Date(at_us / 1000).toISOString().slice(0, 10)
const closedDays = new Set(['01-01', '12-25'])

/** The next day on which acquirers pay: neither Saturday nor Sunday, nor one of the two days that are closed everywhere. */
export function nextBusinessDay(at_us: number): string {
  let next = at_us - (at_us % DAY_US) + DAY_US
  while ([0, 6].includes(new Date(next / 1000).getUTCDay()) || closedDays.has(dayText(next).slice(5)))
    next += DAY_US
  return dayText(next)
}

/** When the report of a day is there: 06:00 UTC. */
export const reportAt = (day: string): number => Date.parse(`${day}T06:00:00Z`) * 1000
