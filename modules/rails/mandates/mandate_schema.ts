import { Type as T } from 'typebox'
import { CalendarDay, idField, Metadata, Timestamp, nullable } from '../../../platform/http/fields.ts'
import { mandateStates } from './mandate.machine.ts'
import { mandateSchemes } from './mandate.ts'

export const MandateReply = T.Object(
  {
    id: idField('man'),
    scheme: T.Enum([...mandateSchemes]),
    reference: T.String({
      description: 'SEPA: the unique mandate reference that the debtor sees. ACH: your own reference.',
    }),
    bank_account: idField('bac'),
    kind: T.Enum(['one_off', 'recurrent']),
    creditor_name: T.String(),
    creditor_id: nullable(T.String({ description: 'SEPA creditor identifier.' })),
    sec_code: nullable(T.String({ description: 'ACH: the class that the authorisation allows.' })),
    signed_on: CalendarDay,
    pre_notification_days: T.Integer({
      description: 'How many days before a collection the debtor is told; 14 unless they agreed to fewer.',
    }),
    amount_max: nullable(
      T.String({ description: 'Minor units that one collection may have at most, where that was agreed.' }),
    ),
    metadata: Metadata,
    state: T.Enum([...mandateStates]),
    because: nullable(T.String()),
    last_collection_on: nullable(CalendarDay),
    lapses_on: nullable(
      T.String({
        format: 'date',
        description: 'SEPA: the last day of use, unless something is collected before.',
      }),
    ),
    amendments: T.Integer({ description: 'How often the terms were changed.' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'Mandate' },
)

export const EvidenceReply = T.Object(
  {
    number: T.Integer(),
    kind: T.String(),
    content: T.Record(T.String(), T.String()),
    sha256: T.String({ description: 'Of kind, content and time as canonical JSON, in hex.' }),
    added_at: Timestamp,
  },
  { $id: 'MandateEvidence' },
)

export const AmendmentReply = T.Object(
  {
    number: T.Integer(),
    original: T.Record(T.String(), T.String(), {
      description:
        'What the mandate said before, of what changed: the next collection tells the debtor’s bank.',
    }),
    amended_at: Timestamp,
  },
  { $id: 'MandateAmendmentRecord' },
)
