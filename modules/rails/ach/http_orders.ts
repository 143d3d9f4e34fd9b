import { Type as T } from 'typebox'
import { type Id, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { type Instant, parseDay } from '../../../kernel/world.ts'
import { AmountInput, CalendarDay, idField, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { refuseFaults } from '../../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { bankAccountErrors } from '../bank_accounts/errors.ts'
import { paymentOrderErrors } from '../payment_orders/errors.ts'
import { AMOUNT_MAX } from '../payment_orders/limits.ts'
import { type PaymentOrder, paymentOrderJson } from '../payment_orders/payment_order.ts'
import { PaymentOrderReply } from '../payment_orders/payment_order_schema.ts'
import { reversalReasons } from '../rules/ach/reverse.ts'
import type { Ach } from './ach.ts'
import { verificationJson, verificationMethods, verificationStates } from './account_verification.ts'
import { achErrors } from './errors.ts'
import { retryGrounds } from './retry_order.ts'

const params = T.Object({ id: T.String() })
const errors = { ...achErrors.table, ...paymentOrderErrors.table }
const ordering = {
  idempotency: 'required',
  method: 'POST',
  tag: 'Payment orders',
  scope: 'payment_orders:write',
  moves_money: true,
  params,
  status: 201,
  reply: PaymentOrderReply,
  errors,
} as const

const made = (order: Result<PaymentOrder, Failure>, at: Instant) =>
  order.ok ? ok({ status: 201 as const, body: paymentOrderJson(order.value, at) }) : order
const withOrder = async <R>(
  text: string,
  fn: (id: Id<'por'>) => Promise<Result<R, Failure>>,
): Promise<Result<R, Failure>> => {
  const id = parseId('por', text)
  return id === undefined ? paymentOrderErrors.fail('payment_order_not_found') : fn(id)
}
const withAccount = async <R>(
  text: string,
  fn: (id: Id<'bac'>) => Promise<Result<R, Failure>>,
): Promise<Result<R, Failure>> => {
  const id = parseId('bac', text)
  return id === undefined ? bankAccountErrors.fail('bank_account_not_found') : fn(id)
}

const reverseRoute = (ach: Ach) =>
  route({
    ...ordering,
    kind: 'staged',
    path: '/v1/payment-orders/{id}/reverse',
    operation_id: 'reversePaymentOrder',
    summary: 'Undo an ACH entry, or a collection of SEPA, that settled by mistake.',
    description:
      'Nacha allows it for five mistakes, within 24 hours of their discovery and five banking days of settlement; SEPA for collections, within five banking days. Answers the order of the reversal.',
    body: T.Object({ reason: T.Enum([...reversalReasons]) }, { $id: 'ReversalReason' }),
    example: { reason: 'duplicate' },
    run: (scope, { params: { id: text }, body }) =>
      withOrder(text, async (id) => made(await ach.reverseOrder(scope, id, body.reason), scope.world.now())),
  })

const retryRoute = (ach: Ach) =>
  route({
    ...ordering,
    kind: 'staged',
    path: '/v1/payment-orders/{id}/retry',
    operation_id: 'retryPaymentOrder',
    summary: 'Send an ACH entry that came back once more, where its return code allows it.',
    body: T.Object(
      {
        when: T.Optional(CalendarDay),
        ground: T.Optional(
          T.Enum([...retryGrounds], {
            description:
              'What you have seen to: the receiver approves the payment again (R08), gave a new authorisation (R07, R10), or you corrected what was wrong.',
          }),
        ),
      },
      { $id: 'PaymentOrderRetry' },
    ),
    example: { ground: 'corrected' },
    run: (scope, { params: { id: text }, body }) =>
      withOrder(text, async (id) => {
        const on = body.when === undefined ? null : parseDay(body.when)
        if (on === undefined)
          return refuseFaults([{ code: 'not_usable', param: 'when', detail: 'must be a day that exists' }])
        const asked = { ground: body.ground ?? null, on }
        return made(await ach.retryOrder(scope, id, asked), scope.world.now())
      }),
  })

const feeRoute = (ach: Ach) =>
  route({
    ...ordering,
    kind: 'staged',
    path: '/v1/payment-orders/{id}/return-fee',
    operation_id: 'chargeReturnFee',
    summary: 'Collect a fee for a debit that came back for want of funds.',
    body: T.Object(
      {
        amount: AmountInput,
        has_notice: T.Boolean({ description: 'The debtor was told of the fee before the debit.' }),
      },
      { $id: 'ReturnFee' },
    ),
    example: { amount: { value: '2500', currency: 'USD' }, has_notice: true },
    run: (scope, { params: { id: text }, body }) =>
      withOrder(text, async (id) => {
        const amount = Number(body.amount.value)
        if (amount > AMOUNT_MAX)
          return refuseFaults([
            { code: 'not_usable', param: 'amount.value', detail: 'is more than one order can move' },
          ])
        if (body.amount.currency !== 'USD')
          return refuseFaults([
            { code: 'not_usable', param: 'amount.currency', detail: 'must be USD for ACH' },
          ])
        const asked = { amount, has_notice: body.has_notice }
        return made(await ach.chargeReturnFee(scope, id, asked), scope.world.now())
      }),
  })

const VerificationReply = T.Object(
  {
    bank_account: idField('bac'),
    method: T.Enum([...verificationMethods]),
    orders: T.Array(idField('por')),
    state: T.Enum([...verificationStates]),
    because: T.String(),
    usable_from: nullable(
      T.String({ format: 'date', description: 'Of a prenote: the first day of live entries.' }),
    ),
    tries: T.Integer({ description: 'How often wrong amounts were named; three end it.' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'BankAccountVerification', additionalProperties: false },
)
const verifying = {
  tag: 'Bank accounts',
  params,
  errors: { ...errors, ...bankAccountErrors.table },
} as const

const beginRoute = (ach: Ach) =>
  route({
    ...verifying,
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/bank-accounts/{id}/verifications',
    operation_id: 'beginBankAccountVerification',
    summary:
      'Verify a bank account over ACH, with a prenote or with two small credits whose amounts its holder names.',
    scope: 'bank_accounts:write',
    moves_money: true,
    body: T.Object(
      {
        method: T.Enum([...verificationMethods]),
        connection: idField('bcn'),
        account: T.String({
          pattern: '^acc_[0-9a-z]{26}$',
          fault: 'must be an id that begins with acc_',
          description: 'Ledger account that pays the small credits.',
        }),
      },
      { $id: 'NewBankAccountVerification' },
    ),
    status: 201,
    reply: VerificationReply,
    example: {
      method: 'micro_entries',
      connection: 'bcn_01kdv0000000000000000000g0',
      account: 'acc_01kdv0000000000000000000g0',
    },
    run: (scope, { params: { id: text }, body }, { claim }) =>
      withAccount(text, async (bank_account) => {
        const begun = await ach.beginVerification(scope, {
          bank_account,
          method: body.method,
          connection: body.connection as Id<'bcn'>,
          account: body.account as Id<'acc'>,
          seed: Buffer.from(claim.key_hash),
        })
        return begun.ok ? ok({ status: 201 as const, body: verificationJson(begun.value) }) : begun
      }),
  })

const confirmRoute = (ach: Ach) =>
  route({
    ...verifying,
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/bank-accounts/{id}/verifications/confirm',
    operation_id: 'confirmBankAccountVerification',
    summary: 'Name the amounts of the small credits, as the holder of the account saw them.',
    scope: 'bank_accounts:write',
    body: T.Object(
      {
        amounts: T.Array(T.Integer({ minimum: 1, maximum: 99 }), {
          minItems: 1,
          maxItems: 4,
          description: 'Cents, in any order.',
        }),
      },
      { $id: 'VerificationAmounts' },
    ),
    status: 200,
    reply: VerificationReply,
    example: { amounts: [12, 47] },
    run: (scope, { params: { id: text }, body }) =>
      withAccount(text, async (id) => {
        const confirmed = await ach.confirmVerification(scope, id, body.amounts)
        return confirmed.ok ? ok({ body: verificationJson(confirmed.value) }) : confirmed
      }),
  })

const listRoute = (ach: Ach) =>
  route({
    ...verifying,
    kind: 'read',
    method: 'GET',
    path: '/v1/bank-accounts/{id}/verifications',
    operation_id: 'listBankAccountVerifications',
    summary: 'List the last verifications of a bank account, newest first.',
    scope: 'bank_accounts:read',
    status: 200,
    reply: T.Object({ data: T.Array(VerificationReply) }, { $id: 'BankAccountVerifications' }),
    run: (scope, input) =>
      withAccount(input.params.id, async (id) => {
        const found = await ach.listVerifications(scope, id)
        return ok({ body: { data: found.map(verificationJson) } })
      }),
  })

export const achOrderRoutes = (ach: Ach): Route[] => [
  reverseRoute(ach),
  retryRoute(ach),
  feeRoute(ach),
  beginRoute(ach),
  confirmRoute(ach),
  listRoute(ach),
]
