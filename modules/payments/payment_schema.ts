import { Type as T } from 'typebox'
import { Amount, idField, Metadata, Timestamp } from '../../platform/http/fields.ts'
import { cardSchemes, mitReasons } from '../rails/index.ts'
import { authenticationStates } from './authentication.machine.ts'
import { paymentStates } from './payment.machine.ts'

const nullable = <S extends Parameters<typeof T.Union>[0][number]>(schema: S) => T.Union([schema, T.Null()])

export const Finality = T.Object(
  {
    state: T.Enum(['provisional', 'final']),
    expected_final_at: nullable(Timestamp),
    reversible_until: nullable(Timestamp),
    because: T.String({ description: 'What it waits for, or why it is final.' }),
    settled_on: nullable(
      T.String({ format: 'date', description: 'Day of the latest settlement report that named it.' }),
    ),
  },
  { $id: 'Finality', description: 'A provisional success is never shown as final.' },
)

const CardReply = T.Object(
  {
    scheme: T.Enum([...cardSchemes]),
    bin: T.String(),
    last4: T.String(),
    expiry_month: T.Integer(),
    expiry_year: T.Integer(),
    country: nullable(T.String()),
    funding: nullable(T.Enum(['credit', 'debit', 'prepaid'])),
  },
  { $id: 'Card' },
)

const Check = nullable(T.Enum(['match', 'no_match', 'not_checked']))
const AttemptReply = T.Object(
  {
    id: idField('att'),
    number: T.Integer(),
    acquirer_account: idField('aca'),
    acquirer_reference: nullable(T.String()),
    result: nullable(T.String()),
    auth_code: nullable(T.String()),
    network_transaction_id: nullable(T.String()),
    transaction_link_id: nullable(T.String({ description: 'Mastercard’s transaction link id.' })),
    cvc_check: Check,
    address_check: Check,
  },
  { $id: 'PaymentAttempt' },
)

const Decline = T.Object(
  {
    decline_code: T.String(),
    network_code: nullable(T.String()),
    advice_code: nullable(T.String()),
    advice: T.String(),
    payer_message: T.String({ description: 'Safe to show to the payer.' }),
    merchant_message: T.String(),
  },
  { $id: 'Decline' },
)

export const PaymentReply = T.Object(
  {
    id: idField('pay'),
    status: T.Enum([...paymentStates]),
    amount: Amount,
    amount_authorized: Amount,
    amount_captured: Amount,
    amount_refunded: Amount,
    amount_disputed: Amount,
    capture_method: T.Enum(['automatic', 'manual']),
    capture_before: nullable(Timestamp),
    merchant: idField('mer'),
    customer: nullable(idField('cus')),
    payment_method: nullable(T.String()),
    card: nullable(CardReply),
    reference: nullable(T.String()),
    description: nullable(T.String()),
    statement_descriptor: nullable(T.String()),
    metadata: Metadata,
    initiated_by: T.Enum(['customer', 'merchant']),
    mit_reason: nullable(T.Enum([...mitReasons])),
    attempts: T.Integer({ description: 'How many times an authorisation was asked for.' }),
    attempt: nullable(AttemptReply),
    decline: nullable(Decline),
    risk: nullable(
      T.Object({
        decision: T.Enum(['allow', 'challenge', 'review', 'block']),
        reasons: T.Array(T.String()),
      }),
    ),
    review: nullable(
      T.Object(
        {
          status: T.Enum(['open', 'approved', 'rejected']),
          reason: nullable(T.String({ description: 'As whoever decided it gave it.' })),
          decided_by: nullable(T.String({ description: 'Id of the actor.' })),
          decided_at: nullable(Timestamp),
        },
        {
          description: 'A person’s word about a payment that the risk rules put to review; null without one.',
        },
      ),
    ),
    three_ds: nullable(
      T.Object(
        {
          status: T.Enum([...authenticationStates]),
          version: nullable(T.String({ description: 'Of the protocol: 2.2.0.' })),
          eci: nullable(T.String({ description: 'The scheme’s electronic commerce indicator.' })),
          liability_shift: T.Boolean({
            description: 'The issuer, not the merchant, answers for fraud with this payment.',
          }),
        },
        { description: 'What 3-D Secure proved for its attempts; null when they went without.' },
      ),
    ),
    next_action: nullable(
      T.Object({
        type: T.Enum(['redirect']),
        url: T.String({ description: 'Send the payer’s browser there.' }),
      }),
    ),
    has_open_operation: T.Boolean({
      description: 'Something was sent to the acquirer and its outcome is not known yet.',
    }),
    finality: Finality,
    version: T.Integer(),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'Payment' },
)
