import { Type as T } from 'typebox'
import { Amount, idField, Metadata, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { Finality } from '../../rails/index.ts'
import { speeds } from '../rail_choice/rail_options.ts'
import { payoutStates } from './payout.machine.ts'

const Decision = T.Object(
  {
    chosen: nullable(
      T.Object({ connection: idField('bcn'), rail: T.String() }, { additionalProperties: false }),
    ),
    because: T.String(),
    candidates: T.Array(
      T.Object(
        {
          connection: idField('bcn'),
          rail: T.String(),
          cost: nullable(Amount),
          arrives_at: Timestamp,
          excluded_because: nullable(T.String()),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'RailDecision', additionalProperties: false },
)

export const PayoutReply = T.Object(
  {
    id: idField('pyo'),
    bank_account: idField('bac'),
    details_given_at: T.String({
      format: 'date-time',
      description: 'Which details of the bank account are meant: those given then.',
    }),
    account: idField('acc'),
    amount: Amount,
    speed: T.Enum([...speeds]),
    description: T.String(),
    remittance: nullable(T.String()),
    metadata: Metadata,
    digest: T.String({ description: 'Of what is approved.' }),
    policy_version: T.Integer({ description: 'The approval policy that decided; 0: the defaults.' }),
    requirements: T.Array(
      T.Object(
        { rule: T.String(), because: T.String(), until: nullable(Timestamp) },
        { additionalProperties: false },
      ),
      { description: 'Why somebody else has to agree, or why it waits.' },
    ),
    held_until: nullable(Timestamp),
    approval: nullable(idField('apv')),
    decision: Decision,
    connection: idField('bcn'),
    rail: T.String(),
    attempts: T.Integer({ description: 'Orders that were made for it.' }),
    order: nullable(idField('por')),
    state: T.Enum([...payoutStates]),
    reason_code: nullable(T.String()),
    because: nullable(T.String()),
    finality: Finality,
    created_by: T.String(),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'Payout', additionalProperties: false },
)

export const AttemptReply = T.Object(
  {
    number: T.Integer(),
    order: idField('por'),
    connection: idField('bcn'),
    rail: T.String(),
    decision: Decision,
    created_at: Timestamp,
  },
  { $id: 'PayoutAttempt', additionalProperties: false },
)
