import { Type as T } from 'typebox'
import { idField, Amount, CalendarDay, Metadata, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { orderRails } from '../bank_connections/bank_connection.ts'
import { sequenceTypes } from '../rules/sepa/mandate.ts'
import { paymentOrderEvents, paymentOrderStates } from './payment_order.machine.ts'
import { orderFunds, orderKinds, orderPurposes } from './payment_order.ts'

export const Finality = T.Object(
  {
    state: T.Enum(['provisional', 'final']),
    expected_final_at: nullable(Timestamp),
    reversible_until: nullable(Timestamp),
    because: T.String(),
  },
  { $id: 'BankFinality', additionalProperties: false },
)
const WindowText = nullable(Timestamp)

export const PaymentOrderReply = T.Object(
  {
    id: idField('por'),
    connection: idField('bcn'),
    kind: T.Enum([...orderKinds]),
    rail: T.Enum([...orderRails]),
    bank_account: idField('bac'),
    mandate: nullable(idField('man')),
    account: idField('acc'),
    amount: Amount,
    sec_code: nullable(T.String()),
    description: T.String(),
    remittance: nullable(T.String()),
    end_to_end_id: T.String(),
    wish: T.String({ description: '`same_day`, `next_day`, or the day on which it should settle.' }),
    purpose: T.Enum([...orderPurposes]),
    sequence_type: nullable(T.Enum([...sequenceTypes])),
    funds: T.Enum([...orderFunds], { description: 'Where collected money is in the ledger.' }),
    releases_after: T.Boolean(),
    fallback_rail: nullable(
      T.Enum(['sepa', 'ach'], {
        description: 'By which an instant order goes when its own rail surely will not carry it.',
      }),
    ),
    attempt: T.Integer({ description: '1, or 2 and 3 when it was tried again after a return.' }),
    original: nullable(idField('por')),
    next: nullable(idField('por')),
    state: T.Enum([...paymentOrderStates]),
    finality: Finality,
    reason_code: nullable(T.String({ description: 'The rail’s own code.' })),
    because: nullable(T.String()),
    next_action: nullable(T.String({ description: 'What the code asked for.' })),
    needs_review: T.Boolean(),
    file: nullable(idField('ofl')),
    number: nullable(T.Integer()),
    reference: nullable(
      T.String({ description: 'As the rail calls it: trace number, transaction id, UETR.' }),
    ),
    time_window: nullable(T.String()),
    file_cutoff_at: WindowText,
    effective_on: CalendarDay,
    settles_on: CalendarDay,
    settles_at: Timestamp,
    settled_at: WindowText,
    return_closes_at: WindowText,
    dispute_closes_at: WindowText,
    metadata: Metadata,
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'PaymentOrder', additionalProperties: false },
)

export const PaymentOrderStepReply = T.Object(
  {
    number: T.Integer(),
    event: T.Enum([...paymentOrderEvents]),
    state: T.Enum([...paymentOrderStates]),
    reason_code: nullable(T.String()),
    because: nullable(T.String()),
    file: nullable(T.String({ description: 'The file that said so, ours or the bank’s.' })),
    at: Timestamp,
  },
  { $id: 'PaymentOrderStep', additionalProperties: false },
)
