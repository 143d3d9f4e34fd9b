import { Type as T } from 'typebox'
import { idField, Metadata, Timestamp, nullable } from '../../../platform/http/fields.ts'
import { bankAccountStates } from './bank_account.machine.ts'

export const accountTypes = ['checking', 'savings', 'payment', 'salary', 'general_ledger', 'loan'] as const

export const BankAccountReply = T.Object(
  {
    id: idField('bac'),
    country: T.String(),
    currency: T.String(),
    holder_name: T.String(),
    holder_kind: T.Enum(['individual', 'business']),
    account_type: nullable(T.Enum([...accountTypes])),
    bank: T.Record(T.String(), T.String(), {
      description:
        'What names the bank: routing number, sort code, BIC; of an IBAN its country and bank code.',
    }),
    rails: T.Array(T.String(), { description: 'The rails that the details are enough for.' }),
    number_last4: T.String({
      description: 'The end of the account number; the rest is sealed and never answered.',
    }),
    fingerprint: T.String({ description: 'The same for the same account within your tenant.' }),
    reference: nullable(T.String()),
    metadata: Metadata,
    state: T.Enum([...bankAccountStates]),
    because: nullable(T.String()),
    version: T.Integer({ description: 'Grows by one with each change of the details.' }),
    details_given_at: T.String({
      format: 'date-time',
      description: 'When a person last gave the details; what a bank corrects does not count.',
    }),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'BankAccount' },
)
