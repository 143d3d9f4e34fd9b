import { Type as T } from 'typebox'
import { type Id, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { parseInstant } from '../../../kernel/world.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { paymentOrderErrors } from '../payment_orders/errors.ts'
import { paymentOrderJson } from '../payment_orders/payment_order.ts'
import { PaymentOrderReply } from '../payment_orders/payment_order_schema.ts'
import { instantErrors } from './errors.ts'
import { requestRoutes } from './http_requests.ts'
import type { InstantPayments } from './instant.ts'
import { instantReceiptJson } from './receipt.ts'
import { receivingAccountJson } from './receiving_account.ts'
import { InstantReceiptReply, ReceivingAccountReply } from './schemas.ts'

const params = T.Object({ id: T.String() })
const common = { tag: 'Instant payments', errors: instantErrors.table } as const
const reading = { ...common, method: 'GET', scope: 'payment_orders:read', status: 200 } as const
const AccountId = T.String({
  pattern: '^acc_[0-9a-z]{26}$',
  fault: 'must be an id that begins with acc_',
  description: 'Ledger account: who gets what comes in.',
})
const OpenBody = T.Object(
  {
    connection: idField('bcn'),
    number: T.String({
      pattern: '^[A-Z0-9]{1,34}$',
      fault: 'must be an account number or an IBAN, in capital letters and digits',
      description: 'As payers write it.',
    }),
    account: AccountId,
  },
  { $id: 'NewReceivingAccount' },
)

const openRoute = (module: InstantPayments) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/receiving-accounts',
    operation_id: 'openReceivingAccount',
    summary: 'Let instant payments to an account number of yours in, for a ledger account.',
    description: 'The same number again belongs to the ledger account that is named last.',
    scope: 'payment_orders:write',
    body: OpenBody,
    status: 201,
    reply: ReceivingAccountReply,
    example: {
      connection: 'bcn_01kdv0000000000000000000g0',
      number: '4000000017',
      account: 'acc_01kdv0000000000000000000g0',
    },
    async run(scope, { body }) {
      const { connection, number, account } = body
      const asked = { connection: connection as Id<'bcn'>, number, account: account as Id<'acc'> }
      const made = await module.openReceivingAccount(scope, asked)
      return made.ok ? ok({ body: receivingAccountJson(made.value) }) : made
    },
  })

const closeRoute = (module: InstantPayments) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/receiving-accounts/{id}/close',
    operation_id: 'closeReceivingAccount',
    summary: 'Let no more instant payments in under an account number.',
    scope: 'payment_orders:write',
    params,
    body: T.Object({}, { $id: 'CloseReceivingAccount' }),
    status: 200,
    reply: ReceivingAccountReply,
    async run(scope, input) {
      const id = parseId('rva', input.params.id)
      if (id === undefined) return instantErrors.fail('receiving_account_not_found')
      const closed = await module.closeReceivingAccount(scope, id)
      return closed.ok ? ok({ body: receivingAccountJson(closed.value) }) : closed
    },
  })

const listAccountsRoute = (module: InstantPayments) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/receiving-accounts',
    operation_id: 'listReceivingAccounts',
    summary: 'List the account numbers under which instant payments come in.',
    query: listQuery({}),
    reply: listOf(ReceivingAccountReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'receiving_accounts', query)
      if (!asked.ok) return asked
      const after = parseId('rva', String(asked.value.after?.[0] ?? ''))
      const found = await module.listReceivingAccounts(scope, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'receiving_accounts', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(receivingAccountJson) } })
    },
  })

const listReceiptsRoute = (module: InstantPayments) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/instant-receipts',
    operation_id: 'listInstantReceipts',
    summary: 'List payments that came in over instant rails, and those that were refused, newest first.',
    query: listQuery({}),
    reply: listOf(InstantReceiptReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'instant_receipts', query)
      if (!asked.ok) return asked
      const [at_text, id_text] = asked.value.after ?? []
      const [received_at, id] = [parseInstant(String(at_text ?? '')), parseId('irc', String(id_text ?? ''))]
      const after = received_at === undefined || id === undefined ? undefined : { received_at, id }
      const found = await module.listInstantReceipts(scope, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'instant_receipts', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantReceiptJson(one).received_at, one.id])
      return ok({ body: { ...page, data: page.data.map(instantReceiptJson) } })
    },
  })

const getReceiptRoute = (module: InstantPayments) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/instant-receipts/{id}',
    operation_id: 'getInstantReceipt',
    summary: 'Get a payment that came in over an instant rail.',
    params,
    reply: InstantReceiptReply,
    async run(scope, input) {
      const id = parseId('irc', input.params.id)
      if (id === undefined) return instantErrors.fail('instant_receipt_not_found')
      const found = await module.findInstantReceipt(scope, id)
      return found.ok ? ok({ body: instantReceiptJson(found.value) }) : found
    },
  })

const gatewayRoute = (module: InstantPayments) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/bank-connections/{id}/instant-gateway',
    operation_id: 'rotateInstantGateway',
    summary:
      'Get the address that the bank’s gateway for instant payments calls, and a new secret for its signatures.',
    description:
      'The secret is shown this once; the one before it stays good beside it, so that the bank can change over. `token` is what you show to the gateway.',
    scope: 'bank_connections:write',
    params,
    body: T.Object(
      {
        token: T.Optional(
          T.String({
            pattern: '^[!-~]+$',
            minLength: 1,
            maxLength: 500,
            description: 'Sealed, and never answered.',
          }),
        ),
      },
      { $id: 'InstantGatewaySecrets' },
    ),
    status: 200,
    reply: T.Object(
      { callback_url: T.String(), callback_secret: T.String() },
      { $id: 'InstantGateway', additionalProperties: false },
    ),
    example: { token: 'given-by-the-bank' },
    async run(scope, input) {
      const id = parseId('bcn', input.params.id)
      if (id === undefined) return instantErrors.fail('instant_gateway_not_found')
      const made = await module.rotateInstantGateway(scope, id, input.body.token)
      return made.ok ? ok({ body: made.value }) : made
    },
  })

const resolveRoute = (module: InstantPayments) =>
  route({
    tag: 'Payment orders',
    errors: { ...instantErrors.table, ...paymentOrderErrors.table },
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/payment-orders/{id}/resolve',
    operation_id: 'resolvePaymentOrder',
    summary: 'Say what became of an instant payment that the rail never told of.',
    description:
      'Only when the rail looks back no further. Ask the bank first: `rejected` frees the money, and frees it wrongly if the payment did arrive.',
    scope: 'payment_orders:write',
    params,
    body: T.Object(
      {
        outcome: T.Enum(['settled', 'rejected']),
        because: T.String({ minLength: 1, maxLength: 200 }),
      },
      { $id: 'PaymentOrderResolution' },
    ),
    status: 200,
    reply: PaymentOrderReply,
    example: { outcome: 'settled', because: 'The bank found it under its own reference 4711.' },
    async run(scope, input) {
      const id = parseId('por', input.params.id)
      if (id === undefined) return paymentOrderErrors.fail('payment_order_not_found')
      const done: Result<Parameters<typeof paymentOrderJson>[0], Failure> = await module.resolvePaymentOrder(
        scope,
        id,
        input.body,
      )
      return done.ok ? ok({ body: paymentOrderJson(done.value, scope.world.now()) }) : done
    },
  })

export const instantRoutes = (module: InstantPayments): Route[] => [
  openRoute(module),
  closeRoute(module),
  listAccountsRoute(module),
  listReceiptsRoute(module),
  getReceiptRoute(module),
  gatewayRoute(module),
  resolveRoute(module),
  ...requestRoutes(module),
]
