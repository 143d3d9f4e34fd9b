import type { Currency } from '../../../kernel/currency.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { BankAccount, OrderRail } from '../../rails/index.ts'
import type { Summary } from '../approvals/approval.ts'
import type { RailDecision } from '../rail_choice/choose_rail.ts'
import type { Speed } from '../rail_choice/rail_options.ts'
import type { PayoutState } from './payout.machine.ts'
import type { Requirement } from './requirements.ts'

/** What is asked for. */
export type NewPayout = {
  readonly id: Id<'pyo'>
  readonly bank_account: Id<'bac'>
  /** Ledger: whose money it is. */
  readonly account: Id<'acc'>
  /** Minor units. */
  readonly amount: number
  readonly currency: Currency
  readonly speed: Speed
  /** Over this one only; null: any. */
  readonly asked_connection: Id<'bcn'> | null
  /** What the other side's statement shows, at most ten characters. */
  readonly description: string
  readonly remittance: string | null
  readonly metadata: Readonly<Record<string, string>>
}

/** Money on its way to a bank account of somebody else's. */
export type Payout = NewPayout & {
  /** Which details of the bank account were meant: those given then. */
  readonly details_given_at: Instant
  /** Hex, of everything that is approved. */
  readonly digest: string
  readonly policy_version: number
  readonly requirements: readonly Requirement[]
  /** It is not ordered before. */
  readonly held_until: Instant | null
  readonly approval: Id<'apv'> | null
  readonly decision: RailDecision
  readonly connection: Id<'bcn'>
  readonly rail: OrderRail
  /** Its own hold while it waits; an order has one of its own. */
  readonly hold: Id<'trf'> | null
  readonly attempts: number
  readonly order: Id<'por'> | null
  readonly state: PayoutState
  readonly reason_code: string | null
  readonly because: string | null
  readonly reversible_until: Instant | null
  readonly created_by: string
  readonly created_at: Instant
  readonly updated_at: Instant
}
export type Attempt = {
  readonly number: number
  readonly order: Id<'por'>
  readonly connection: Id<'bcn'>
  readonly rail: OrderRail
  readonly decision: RailDecision
  readonly created_at: Instant
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
/** An id's text with five bits of chance turned at a place from its end. */
const turned = (id: string, from_end: 1 | 2, by: number): string => {
  const place = id.length - from_end
  const digit = DIGITS[DIGITS.indexOf(id[place] ?? '0') ^ by] ?? '0'
  return `${id.slice(4, place)}${digit}${id.slice(place + 1)}`
}
/** The order of an attempt. Its own transfers turn the last digit, so they are those of no other attempt. */
export const orderIdOf = (id: Id<'pyo'>, attempt: number): Id<'por'> =>
  `por_${turned(id, 2, attempt)}` as Id<'por'>
/** The payout's own hold, and what gives it back. */
export const holdIdOf = (id: Id<'pyo'>): Id<'trf'> => `trf_${turned(id, 1, 0)}` as Id<'trf'>
export const releaseIdOf = (id: Id<'pyo'>): Id<'trf'> => `trf_${turned(id, 1, 1)}` as Id<'trf'>

/** What exactly would be done: this is approved, and nothing else is ordered. */
export const payoutSummary = (
  payout: NewPayout,
  { details_given_at, holder_name, number_last4, country }: BankAccount,
): Summary => ({
  payout: payout.id,
  bank_account: payout.bank_account,
  details_given_at: instantText(details_given_at),
  account: payout.account,
  amount: { value: String(payout.amount), currency: payout.currency },
  speed: payout.speed,
  connection: payout.asked_connection,
  description: payout.description,
  remittance: payout.remittance,
  shown: { holder_name, number_last4, country },
})

/** How far it can still come back, at a moment of the tenant's clock. */
function finalityOf({ state, reversible_until }: Payout, now: Instant) {
  const until = reversible_until === null ? null : instantText(reversible_until)
  const final = (because: string) =>
    ({ state: 'final', expected_final_at: null, reversible_until: null, because }) as const
  const provisional = (because: string) =>
    ({ state: 'provisional', expected_final_at: until, reversible_until: until, because }) as const
  switch (state) {
    case 'settled':
      return reversible_until === null || now >= reversible_until
        ? final('Nobody can send it back any more.')
        : provisional('It settled, and the other bank may still send it back.')
    case 'needs_approval':
      return provisional('Somebody else has to agree first.')
    case 'approved':
      return provisional('It has not been ordered yet.')
    case 'ordered':
      return provisional('It is on its way.')
    case 'failed':
      return final('The money is back where it came from.')
    default:
      return final('No money moved.')
  }
}

/** As callers see it, at a moment of the tenant's clock. */
export function payoutJson(payout: Payout, now: Instant) {
  const { amount, currency, hold: _hold, details_given_at, held_until, requirements, ...rest } = payout
  const { asked_connection: _asked, reversible_until: _until, created_at, updated_at, ...shown } = rest
  return {
    ...shown,
    amount: { value: String(amount), currency },
    details_given_at: instantText(details_given_at),
    requirements: requirements.map(({ rule, because, until }) => ({ rule, because, until })),
    held_until: held_until === null ? null : instantText(held_until),
    finality: finalityOf(payout, now),
    created_at: instantText(created_at),
    updated_at: instantText(updated_at),
  }
}
