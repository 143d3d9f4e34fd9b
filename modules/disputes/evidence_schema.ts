import { type TSchema, Type as T } from 'typebox'
import { Amount, CalendarDay, idField, Timestamp } from '../../platform/http/fields.ts'
import { EVIDENCE_FILES_MAX, EVIDENCE_TEXT_CHARS_MAX } from './limits.ts'

const text = (description: string) =>
  T.String({ minLength: 1, maxLength: EVIDENCE_TEXT_CHARS_MAX, description })
const short = T.String({ minLength: 1, maxLength: 200 })
const orNull = <S extends TSchema>(schema: S) => T.Union([schema, T.Null()])

const parts = {
  receipt: text('The receipt, as text.'),
  product_description: text('What was bought.'),
  refund_policy: text('Terms of return and cancellation, and how they were shown.'),
  customer_communication: text('What was written with the customer.'),
  delivery: T.Object({
    carrier: T.Optional(short),
    tracking_number: T.Optional(short),
    delivered_at: T.Optional(Timestamp),
    address: T.Optional(T.String({ minLength: 1, maxLength: 500 })),
  }),
  service_dates: T.Object({ from: CalendarDay, until: CalendarDay }),
  explanation: text('Anything else.'),
  files: T.Array(
    T.Object({
      name: short,
      sha256: T.String({ pattern: '^[0-9a-f]{64}$', description: 'Of the file’s bytes.' }),
      about: T.Optional(short),
    }),
    { maxItems: EVIDENCE_FILES_MAX, description: 'Files that you keep, named by their content.' },
  ),
}
/** What a merchant sends: absent parts stay, null takes one away. */
export const EvidenceInput = T.Object(
  {
    receipt: T.Optional(orNull(parts.receipt)),
    product_description: T.Optional(orNull(parts.product_description)),
    refund_policy: T.Optional(orNull(parts.refund_policy)),
    customer_communication: T.Optional(orNull(parts.customer_communication)),
    delivery: T.Optional(orNull(parts.delivery)),
    service_dates: T.Optional(orNull(parts.service_dates)),
    explanation: T.Optional(orNull(parts.explanation)),
    files: T.Optional(orNull(parts.files)),
  },
  { $id: 'EvidenceInput' },
)

const textOrNull = orNull(T.String())
const anything = orNull(T.Record(T.String(), T.Unknown()))
export const EvidenceReply = T.Object(
  {
    dispute: idField('dsp'),
    completeness: T.Integer({ description: '0 to 100, of what the reason asks for.' }),
    missing: T.Array(T.Object({ need: T.String(), text: T.String() })),
    given: T.Object({
      receipt: T.Optional(parts.receipt),
      product_description: T.Optional(parts.product_description),
      refund_policy: T.Optional(parts.refund_policy),
      customer_communication: T.Optional(parts.customer_communication),
      delivery: T.Optional(parts.delivery),
      service_dates: T.Optional(parts.service_dates),
      explanation: T.Optional(parts.explanation),
      files: T.Optional(parts.files),
    }),
    known: T.Object({
      payment: idField('pay'),
      paid_at: Timestamp,
      amount: Amount,
      amount_captured: Amount,
      amount_refunded: Amount,
      reference: textOrNull,
      description: textOrNull,
      statement_descriptor: textOrNull,
      customer: textOrNull,
      email: textOrNull,
      ip: textOrNull,
      device: textOrNull,
      billing_address: anything,
      shipping_address: anything,
      card: anything,
      auth_code: textOrNull,
      network_transaction_id: textOrNull,
      cvc_check: textOrNull,
      address_check: textOrNull,
      three_ds: anything,
      initiated_by: T.String(),
      risk: anything,
    }),
    compelling_evidence: T.Object({
      applies: T.Boolean(),
      is_met: T.Boolean(),
      why: T.String(),
      payments: T.Array(
        T.Object({
          payment: idField('pay'),
          paid_at: Timestamp,
          description: textOrNull,
          matches: T.Array(T.String()),
        }),
      ),
      source: T.String(),
    }),
  },
  { $id: 'DisputeEvidence' },
)
export const MonitoringReply = T.Object(
  {
    month: T.String(),
    gauges: T.Array(
      T.Object({
        programme: T.String({ examples: ['visa_vamp'] }),
        merchant: idField('mer'),
        disputes: T.Integer(),
        sales: T.Integer(),
        ratio_bps: orNull(T.Integer({ description: 'Hundredths of a per cent.' })),
        threshold_bps: T.Integer(),
        threshold_count: T.Integer(),
        is_exceeded: T.Boolean(),
        source: T.String(),
      }),
    ),
  },
  { $id: 'DisputeMonitoring' },
)
