import { type Static, Type as T } from 'typebox'
import { createHash } from 'node:crypto'
import type { Currency } from '../../../kernel/currency.ts'
import { type Id, idFromBytes, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { type Instant, instantText, parseDay } from '../../../kernel/world.ts'
import { AmountInput, idField, Metadata } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, placeInTime, readPage } from '../../../platform/http/lists.ts'
import { refuseFaults } from '../../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { orderRails } from '../bank_connections/bank_connection.ts'
import type { NewOrder } from './create_orders.ts'
import { fallbackRailOf } from '../instant/fallback_of.ts'
import type { OrderDeps } from './deps.ts'
import { paymentOrderErrors } from './errors.ts'
import { AMOUNT_MAX, ORDERS_PER_CALL_MAX } from './limits.ts'
import { paymentOrderStates } from './payment_order.machine.ts'
import { orderKinds, type PaymentOrder, paymentOrderJson } from './payment_order.ts'
import { PaymentOrderReply, PaymentOrderStepReply } from './payment_order_schema.ts'
import type { PaymentOrders } from './payment_orders.ts'

/** What Nacha's entry description, ten characters, and SEPA's remittance can both carry. */
const DESCRIPTION_DEFAULT = 'PAYMENT'

const OrderFields = T.Object(
  {
    id: T.Optional(idField('por')),
    connection: idField('bcn'),
    kind: T.Enum([...orderKinds]),
    rail: T.Enum([...orderRails]),
    bank_account: idField('bac'),
    mandate: T.Optional(idField('man')),
    account: T.String({
      pattern: '^acc_[0-9a-z]{26}$',
      fault: 'must be an id that begins with acc_',
      description: 'Ledger account: whose money is paid, or who gets what is collected.',
    }),
    amount: AmountInput,
    sec_code: T.Optional(T.Enum(['PPD', 'CCD', 'CTX', 'WEB', 'TEL'])),
    description: T.Optional(
      T.String({
        minLength: 1,
        maxLength: 10,
        pattern: '^[A-Z0-9 .&/-]+$',
        fault: 'must be 1 to 10 capital letters, digits, spaces or . & / -',
        description: 'What the other side’s statement shows; PAYMENT when absent.',
      }),
    ),
    remittance: T.Optional(T.String({ minLength: 1, maxLength: 140 })),
    end_to_end_id: T.Optional(
      T.String({
        maxLength: 35,
        pattern: "^[A-Za-z0-9?:().,'+ -](/?[A-Za-z0-9?:().,'+ -])*$",
        fault:
          "must be 1 to 35 characters that every bank passes on: letters, digits and / - ? : ( ) . , ' +",
        description: 'Yours, unique per connection; the id’s last 26 characters when absent.',
      }),
    ),
    when: T.Optional(
      T.String({
        pattern: '^(same_day|next_day|[0-9]{4}-[0-9]{2}-[0-9]{2})$',
        fault: 'must be same_day, next_day or a day such as 2026-12-01',
        description: '`next_day` when absent.',
      }),
    ),
    releases_after: T.Optional(
      T.Boolean({
        description:
          'Of a collection: whether the money is free only when it cannot come back for ordinary reasons any more. True when absent.',
      }),
    ),
    fallback: T.Optional(
      T.Boolean({
        description:
          'Of an instant payment: whether it goes by SEPA credit transfer, or by ACH, when its own rail surely will not carry it. Never after silence.',
      }),
    ),
    is_last: T.Optional(T.Boolean({ description: 'SEPA: no collection follows under this mandate.' })),
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewPaymentOrder' },
)
const CreateBody = T.Object(
  { orders: T.Array(OrderFields, { minItems: 1, maxItems: ORDERS_PER_CALL_MAX }) },
  { $id: 'NewPaymentOrders' },
)
const BecauseBody = T.Object(
  { because: T.String({ minLength: 1, maxLength: 200 }) },
  { $id: 'PaymentOrderReason' },
)
const params = T.Object({ id: T.String() })
const common = { tag: 'Payment orders', errors: paymentOrderErrors.table } as const
const reading = { ...common, method: 'GET', scope: 'payment_orders:read', status: 200 } as const

const withId = namedBy('por', () => paymentOrderErrors.fail('payment_order_not_found'))
const answer = (made: Result<PaymentOrder, Failure>, at: Instant) =>
  made.ok ? ok({ body: paymentOrderJson(made.value, at) }) : made

/** Ids that are not chosen follow from the idempotency key, so that a repeat finds what the first run made. */
function readOrder(
  given: Static<typeof OrderFields>,
  seed: (index: number) => Buffer,
  index: number,
): NewOrder | { readonly param: string; readonly detail: string } {
  const {
    amount,
    when = 'next_day',
    end_to_end_id,
    mandate,
    sec_code,
    metadata = {},
    fallback = false,
    ...rest
  } = given
  const value = Number(amount.value)
  if (value > AMOUNT_MAX) return { param: 'amount.value', detail: 'is more than one order can move' }
  const day = when === 'same_day' || when === 'next_day' ? when : parseDay(when)
  if (day === undefined) return { param: 'when', detail: 'must be a day that exists' }
  const id = parseId('por', rest.id ?? '') ?? idFromBytes('por', seed(index))
  return {
    ...rest,
    id,
    connection: rest.connection as Id<'bcn'>,
    bank_account: rest.bank_account as Id<'bac'>,
    account: rest.account as Id<'acc'>,
    mandate: (mandate ?? null) as Id<'man'> | null,
    amount: value,
    currency: amount.currency as Currency,
    sec_code: sec_code ?? null,
    description: rest.description ?? DESCRIPTION_DEFAULT,
    remittance: rest.remittance ?? null,
    end_to_end_id: end_to_end_id ?? id.slice(4),
    wish: day,
    purpose: 'payment',
    fallback_rail: fallback ? fallbackRailOf(rest.rail) : null,
    releases_after: rest.kind === 'direct_debit' && (rest.releases_after ?? true),
    metadata,
  }
}

function readOrders(
  { orders }: Static<typeof CreateBody>,
  key: Buffer,
): Result<readonly NewOrder[], Failure> {
  const seed = (index: number): Buffer =>
    createHash('sha256').update(key).update(String(index)).digest().subarray(0, 16)
  const read: NewOrder[] = []
  const faults: { code: string; param: string; detail: string }[] = []
  for (const [index, given] of orders.entries()) {
    const one = readOrder(given, seed, index)
    if ('detail' in one)
      faults.push({ code: 'not_usable', param: `orders[${index}].${one.param}`, detail: one.detail })
    else read.push(one)
  }
  const ids = new Set(read.map(({ id }) => id))
  if (ids.size < read.length) faults.push({ code: 'not_usable', param: 'orders', detail: 'has an id twice' })
  return faults.length > 0 ? refuseFaults(faults) : ok(read)
}

const createRoute = (module: PaymentOrders, { asksOthers }: Pick<OrderDeps, 'asksOthers'>) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'required',
    moves_money: true,
    method: 'POST',
    path: '/v1/payment-orders',
    operation_id: 'createPaymentOrders',
    summary: 'Order payments to, or collections from, bank accounts; all of them or none.',
    description:
      'A payment’s money is set aside in the ledger at once. Where others have to agree to payouts, payments are refused here: make payouts. Orders wait for the file of their cut-off; `settles_at` says when the money moves, and `finality` until when it may come back.',
    scope: 'payment_orders:write',
    body: CreateBody,
    body_bytes_max: 2_000_000,
    status: 201,
    reply: T.Object({ data: T.Array(PaymentOrderReply) }, { $id: 'PaymentOrders' }),
    example: {
      orders: [
        {
          connection: 'bcn_01kdv0000000000000000000g0',
          kind: 'credit_transfer',
          rail: 'ach',
          bank_account: 'bac_01kdv0000000000000000000g0',
          account: 'acc_01kdv0000000000000000000g0',
          amount: { value: '125000', currency: 'USD' },
          description: 'PAYROLL',
          when: 'next_day',
        },
      ],
    },
    async run(scope, { body }, { claim }) {
      const asked = readOrders(body, Buffer.from(claim.key_hash))
      if (!asked.ok) return asked
      const pays = body.orders.some(({ kind }) => kind === 'credit_transfer')
      if (pays && (await asksOthers?.(scope)) === true)
        return paymentOrderErrors.fail('payment_needs_approval')
      const made = await module.createOrders(scope, asked.value)
      if (!made.ok) return made
      const at = scope.world.now()
      return ok({
        status: 201 as const,
        body: { data: made.value.map((order) => paymentOrderJson(order, at)) },
      })
    },
  })

const listRoute = (module: PaymentOrders) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/payment-orders',
    operation_id: 'listPaymentOrders',
    summary: 'List payment orders, newest first.',
    query: listQuery({
      state: T.Optional(T.Enum([...paymentOrderStates])),
      connection: T.Optional(idField('bcn')),
      bank_account: T.Optional(idField('bac')),
      file: T.Optional(idField('ofl')),
      end_to_end_id: T.Optional(T.String({ maxLength: 35 })),
      needs_review: T.Optional(T.Enum(['true'])),
    }),
    reply: listOf(PaymentOrderReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'payment_orders', query)
      if (!asked.ok) return asked
      const { state, connection, bank_account, file, end_to_end_id, needs_review } = query
      const filter = {
        state,
        connection: connection as Id<'bcn'> | undefined,
        bank_account: bank_account as Id<'bac'> | undefined,
        file: file as Id<'ofl'> | undefined,
        end_to_end_id,
        needs_review: needs_review === 'true',
      }
      const after = placeInTime('por', 'created_at', asked.value)
      const found = await module.listOrders(scope, filter, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'payment_orders', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.created_at), one.id])
      const now = scope.world.now()
      return ok({ body: { ...page, data: page.data.map((order) => paymentOrderJson(order, now)) } })
    },
  })

const getRoute = (module: PaymentOrders) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/payment-orders/{id}',
    operation_id: 'getPaymentOrder',
    summary: 'Get a payment order.',
    params,
    reply: PaymentOrderReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await module.findOrder(scope, id), scope.world.now())),
  })

const stepsRoute = (module: PaymentOrders) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/payment-orders/{id}/timeline',
    operation_id: 'getPaymentOrderTimeline',
    summary: 'What happened to a payment order, oldest first.',
    params,
    reply: T.Object({ data: T.Array(PaymentOrderStepReply) }, { $id: 'PaymentOrderTimeline' }),
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found = await module.listOrderSteps(scope, id)
        if (!found.ok) return found
        return ok({ body: { data: found.value.map((step) => ({ ...step, at: instantText(step.at) })) } })
      }),
  })

const changes = {
  cancel: {
    path: '/v1/payment-orders/{id}/cancel',
    operation_id: 'cancelPaymentOrder',
    summary: 'Take back a payment order that is in no file yet.',
    example: { because: 'The invoice was paid by card instead.' },
    run: (module: PaymentOrders, scope: OpenScope, id: Id<'por'>, because: string) =>
      module.cancelOrder(scope, id, because),
  },
  close_review: {
    path: '/v1/payment-orders/{id}/close-review',
    operation_id: 'closePaymentOrderReview',
    summary: 'Say that somebody has looked at a payment order, and what came of it.',
    example: { because: 'The payee was called and has the money.' },
    run: (module: PaymentOrders, scope: OpenScope, id: Id<'por'>, because: string) =>
      module.closeOrderReview(scope, id, because),
  },
} as const

const changeRoute = (module: PaymentOrders, verb: keyof typeof changes) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'required',
    // What was set aside is free again when an order is cancelled.
    moves_money: verb === 'cancel',
    method: 'POST',
    path: changes[verb].path,
    operation_id: changes[verb].operation_id,
    summary: changes[verb].summary,
    example: changes[verb].example,
    scope: 'payment_orders:write',
    params,
    body: BecauseBody,
    status: 200,
    reply: PaymentOrderReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) =>
        answer(await changes[verb].run(module, scope, id, input.body.because), scope.world.now()),
      ),
  })

export const paymentOrderRoutes = (module: PaymentOrders, deps: Pick<OrderDeps, 'asksOthers'>): Route[] => [
  createRoute(module, deps),
  listRoute(module),
  getRoute(module),
  stepsRoute(module),
  changeRoute(module, 'cancel'),
  changeRoute(module, 'close_review'),
]
