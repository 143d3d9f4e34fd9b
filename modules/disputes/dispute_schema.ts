import { Type as T } from 'typebox'
import { Amount, idField, Timestamp } from '../../platform/http/fields.ts'
import { caseStages } from '../rails/index.ts'
import { disputeStates } from './dispute.machine.ts'

const orNull = <S extends Parameters<typeof T.Union>[0][number]>(schema: S) => T.Union([schema, T.Null()])

export const DisputeReply = T.Object(
  {
    id: idField('dsp'),
    status: T.Enum([...disputeStates]),
    stage: T.Enum([...caseStages]),
    payment: idField('pay'),
    merchant: idField('mer'),
    acquirer_account: idField('aca'),
    case_reference: T.String({ description: 'The acquirer’s own case number.' }),
    reason: T.Object({
      code: T.String({ examples: ['10.4'] }),
      network: T.String({ examples: ['visa'] }),
      category: T.String({ examples: ['fraudulent'] }),
      text: T.String(),
      needs_review: T.Boolean({ description: 'Nobody here knows this code: a person has to look.' }),
    }),
    amount: Amount,
    amount_withdrawn: Amount,
    fee: Amount,
    contradiction: orNull(
      T.String({ description: 'What does not fit together; a person has to take it up with the acquirer.' }),
    ),
    due_at: Timestamp,
    act_before: Timestamp,
    evidence_at: orNull(Timestamp),
    has_open_operation: T.Boolean(),
    opened_at: Timestamp,
    settled_at: orNull(Timestamp),
    version: T.Integer(),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'Dispute' },
)
