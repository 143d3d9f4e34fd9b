import type { Fault } from '../../../kernel/result.ts'
import { dayOf, type Instant } from '../../../kernel/world.ts'
import type { BankAccount } from '../bank_accounts/bank_account.ts'
import type { BankConnection, OrderRail } from '../bank_connections/bank_connection.ts'
import { plusDays } from '../calendars/days.ts'
import type { Mandate } from '../mandates/mandate.ts'
import { mayCarry } from '../rules/instant/limits.ts'
import { sepaOrderFaults } from '../sepa/order_faults.ts'
import type { NewOrder } from './check_orders.ts'
import { AMOUNT_MAX } from './limits.ts'
import { type SequenceUse, sequenceFor } from './sequence.ts'

/** What an order refers to; undefined where there is no such thing. */
export type OrderTerms = {
  readonly connection: BankConnection | undefined
  readonly bank_account: BankAccount | undefined
  readonly mandate: Mandate | undefined
  readonly account_currency: string | undefined
  readonly used: SequenceUse | undefined
}

/** A rail of ours by the name that bank accounts have for it. */
const accountRail: Readonly<Record<OrderRail, string>> = {
  ach: 'ach',
  sepa: 'sct',
  sepa_instant: 'sct_inst',
  sepa_core: 'sdd_core',
  sepa_b2b: 'sdd_b2b',
  rtp: 'rtp',
  fednow: 'fednow',
}
const collecting: readonly OrderRail[] = ['ach', 'sepa_core', 'sepa_b2b']
const paying: readonly OrderRail[] = ['ach', 'sepa', 'sepa_instant', 'rtp', 'fednow']
const mandateScheme: Readonly<Partial<Record<OrderRail, string>>> = {
  ach: 'ach',
  sepa_core: 'sepa_core',
  sepa_b2b: 'sepa_b2b',
}
/** How far ahead a day may lie on which an order should settle. */
const DAYS_AHEAD_MAX = 366

type Add = (code: string, param: string, detail: string) => void

/** Every fault of an order by its field; empty when it may go. */
export function orderFaults(asked: NewOrder, terms: OrderTerms, now: Instant): Fault[] {
  const faults: Fault[] = []
  const add: Add = (code, param, detail) => void faults.push({ code, param, detail })
  checkConnection(add, asked, terms)
  checkAccount(add, asked, terms)
  checkAmount(add, asked, terms, now)
  checkWish(add, asked, now)
  if (terms.connection !== undefined) faults.push(...sepaOrderFaults(terms.connection, asked))
  if (asked.kind === 'direct_debit') checkMandate(add, asked, terms, now)
  else if (asked.mandate !== null && asked.purpose !== 'reversal')
    add('not_usable', 'mandate', 'belongs to collections only')
  return faults
}

function checkConnection(
  add: Add,
  { rail, kind, currency, purpose }: NewOrder,
  { connection }: OrderTerms,
): void {
  if (connection === undefined) return add('not_found', 'connection', 'names no bank connection')
  if (connection.state !== 'enabled') add('not_usable', 'connection', `is ${connection.state}`)
  if (!connection.rails.includes(rail))
    add('not_usable', 'rail', `is none of this connection: ${connection.rails.join(', ')}`)
  if (connection.currency !== currency)
    add('not_usable', 'amount.currency', `must be ${connection.currency}, as the connection has it`)
  // What undoes a collection goes by the way on which it came.
  const able = kind === 'direct_debit' || purpose === 'reversal' ? collecting : paying
  if (!able.includes(rail)) add('not_usable', 'rail', `carries no ${kind}: use ${able.join(', ')}`)
}

function checkAccount(add: Add, asked: NewOrder, { bank_account, account_currency }: OrderTerms): void {
  if (account_currency === undefined) add('not_found', 'account', 'names no ledger account')
  else if (account_currency !== asked.currency)
    add('not_usable', 'account', `holds ${account_currency}, and the order is in ${asked.currency}`)
  if (bank_account === undefined) return add('not_found', 'bank_account', 'names no bank account')
  if (bank_account.state !== 'enabled') add('not_usable', 'bank_account', `is ${bank_account.state}`)
  if (!bank_account.rails.includes(accountRail[asked.rail]))
    add('not_usable', 'bank_account', `cannot be reached by ${asked.rail}: ${bank_account.rails.join(', ')}`)
}

const instantRail = { sepa_instant: 'sct_inst', rtp: 'rtp', fednow: 'fednow' } as const

function checkAmount(add: Add, { amount, purpose, rail }: NewOrder, _terms: OrderTerms, now: Instant): void {
  if (amount === 0 && purpose !== 'prenote') add('not_usable', 'amount.value', 'must be above zero')
  if (amount > AMOUNT_MAX) add('not_usable', 'amount.value', 'is more than one order can move')
  if (rail !== 'sepa_instant' && rail !== 'rtp' && rail !== 'fednow') return
  const may = mayCarry(instantRail[rail], BigInt(amount), dayOf(now))
  if (!may.allowed) add('not_usable', 'amount.value', may.because)
}

function checkWish(add: Add, { wish }: NewOrder, now: Instant): void {
  if (wish === 'same_day' || wish === 'next_day') return
  const today = dayOf(now)
  // A day of grace: it is still yesterday in New York.
  if (wish < plusDays(today, -1)) add('not_usable', 'wish', 'is a day that has passed')
  if (wish > plusDays(today, DAYS_AHEAD_MAX))
    add('not_usable', 'wish', `is more than ${DAYS_AHEAD_MAX} days ahead`)
}

function checkMandate(add: Add, asked: NewOrder, terms: OrderTerms, now: Instant): void {
  const { mandate } = terms
  // What takes back our own credit needs no agreement of its own.
  if (asked.mandate === null && asked.purpose !== 'payment') return
  if (asked.mandate === null) return add('required', 'mandate', 'is required to collect')
  if (mandate === undefined) return add('not_found', 'mandate', 'names no mandate')
  if (mandate.scheme !== mandateScheme[asked.rail])
    add('not_usable', 'mandate', `is one of ${mandate.scheme}, and does not allow ${asked.rail}`)
  if (mandate.bank_account !== asked.bank_account)
    add('not_usable', 'bank_account', 'is not the account of the mandate')
  if (mandate.state !== 'active') add('not_usable', 'mandate', `is ${mandate.state}`)
  if (mandate.amount_max !== null && BigInt(asked.amount) > mandate.amount_max)
    add('not_usable', 'amount.value', `is more than the mandate allows: ${mandate.amount_max}`)
  if (mandate.lapses_on !== null && dayOf(now) > mandate.lapses_on) add('not_usable', 'mandate', 'has lapsed')
  const sequence = sequenceFor(asked.rail, terms, { is_last: asked.is_last ?? false, on: dayOf(now) })
  if (sequence !== undefined && !sequence.allowed) add('not_usable', 'mandate', sequence.because)
}
