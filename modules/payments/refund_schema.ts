import { Type as T } from 'typebox'
import { Amount, idField, Metadata, Timestamp } from '../../platform/http/fields.ts'
import { Finality } from './payment_schema.ts'
import { refundReasons } from './refund.ts'
import { refundStates } from './refund.machine.ts'

export const RefundReply = T.Object(
  {
    id: idField('ref'),
    payment: idField('pay'),
    status: T.Enum([...refundStates]),
    amount: Amount,
    reason: T.Union([T.Enum([...refundReasons]), T.Null()]),
    reference: T.Union([T.String(), T.Null()]),
    metadata: Metadata,
    acquirer_account: idField('aca'),
    acquirer_reference: T.Union([T.String(), T.Null()]),
    failure: T.Union([T.String({ description: 'What the acquirer or the network called it.' }), T.Null()]),
    finality: Finality,
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'Refund' },
)
