import { Type as T } from 'typebox'
import { Amount, CalendarDay, idField, Timestamp, nullable } from '../../../platform/http/fields.ts'
import { FaultReply } from '../../rails/index.ts'
import { statementStates } from './bank_statement.ts'

export const BankStatementReply = T.Object(
  {
    id: idField('bst'),
    file: idField('fil'),
    number: T.Integer({ description: 'In the file, from 1.' }),
    format: T.String(),
    reference: T.String({ description: 'The bank’s own name of it.' }),
    account_key: T.String({ description: 'The same account is the same key within your tenant.' }),
    account_last4: T.String(),
    currency: T.String(),
    sequence_number: nullable(T.Integer()),
    page_number: nullable(T.Integer()),
    from_on: nullable(CalendarDay),
    to_on: nullable(CalendarDay),
    coverage: T.Enum(['final', 'interim'], {
      description: 'An interim statement may be followed by one with the same lines.',
    }),
    opening: nullable(Amount),
    closing: nullable(Amount),
    line_count: T.Integer(),
    state: T.Enum([...statementStates], {
      description:
        'A quarantined statement is kept out: its lines can be looked at and are matched with nothing.',
    }),
    faults: T.Array(FaultReply, { description: 'The first hundred.' }),
    loaded_at: Timestamp,
  },
  { $id: 'BankStatement' },
)

export const BankLineReply = T.Object(
  {
    number: T.Integer(),
    source_line: T.Integer({ description: 'Where it stands in the file.' }),
    booking_on: nullable(CalendarDay),
    value_on: nullable(CalendarDay),
    direction: T.Enum(['credit', 'debit']),
    amount: Amount,
    is_reversal: T.Boolean({
      description: 'It takes back an earlier line; `direction` says already what it does.',
    }),
    is_item: T.Boolean({ description: 'It only itemises another line, where its money is counted.' }),
    status: T.Enum(['booked', 'pending']),
    code: T.String({ description: 'The bank transaction code, as the format writes it.' }),
    refs: T.Record(T.String(), T.String()),
    counterparty: nullable(T.String()),
    counterparty_last4: nullable(T.String()),
    remittance: T.String(),
    batch_count: nullable(T.Integer()),
    return_reason: nullable(T.String()),
  },
  { $id: 'BankStatementLine' },
)
