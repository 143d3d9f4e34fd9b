import type { Currency } from '../../../kernel/currency.ts'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import type { Instant } from '../../../kernel/world.ts'
import {
  type BankAccount,
  type BankConnection,
  isFileRail,
  type NewOrder,
  orderFaults,
  type OrderRail,
  planOrder,
  toTemporal,
  wallDay,
  type Zone,
} from '../../rails/index.ts'
import { inForce } from '../facts/dated.ts'
import { type RailCost, railCosts } from '../facts/rail_costs.ts'

/** `instant`: in seconds; `same_day`: today; `standard`: in a file; `cheapest`: whatever costs least. */
export const speeds = ['instant', 'same_day', 'standard', 'cheapest'] as const
export type Speed = (typeof speeds)[number]

/** One way that a payout could take. */
export type RailOption = {
  readonly connection: Id<'bcn'>
  readonly rail: OrderRail
  /** As an order asks for it. */
  readonly wish: 'same_day' | 'next_day'
  /** Minor units; null where nobody knows. */
  readonly cost: number | null
  readonly arrives_at: Instant
  readonly arrives_today: boolean
  readonly is_instant: boolean
  /** Why it cannot be taken; null when it can. */
  readonly excluded_because: string | null
}

/** What a payout asks of a rail. */
export type ToCarry = {
  readonly amount: number
  readonly currency: Currency
  readonly speed: Speed
  /** Ledger: whose money it is. */
  readonly account: Id<'acc'>
  readonly description: string
  readonly remittance: string | null
}
/** What one bank takes, by a policy: of one connection, or of all where none is named. */
export type OwnCost = RailCost & { readonly connection: Id<'bcn'> | null }

const payingRails: readonly OrderRail[] = ['ach', 'sepa', 'sepa_instant', 'rtp', 'fednow']
/** Where it is today for a rail. */
const zones: Readonly<Partial<Record<OrderRail, Zone>>> = {
  sepa: 'Europe/Brussels',
  sepa_instant: 'Europe/Brussels',
}
const zoneOf = (rail: OrderRail): Zone => zones[rail] ?? 'America/New_York'
const NO_ORDER = idFromBytes('por', new Uint8Array(16))

/**
 * Every way from the connections to a bank account, with what it costs and when the money is there; those that an order would
 * be refused on are there too, with the reason. Pure.
 */
export function railOptions(
  asked: {
    readonly connections: readonly BankConnection[]
    readonly bank_account: BankAccount
    readonly carry: ToCarry
    readonly costs: readonly OwnCost[]
  },
  at: Instant,
): RailOption[] {
  return asked.connections.flatMap((connection) =>
    connection.rails
      .filter((rail) => payingRails.includes(rail))
      .map((rail) => optionOf(asked, connection, rail, at)),
  )
}

function optionOf(
  { bank_account, carry, costs }: Parameters<typeof railOptions>[0],
  connection: BankConnection,
  rail: OrderRail,
  at: Instant,
): RailOption {
  const wish = carry.speed === 'same_day' ? 'same_day' : 'next_day'
  const order = orderOf(carry, { connection: connection.id, rail, bank_account: bank_account.id, wish })
  const terms = {
    connection,
    bank_account,
    mandate: undefined,
    account_currency: carry.currency,
    used: undefined,
  }
  const faults = orderFaults(order, terms, at)
  const plan = planOrder(
    {
      ...order,
      sec_code: bank_account.holder_kind === 'business' ? 'CCD' : 'PPD',
      lead_minutes: connection.rules.lead_minutes,
      pre_notification_days: null,
    },
    at,
  )
  return {
    connection: connection.id,
    rail,
    wish,
    cost: costOf({ rail, connection: connection.id, wish }, carry.currency, costs, at),
    arrives_at: plan.settles_at,
    arrives_today: plan.settles_on <= wallDay(toTemporal(at), zoneOf(rail)),
    is_instant: !isFileRail(rail),
    excluded_because: faults.length === 0 ? null : sentence(faults),
  }
}

const sentence = (faults: readonly { readonly param: string; readonly detail: string }[]): string =>
  faults.map(({ param, detail }) => `${param} ${detail}`).join('; ')

/** The order that an option would be. */
export const orderOf = (
  { amount, currency, account, description, remittance }: ToCarry,
  way: Pick<NewOrder, 'connection' | 'rail' | 'bank_account' | 'wish'> & { readonly id?: Id<'por'> },
): NewOrder => ({
  ...way,
  id: way.id ?? NO_ORDER,
  kind: 'credit_transfer',
  mandate: null,
  account,
  amount,
  currency,
  sec_code: null,
  description,
  remittance,
  end_to_end_id: (way.id ?? NO_ORDER).slice(4),
  purpose: 'payment',
  releases_after: false,
  metadata: {},
})

/** By the policy for this connection, then by the policy for the rail, then by what is usual. */
function costOf(
  { rail, connection, wish }: Pick<RailOption, 'rail' | 'connection' | 'wish'>,
  currency: Currency,
  own: readonly OwnCost[],
  at: Instant,
): number | null {
  const of = (row: RailCost): boolean => row.rail === rail && row.currency === currency
  const row =
    own.find((one) => of(one) && one.connection === connection) ??
    own.find((one) => of(one) && one.connection === null) ??
    inForce(railCosts, at).value.find(of)
  if (row === undefined) return null
  return wish === 'same_day' ? (row.same_day_fixed ?? row.fixed) : row.fixed
}
