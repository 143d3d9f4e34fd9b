import { Type as T } from 'typebox'
import { Amount, idField, Metadata, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { instantOrderRails } from './instant_rail.ts'
import { receiptOutcomes } from './receipt.ts'
import { paymentRequestStates } from './requests/payment_request.machine.ts'
import { requestRails } from './requests/payment_request.ts'

export const InstantReceiptReply = T.Object(
  {
    id: idField('irc'),
    connection: idField('bcn'),
    rail: T.Enum([...instantOrderRails]),
    message_id: T.String(),
    outcome: T.Enum([...receiptOutcomes]),
    reason_code: nullable(T.String({ description: 'With which a payment was refused.' })),
    because: nullable(T.String()),
    reference: nullable(T.String({ description: 'As the rail calls it: a UETR or a transaction id.' })),
    end_to_end_id: nullable(T.String()),
    amount: Amount,
    debtor_name: nullable(T.String()),
    remittance: nullable(T.String()),
    account: nullable(idField('acc')),
    request: nullable(idField('rfp')),
    received_at: Timestamp,
  },
  { $id: 'InstantReceipt', additionalProperties: false },
)

export const ReceivingAccountReply = T.Object(
  {
    id: idField('rva'),
    connection: idField('bcn'),
    number: T.String({ description: 'As payers write it.' }),
    account: idField('acc'),
    state: T.Enum(['open', 'closed']),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'ReceivingAccount', additionalProperties: false },
)

export const PaymentRequestReply = T.Object(
  {
    id: idField('rfp'),
    connection: idField('bcn'),
    rail: T.Enum([...requestRails]),
    bank_account: idField('bac'),
    receiving_account: idField('rva'),
    amount: Amount,
    end_to_end_id: T.String({ description: 'The payment brings it back.' }),
    remittance: nullable(T.String()),
    expires_at: Timestamp,
    state: T.Enum([...paymentRequestStates]),
    reason_code: nullable(T.String()),
    because: nullable(T.String()),
    receipt: nullable(idField('irc')),
    metadata: Metadata,
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'PaymentRequest', additionalProperties: false },
)
