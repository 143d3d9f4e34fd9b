import type { Currency } from '../../kernel/currency.ts'
import { type Id, newId } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Asked, PaymentOrder, PaymentView, Standing } from './payment.ts'
import type { PaymentState } from './payment.machine.ts'

/** What a caller asks for, checked for form. */
export type NewPayment = {
  readonly id?: Id<'pay'>
  readonly amount: number
  readonly currency: Currency
  readonly merchant: Id<'mer'>
  readonly customer: Id<'cus'> | null
  readonly method: Id<'pm'> | null
  readonly token: Id<'tok'> | null
  readonly reference: string | null
  readonly is_manual: boolean
  /** False: it is made and waits to be confirmed. */
  readonly is_confirmed: boolean
  readonly asked: Asked
}

export function orderOf(scope: OpenScope, asked: NewPayment): PaymentOrder {
  return {
    id: asked.id ?? newId('pay', scope.world),
    merchant: asked.merchant,
    customer: asked.customer,
    payment_method: asked.method,
    token: asked.token,
    reference: asked.reference,
    amount: asked.amount,
    currency: asked.currency,
    is_manual: asked.is_manual,
    asked: asked.asked,
    created_at: scope.world.now(),
  }
}

/** A payment as it begins. */
export const firstView = (
  order: PaymentOrder,
  state: PaymentState,
  more: Partial<PaymentView>,
): PaymentView => ({
  order,
  standing: firstStanding(order, state, more.attempt?.id ?? null),
  card: null,
  attempt: null,
  risk: null,
  authentication: null,
  review: null,
  ...more,
})

const firstStanding = (order: PaymentOrder, state: PaymentState, attempt: Id<'att'> | null): Standing => ({
  state,
  version: 1,
  attempts: attempt === null ? 0 : 1,
  authorized: 0,
  captured: 0,
  refunded: 0,
  refunding: 0,
  disputed: 0,
  settled: 0,
  settled_on: null,
  attempt,
  open_operation: attempt,
  hold: null,
  capture_before: null,
  updated_at: order.created_at,
})
