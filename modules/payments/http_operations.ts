import { Type as T } from 'typebox'
import { type Id, parseId } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { AmountInput } from '../../platform/http/fields.ts'
import { type Route, route, type Stage } from '../../platform/http/route.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Answer } from './answers.ts'
import { errorRows, paymentErrors } from './errors.ts'
import { partyErrorRows } from './errors_parties.ts'
import type { Payments } from './index.ts'
import type { Command } from './operate.ts'
import { methodInput, resolveMethod } from './payment_input.ts'
import { PaymentReply } from './payment_schema.ts'

const params = T.Object({ id: T.String() })
const common = {
  idempotency: 'required',
  moves_money: true,
  method: 'POST',
  tag: 'Payments',
  scope: 'payments:write',
  params,
  status: 200,
  also_answers: [202],
  reply: PaymentReply,
} as const
const usual = errorRows(
  'payment_not_found',
  'wrong_state',
  'operation_open',
  'payment_changed',
  'amount_too_large',
  'not_supported',
  'acquirer_rejected',
  'acquirer_unavailable',
  'card_declined',
)

type Run = (scope: OpenScope, id: Id<'pay'>, stage: Stage) => ReturnType<Payments['operate']>

/** 200 with the payment, or 202 while nobody knows what came of it. */
async function answer(
  scope: OpenScope,
  { id: text }: { id: string },
  stage: Stage,
  run: Run,
): Promise<Result<{ status: 200 | 202; body: { rendered: string } }, Failure>> {
  const id = parseId('pay', text)
  if (id === undefined) return paymentErrors.fail('payment_not_found')
  const done = await run(scope, id, stage)
  return done.ok ? ok({ status: done.value.is_open ? 202 : 200, body: { rendered: done.value.text } }) : done
}

/** The answer about a payment that was made before: 200, or 202 while nobody knows. */
export const ofKnown = (done: Result<Answer, Failure>): Result<Answer, Failure> =>
  done.ok && done.value.status === 201 ? ok({ ...done.value, status: 200 }) : done

/** An amount in the payment's currency, as the command takes it. */
export async function inCurrency(
  payments: Payments,
  scope: OpenScope,
  id: string,
  amount: { value: string | number; currency: string } | undefined,
): Promise<Result<number | undefined, Failure>> {
  const known = parseId('pay', id)
  if (amount === undefined || known === undefined) return ok(undefined)
  const found = await payments.find(scope, known)
  if (!found.ok) return found
  const { currency } = found.value.order
  const minor = Number(amount.value)
  if (amount.currency !== currency)
    return paymentErrors.fail('amount_too_large', {
      param: 'amount.currency',
      detail: `The payment is in ${currency}.`,
    })
  return minor >= 1 && Number.isSafeInteger(minor)
    ? ok(minor)
    : paymentErrors.fail('amount_too_large', { param: 'amount.value', detail: 'At least one minor unit.' })
}

const captureRoute = (payments: Payments) =>
  route({
    kind: 'staged',
    ...common,
    path: '/v1/payments/{id}/capture',
    operation_id: 'capturePayment',
    summary: 'Capture what a payment holds, or a part of it.',
    description: 'Several captures are possible where the acquirer takes them; `final` gives the rest back.',
    body: T.Object(
      {
        amount: T.Optional(AmountInput),
        final: T.Optional(
          T.Boolean({ description: 'true when absent and the acquirer takes no second capture.' }),
        ),
      },
      { $id: 'CapturePayment' },
    ),
    example: { amount: { value: '800', currency: 'USD' }, final: true },
    errors: { ...usual, ...errorRows('too_many_captures') },
    async run(scope, { params: asked, body }, stage) {
      const amount = await inCurrency(payments, scope, asked.id, body.amount)
      if (!amount.ok) return amount
      const command: Command = {
        kind: 'capture',
        is_final: body.final ?? body.amount === undefined,
        ...(amount.value === undefined ? {} : { amount: amount.value }),
      }
      return answer(scope, asked, stage, (own, id) => payments.operate(own, id, command, stage))
    },
  })

const incrementRoute = (payments: Payments) =>
  route({
    kind: 'staged',
    ...common,
    path: '/v1/payments/{id}/increment',
    operation_id: 'incrementPayment',
    summary: 'Raise what a payment holds.',
    description: 'The amount is the new total.',
    body: T.Object({ amount: AmountInput }, { $id: 'IncrementPayment' }),
    example: { amount: { value: '1500', currency: 'USD' } },
    errors: usual,
    async run(scope, { params: asked, body }, stage) {
      const amount = await inCurrency(payments, scope, asked.id, body.amount)
      if (!amount.ok) return amount
      const command: Command = { kind: 'increment', amount: amount.value ?? 0 }
      return answer(scope, asked, stage, (own, id) => payments.operate(own, id, command, stage))
    },
  })

const cancelRoute = (payments: Payments) =>
  route({
    kind: 'staged',
    ...common,
    path: '/v1/payments/{id}/cancel',
    operation_id: 'cancelPayment',
    summary: 'Give a payment up, and give back what it holds.',
    description: 'With `amount` only that part is given back, where the acquirer can.',
    body: T.Object({ amount: T.Optional(AmountInput) }, { $id: 'CancelPayment' }),
    errors: usual,
    async run(scope, { params: asked, body }, stage) {
      const amount = await inCurrency(payments, scope, asked.id, body.amount)
      if (!amount.ok) return amount
      const part = amount.value === undefined ? {} : { amount: amount.value }
      return answer(scope, asked, stage, (own, id) => payments.cancel(own, id, part, stage))
    },
  })

const confirmRoute = (payments: Payments) =>
  route({
    kind: 'staged',
    ...common,
    path: '/v1/payments/{id}/confirm',
    operation_id: 'confirmPayment',
    summary: 'Send a payment that waits, or try a declined one again.',
    body: T.Object({ payment_method: T.Optional(methodInput) }, { $id: 'ConfirmPayment' }),
    example: { payment_method: 'pm_card_visa' },
    errors: {
      ...usual,
      ...errorRows(
        'payment_blocked',
        'no_acquirer',
        'unknown_payment_method',
        'merchant_not_active',
        'retry_not_allowed',
        'transaction_link_required',
      ),
      ...partyErrorRows('customer_not_found'),
    },
    async run(scope, { params: asked, body }) {
      const id = parseId('pay', asked.id)
      if (id === undefined) return paymentErrors.fail('payment_not_found')
      const means = await resolveMethod(payments.parties, scope, body.payment_method)
      if (!means.ok) return means
      return ofKnown(await payments.confirm(scope, id, means.value))
    },
  })

export const operationRoutes = (payments: Payments): Route[] => [
  confirmRoute(payments),
  captureRoute(payments),
  cancelRoute(payments),
  incrementRoute(payments),
]
