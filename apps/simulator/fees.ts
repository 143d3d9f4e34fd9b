import { DAY_US } from './limits.ts'
import type { AcquirerName, AuthorizationRow } from './operation.ts'

/** Hundredths of a per cent, and a fixed part in minor units. Interchange after the caps and averages of 2026. */
const interchangeBps: Readonly<Record<string, number>> = { credit: 180, debit: 80, prepaid: 115 }
const regulatedBps: Readonly<Record<string, number>> = { credit: 30, debit: 20, prepaid: 20 }
const schemeBps: Readonly<Record<string, number>> = { visa: 13, mastercard: 14, amex: 15 }
const acquirerFees: Readonly<Record<AcquirerName, { bps: number; fixed: number }>> = {
  northgate: { bps: 35, fixed: 10 },
  tidewater: { bps: 25, fixed: 12 },
  ironbridge: { bps: 20, fixed: 8 },
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

/** Costs are below zero: amounts are signed from the merchant's point of view. */
const part = (amount: number, bps: number): number => -Math.round((amount * bps) / 10_000) || 0

/** Costs of a sale; the European cap holds for cards issued there. */
export function feesOf(row: AuthorizationRow, amount: number, isCapped: boolean): Fees {
  const table = isCapped ? regulatedBps : interchangeBps
  const { bps, fixed } = acquirerFees[row.acquirer]
  return {
    interchange: part(amount, table[row.funding] ?? 180),
    scheme_fee: part(amount, schemeBps[row.scheme] ?? 14),
    acquirer_fee: part(amount, bps) - fixed,
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
