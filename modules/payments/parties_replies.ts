import { Type as T } from 'typebox'
import { idField, Metadata, Timestamp } from '../../platform/http/fields.ts'
import { cardSchemes } from '../rails/index.ts'
import { merchantStates } from './merchant.machine.ts'
import { AddressReply, nullable } from './parties_fields.ts'
import { paymentMethodStates } from './payment_method.machine.ts'

/** Objects as the API shows them; events carry the same. */
const text = nullable(T.String())
const times = { created_at: Timestamp, updated_at: Timestamp }

export const MerchantReply = T.Object(
  {
    id: idField('mer'),
    reference: text,
    name: T.String(),
    statement_descriptor: T.String({ description: 'What a cardholder reads.' }),
    city: T.String(),
    country: T.String(),
    mcc: T.String(),
    mcc_name: nullable(T.String({ description: 'Null for a code that Florin has no name for.' })),
    settlement_currency: text,
    state: T.Enum([...merchantStates]),
    metadata: Metadata,
    ...times,
  },
  { $id: 'Merchant' },
)

export const CustomerReply = T.Object(
  {
    id: idField('cus'),
    reference: text,
    name: text,
    email: text,
    phone: text,
    billing_address: nullable(AddressReply),
    shipping_address: nullable(AddressReply),
    default_payment_method: nullable(idField('pm')),
    metadata: Metadata,
    ...times,
    deleted_at: nullable(Timestamp),
  },
  { $id: 'Customer', description: 'Of a deleted one only the id and the times are left.' },
)

const Billing = T.Object(
  { name: text, email: text, phone: text, address: nullable(AddressReply) },
  { $id: 'BillingDetails' },
)
export const PaymentMethodReply = T.Object(
  {
    id: idField('pm'),
    token: idField('tok'),
    customer: nullable(idField('cus')),
    state: T.Enum([...paymentMethodStates]),
    card: T.Object({
      scheme: T.Enum([...cardSchemes]),
      bin: T.String(),
      last4: T.String(),
      expiry_month: T.Integer(),
      expiry_year: T.Integer(),
      country: text,
      funding: nullable(T.Enum(['credit', 'debit', 'prepaid'])),
      fingerprint: T.String({ description: 'The same for every token of one card number.' }),
    }),
    network_transaction_id: text,
    transaction_link_id: text,
    consent: nullable(T.Object({ given_at: Timestamp, reference: text })),
    billing: nullable(Billing),
    metadata: Metadata,
    ...times,
    detached_at: nullable(Timestamp),
  },
  { $id: 'PaymentMethod' },
)
