import { createHash } from 'node:crypto'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import type { OrderRail } from '../bank_connections/bank_connection.ts'
import { readInstantReject } from '../codes/instant.ts'
import { readSepaReason } from '../codes/sepa.ts'
import type { NewOrder } from '../payment_orders/check_orders.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { NOT_SENT } from './decide.ts'

/** The slower rail beside an instant one; null for a rail that has none. */
export const fallbackRailOf = (rail: OrderRail): PaymentOrder['fallback_rail'] =>
  rail === 'sepa_instant' ? 'sepa' : rail === 'rtp' || rail === 'fednow' ? 'ach' : null

/** The same however often it is asked for: a repeat finds the order that there is. */
const fallbackId = (id: Id<'por'>): Id<'por'> =>
  idFromBytes('por', createHash('sha256').update(`fallback\n${id}`).digest())

const E2E_CHARS_MAX = 35
const ENDING = '-F'

/**
 * The order that takes the place of an instant one on its slower rail; undefined when none does. Only a sure rejection with
 * a code that says so allows it, or a message that surely never left; silence and doubt never do.
 * Source: payment-codes.md 3.1 and 2, payments.md A4 ("fallback Inst→SCT only on RJCT, never on silence").
 */
export function fallbackOf(order: PaymentOrder, reject_code: string): NewOrder | undefined {
  const { rail, fallback_rail, state, next } = order
  if (
    fallback_rail === null ||
    fallback_rail !== fallbackRailOf(rail) ||
    state !== 'rejected' ||
    next !== null
  )
    return undefined
  if (!allowsOtherRail(rail, reject_code)) return undefined
  const { connection, kind, bank_account, mandate, account, amount, currency, description } = order
  return {
    id: fallbackId(order.id),
    connection,
    kind,
    rail: fallback_rail,
    bank_account,
    mandate,
    account,
    amount,
    currency,
    sec_code: null,
    description,
    remittance: order.remittance,
    end_to_end_id: `${order.end_to_end_id.slice(0, E2E_CHARS_MAX - ENDING.length)}${ENDING}`,
    wish: 'same_day',
    purpose: order.purpose,
    releases_after: false,
    metadata: order.metadata,
    original: order.id,
  }
}

function allowsOtherRail(rail: OrderRail, code: string): boolean {
  if (code === NOT_SENT) return true
  const { auto_action, then_action } =
    rail === 'sepa_instant' ? readSepaReason(code) : readInstantReject(code)
  return auto_action === 'RETRY_OTHER_ROUTE' || then_action === 'RETRY_OTHER_ROUTE'
}
