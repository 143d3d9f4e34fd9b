import type { Currency } from '../../../kernel/currency.ts'
import type { Day, Instant } from '../../../kernel/world.ts'
import type { OrderRail } from '../bank_connections/bank_connection.ts'
import type { Zone } from '../calendars/zone.ts'
import type { InstantRail } from '../codes/facts/instant_statuses.ts'
import type { OrderKind } from '../payment_orders/payment_order.ts'

/** What a rail is, whatever the day. */
export type RailNature = {
  readonly name: string
  readonly currency: Currency
  readonly kinds: readonly OrderKind[]
  /** Whose banking days count. */
  readonly calendar: 'federal_reserve' | 'target'
  /** Where its clocks hang. */
  readonly time_zone: Zone
  /** Its name among the rules of the rails that answer in seconds, on every day of the year; null: it travels in files. */
  readonly instant: InstantRail | null
}

const usa = { currency: 'USD', calendar: 'federal_reserve', time_zone: 'America/New_York' } as const
const europe = { currency: 'EUR', calendar: 'target', time_zone: 'Europe/Brussels' } as const
const pays = ['credit_transfer'] as const
const collects = ['direct_debit'] as const

export const railNatures: Readonly<Record<OrderRail, RailNature>> = {
  ach: { ...usa, name: 'ACH', kinds: [...pays, ...collects], instant: null },
  rtp: { ...usa, name: 'RTP', kinds: pays, instant: 'rtp' },
  fednow: { ...usa, name: 'FedNow', kinds: pays, instant: 'fednow' },
  sepa: { ...europe, name: 'SEPA credit transfer', kinds: pays, instant: null },
  sepa_instant: { ...europe, name: 'SEPA instant credit transfer', kinds: pays, instant: 'sct_inst' },
  sepa_core: { ...europe, name: 'SEPA direct debit Core', kinds: collects, instant: null },
  sepa_b2b: { ...europe, name: 'SEPA direct debit B2B', kinds: collects, instant: null },
}

/** A file of the rail that can still be caught. */
export type CutOff = {
  readonly time_window: string
  readonly kinds: readonly OrderKind[]
  /** When the operator, or the scheme, must have the file; a bank asks for it earlier. */
  readonly closes_at: Instant
  readonly settles_on: Day
}
/** A rail as it is at an instant. */
export type RailView = {
  readonly id: OrderRail
  readonly nature: RailNature
  /** Of one payment, in minor units; null: the rail has no limit of its own. */
  readonly amount_max: bigint | null
  /** Of one payment that settles on the day it is sent, where that is less. */
  readonly same_day_amount_max: bigint | null
  /** By the rail's own clock. */
  readonly today: Day
  /** Why the rail does not move money today; null when it does. */
  readonly closed_for: string | null
  readonly next_banking_day: Day
  /** The soonest first; none where each payment travels by itself. */
  readonly cut_offs: readonly CutOff[]
  /** After so long without an answer the outcome of a payment is unknown, and is asked for; null where files are answered. */
  readonly answers_within_ms: number | null
  /** Holidays of the year ahead; weekends are not named. */
  readonly holidays: readonly { readonly on: Day; readonly name: string }[]
}
