import { Type as T } from 'typebox'
import { Amount, CalendarDay, idField, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { noticeKinds } from './bank_notice.ts'
import { changeNoticeStates } from './change_notice.ts'

export const BankNoticeReply = T.Object(
  {
    id: idField('bnt'),
    connection: idField('bcn'),
    file: idField('fil'),
    line: T.Integer({
      description:
        'Where in the bank’s file it stands, from 1: its line, or for XML the how-manieth payment.',
    }),
    kind: T.Enum([...noticeKinds]),
    reference: T.String({
      description: 'As the bank names the payment: ACH a trace number, SEPA an end_to_end_id.',
    }),
    reason_code: T.String(),
    amount: Amount,
    order: nullable(idField('por')),
    receipt: nullable(idField('irc')),
    because: T.String(),
    state: T.Enum(['open', 'closed']),
    closed_because: nullable(T.String()),
    created_at: Timestamp,
    closed_at: nullable(Timestamp),
  },
  { $id: 'BankNotice', additionalProperties: false },
)

export const ChangeNoticeReply = T.Object(
  {
    id: idField('chn'),
    connection: idField('bcn'),
    order: idField('por'),
    bank_account: idField('bac'),
    file: idField('fil'),
    code: T.String({ description: 'C01 to C14; C61 to C69 when your bank gave it back.' }),
    due_on: T.String({ format: 'date', description: 'The last day on which the correction is in time.' }),
    state: T.Enum([...changeNoticeStates]),
    because: nullable(T.String()),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'ChangeNotice', additionalProperties: false },
)

const Ratio = T.Object(
  { numerator: T.String(), denominator: T.String() },
  { $id: 'ReturnRateRatio', description: 'Exact: 5 over 1000 is 0.5 %.', additionalProperties: false },
)

export const ReturnRateReply = T.Object(
  {
    connection: idField('bcn'),
    name: T.Enum(['unauthorized', 'administrative', 'overall']),
    returned: T.Integer({ description: 'Debits that came back in the period.' }),
    debits: T.Integer({ description: 'Debits that settled in the period.' }),
    threshold: Ratio,
    state: T.Enum(['ok', 'near', 'over']),
    blocks: T.Boolean({ description: 'New debits are stopped while the connection has `gauges_block`.' }),
    from_on: CalendarDay,
    to_on: CalendarDay,
  },
  { $id: 'ReturnRate', additionalProperties: false },
)
