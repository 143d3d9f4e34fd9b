import { Type as T } from 'typebox'
import { Amount, CalendarDay, idField, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { recallReasonRows } from '../codes/facts/sepa_recalls.ts'
import { isoMessageStates } from './iso_message.ts'
import { recallStates } from './recall.machine.ts'

export const RecallReply = T.Object(
  {
    id: idField('rcl'),
    connection: idField('bcn'),
    order: idField('por'),
    reason: T.Enum(recallReasonRows.map(({ code }) => code)),
    because: T.String(),
    state: T.Enum([...recallStates], {
      description: '`accepted`: the other bank promised the money; `returned`: it is here.',
    }),
    file: nullable(idField('ofl')),
    message_id: nullable(
      T.String({ description: 'Of an instant payment: how the request is called at the bank’s gateway.' }),
    ),
    answer_file: nullable(idField('fil')),
    answer_code: nullable(
      T.String({ description: 'Why not, as the other bank says; NOT_SENT when the request never left.' }),
    ),
    answer_due_on: CalendarDay,
    created_at: Timestamp,
    answered_at: nullable(Timestamp),
    updated_at: Timestamp,
  },
  { $id: 'Recall', additionalProperties: false },
)

export const AnnouncementReply = T.Object(
  {
    id: idField('por'),
    mandate: idField('man'),
    mandate_reference: T.String({ description: 'The unique mandate reference, which the debtor knows.' }),
    creditor_id: T.String(),
    creditor_name: T.String(),
    bank_account: idField('bac'),
    account_last4: T.String({ description: 'The last four characters of the debtor’s IBAN.' }),
    holder_name: T.String(),
    amount: Amount,
    due_on: T.String({ format: 'date', description: 'The day on which the debtor’s account is debited.' }),
    announced_at: Timestamp,
  },
  { $id: 'CollectionAnnouncement', additionalProperties: false },
)

export const IsoMessageReply = T.Object(
  {
    id: idField('ism'),
    connection: idField('bcn'),
    account: idField('acc'),
    file: idField('fil'),
    name: T.String(),
    kind: nullable(T.Enum(['pain.001', 'pain.008'])),
    message_id: nullable(T.String()),
    message_name: nullable(T.String({ description: 'With its version, such as pain.001.001.09.' })),
    initiating_party: nullable(T.String()),
    state: T.Enum([...isoMessageStates], {
      description: '`partial`: some of its payments were refused; the pain.002 says which and why.',
    }),
    reason_code: nullable(T.String({ description: 'Of a message that was refused as a whole.' })),
    because: nullable(T.String()),
    duplicate_of: nullable(idField('ism')),
    transactions: T.Integer({ description: 'Payments that the message has.' }),
    accepted: T.Integer({ description: 'Payments of it that became payment orders.' }),
    created_at: Timestamp,
    read_at: nullable(Timestamp),
  },
  { $id: 'IsoMessage', additionalProperties: false },
)
