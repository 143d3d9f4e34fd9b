import { type Static, Type as T } from 'typebox'
import type { Currency } from '../../kernel/currency.ts'
import { LIST_LIMIT_MAX } from '../../kernel/limits.ts'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { instantText } from '../../kernel/world.ts'
import { Amount, idField, Timestamp } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { cardSchemes } from '../rails/index.ts'
import { errorRows, paymentErrors } from './errors.ts'
import { partyErrorRows } from './errors_parties.ts'
import type { Payments } from './index.ts'
import { outcomeResults } from './payment.ts'
import { paymentStates } from './payment.machine.ts'
import { type Receipt, receiptText } from './receipt.ts'
import { type Entry, entryTypes } from './timeline_entry.ts'

const nullable = <S extends Parameters<typeof T.Union>[0][number]>(schema: S) => T.Union([schema, T.Null()])
const params = T.Object({ id: T.String() })

const EntryReply = T.Object(
  {
    at: Timestamp,
    type: T.Enum([...entryTypes]),
    text: T.String({ description: 'What happened, in plain words.' }),
    operation: nullable(T.String({ description: 'The attempt or other operation that it is about.' })),
    refund: nullable(idField('ref')),
    acquirer_account: nullable(idField('aca')),
    amount: nullable(Amount),
    result: nullable(T.Enum([...outcomeResults])),
    via: nullable(
      T.Enum(['answer', 'callback', 'inquiry', 'report', 'start'], {
        description: 'How it was learned: all but `answer` came later.',
      }),
    ),
    code: nullable(T.String({ description: 'Of a refusal: the network’s code, or ours.' })),
    detail: nullable(T.String()),
    message_id: nullable(T.String({ description: 'The acquirer’s own id of its message.' })),
    is_applied: nullable(T.Boolean({ description: 'False: it was noted, and changed nothing.' })),
    transfer: nullable(
      T.Object({
        id: idField('trf'),
        kind: T.String(),
        code: T.String(),
        debit_account: idField('acc'),
        credit_account: idField('acc'),
      }),
    ),
    event: nullable(
      T.Object({
        id: idField('evt'),
        type: T.String(),
        status: nullable(T.String({ description: 'How the payment or refund stood then.' })),
      }),
    ),
    actor: nullable(T.String({ description: 'Who decided it.' })),
    request_id: nullable(T.String()),
  },
  { $id: 'TimelineEntry' },
)

const amountJson = (minor: bigint, currency: Currency) => ({ value: String(minor), currency })

const entryJson = (entry: Entry, currency: Currency): Static<typeof EntryReply> => ({
  at: instantText(entry.at),
  type: entry.type,
  text: entry.text,
  operation: entry.operation ?? null,
  refund: entry.refund ?? null,
  acquirer_account: entry.acquirer_account ?? null,
  amount: entry.amount === undefined ? null : amountJson(entry.amount, currency),
  result: entry.result ?? null,
  via: entry.via ?? null,
  code: entry.code ?? null,
  detail: entry.detail ?? null,
  message_id: entry.message_id ?? null,
  is_applied: entry.is_applied ?? null,
  transfer: transferJson(entry),
  event: entry.event ?? null,
  actor: entry.actor ?? null,
  request_id: entry.request_id ?? null,
})

function transferJson({ transfer }: Entry) {
  if (transfer === undefined) return null
  const { id, kind, code, debit, credit } = transfer
  return { id, kind, code, debit_account: debit.account, credit_account: credit.account }
}

const timelineRoute = (payments: Payments) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/payments/{id}/timeline',
    operation_id: 'getPaymentTimeline',
    tag: 'Payments',
    summary: 'Read everything that happened to a payment, in order.',
    description:
      'What was sent to acquirers, what they said and how it was learned (late answers and vain inquiries too), what moved in the ledger, who decided what, and what was told as events. Oldest first.',
    scope: 'payments:read',
    params,
    query: listQuery({
      limit: T.Optional(
        T.Integer({
          minimum: 1,
          maximum: LIST_LIMIT_MAX,
          description: `Rows of a page; ${LIST_LIMIT_MAX} when absent.`,
        }),
      ),
    }),
    status: 200,
    reply: listOf(EntryReply),
    errors: { ...errorRows('payment_not_found'), ...listErrors.table },
    async run(scope, { params: asked, query }) {
      const id = parseId('pay', asked.id)
      if (id === undefined) return paymentErrors.fail('payment_not_found')
      const list = `timeline of ${id}`
      const page = readPage(scope.tenant_id, list, { limit: LIST_LIMIT_MAX, ...query })
      if (!page.ok) return page
      const found = await payments.timeline(scope, id)
      if (!found.ok) return found
      const { entries, currency } = found.value
      const from = Number(page.value.after?.[0] ?? 0)
      const shown = entries
        .slice(from, from + page.value.rows)
        .map((entry, index) => ({ entry, next: from + index + 1 }))
      const at = { tenant_id: scope.tenant_id, list, query, asked: page.value }
      const found_page = pageOf(at, shown, ({ next }) => [next])
      const rows = found_page.data.map(({ entry }) => entryJson(entry, currency))
      return ok({ body: { ...found_page, data: rows } })
    },
  })

const ReceiptReply = T.Object(
  {
    payment: idField('pay'),
    status: T.Enum([...paymentStates]),
    reference: nullable(T.String()),
    description: nullable(T.String()),
    merchant: T.Object({
      id: idField('mer'),
      name: T.String(),
      statement_descriptor: T.String(),
      city: T.String(),
      country: T.String(),
    }),
    card: nullable(T.Object({ scheme: T.Enum([...cardSchemes]), last4: T.String() })),
    auth_code: nullable(T.String()),
    lines: T.Array(
      T.Object({
        kind: T.Enum(['payment', 'refund']),
        operation: T.String(),
        amount: Amount,
        at: Timestamp,
      }),
    ),
    amount_paid: Amount,
    amount_refunded: Amount,
    amount: T.Object(Amount.properties, { description: 'What was paid less what was given back.' }),
    text: T.String({ description: 'To be printed or mailed as it is.' }),
  },
  { $id: 'Receipt' },
)

function receiptJson(receipt: Receipt): Static<typeof ReceiptReply> {
  const { view, merchant, lines, paid, refunded } = receipt
  const { order, card, attempt, standing } = view
  const amount = (minor: bigint) => amountJson(minor, order.currency)
  return {
    payment: order.id,
    status: standing.state,
    reference: order.reference,
    description: order.asked.description ?? null,
    merchant: {
      id: merchant.id,
      name: merchant.name,
      statement_descriptor: order.asked.statement_descriptor ?? merchant.statement_descriptor,
      city: merchant.city,
      country: merchant.country,
    },
    card: card === null ? null : { scheme: card.scheme, last4: card.last4 },
    auth_code: attempt?.auth_code ?? null,
    lines: lines.map((line) => ({ ...line, amount: amount(line.amount), at: instantText(line.at) })),
    amount_paid: amount(paid),
    amount_refunded: amount(refunded),
    amount: amount(paid - refunded),
    text: receiptText(receipt),
  }
}

const receiptRoute = (payments: Payments) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/payments/{id}/receipt',
    operation_id: 'getPaymentReceipt',
    tag: 'Payments',
    summary: 'Get the receipt of a payment, for its payer.',
    description: 'What was captured and what was given back, as fields and as text to print.',
    scope: 'payments:read',
    params,
    status: 200,
    reply: ReceiptReply,
    errors: {
      ...errorRows('payment_not_found', 'wrong_state'),
      ...partyErrorRows('merchant_not_found'),
    },
    async run(scope, { params: asked }) {
      const id = parseId('pay', asked.id)
      if (id === undefined) return paymentErrors.fail('payment_not_found')
      const found = await payments.receipt(scope, id)
      return found.ok ? ok({ body: receiptJson(found.value) }) : found
    },
  })

export const historyRoutes = (payments: Payments): Route[] => [
  timelineRoute(payments),
  receiptRoute(payments),
]
