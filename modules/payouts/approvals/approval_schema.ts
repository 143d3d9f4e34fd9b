import { Type as T } from 'typebox'
import { Amount, AmountInput, idField, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { APPROVAL_HOURS_MAX, APPROVERS_MAX, COOLING_DAYS_MAX, COSTS_MAX, THRESHOLDS_MAX } from '../limits.ts'
import { approvalStates } from './approval.machine.ts'
import { subjectTypes, voteDecisions } from './approval.ts'
import { approvalPolicyStates } from './approval_policy.machine.ts'
import { coolings, payeeChecks } from './approval_policy.ts'

const Digest = T.String({ pattern: '^[0-9a-f]{64}$', fault: 'must be 64 hex digits' })

export const VoteBody = T.Object(
  {
    because: T.Optional(T.String({ minLength: 1, maxLength: 500 })),
    digest: T.Optional(
      T.String({
        pattern: '^[0-9a-f]{64}$',
        fault: 'must be 64 hex digits',
        description: 'Of what you looked at: anything else is refused.',
      }),
    ),
  },
  { $id: 'ApprovalDecision' },
)
export const ApprovalReply = T.Object(
  {
    id: idField('apv'),
    subject: T.Object({ type: T.Enum([...subjectTypes]), id: T.String() }, { additionalProperties: false }),
    digest: Digest,
    summary: T.Record(T.String(), T.Unknown(), { description: 'What exactly would be done.' }),
    needed: T.Integer({ description: 'How many have to agree.' }),
    given: T.Integer({ description: 'How many have agreed.' }),
    state: T.Enum([...approvalStates]),
    because: nullable(T.String()),
    asked_by: T.String(),
    votes: T.Array(
      T.Object(
        {
          voter: T.String(),
          decision: T.Enum([...voteDecisions]),
          because: nullable(T.String()),
          voted_at: Timestamp,
        },
        { additionalProperties: false },
      ),
    ),
    asked_at: Timestamp,
    expires_at: Timestamp,
    closed_at: nullable(Timestamp),
  },
  { $id: 'Approval', additionalProperties: false },
)

const Approvers = T.Integer({ minimum: 0, maximum: APPROVERS_MAX })
const fields = {
  approvers_otherwise: T.Integer({
    minimum: 0,
    maximum: APPROVERS_MAX,
    description: 'For currencies that no threshold names.',
  }),
  approval_hours: T.Integer({
    minimum: 1,
    maximum: APPROVAL_HOURS_MAX,
    description: 'How long it is waited for them.',
  }),
  cooling_days: T.Integer({
    minimum: 0,
    maximum: COOLING_DAYS_MAX,
    description: 'Days after somebody gave the details of a bank account.',
  }),
  cooling: T.Enum([...coolings], {
    description: 'Meanwhile payouts to it wait, or one more has to agree.',
  }),
  payee_check: T.Enum([...payeeChecks], {
    description: 'Where one more has to agree unless the payee was verified: nowhere, for euro, or always.',
  }),
  tries_other_rails: T.Boolean({ description: 'Whether another rail is tried after one surely refused.' }),
}
export const ApprovalPolicyBody = T.Object(
  {
    ...fields,
    thresholds: T.Array(T.Object({ above: AmountInput, approvers: Approvers }), { maxItems: THRESHOLDS_MAX }),
    costs: T.Optional(
      T.Array(
        T.Object({
          rail: T.String({ pattern: '^[a-z_]{2,20}$', fault: 'must be a rail such as ach or sepa' }),
          connection: T.Optional(idField('bcn')),
          fixed: AmountInput,
          same_day_fixed: T.Optional(AmountInput),
        }),
        { maxItems: COSTS_MAX, description: 'What your own bank takes for one payment.' },
      ),
    ),
  },
  { $id: 'NewApprovalPolicy' },
)
export const ApprovalPolicyReply = T.Object(
  {
    version: T.Integer({ description: '0: the defaults.' }),
    state: T.Enum([...approvalPolicyStates]),
    ...fields,
    thresholds: T.Array(T.Object({ above: Amount, approvers: Approvers }, { additionalProperties: false })),
    costs: T.Array(
      T.Object(
        {
          rail: T.String(),
          connection: nullable(idField('bcn')),
          fixed: Amount,
          same_day_fixed: nullable(Amount),
        },
        { additionalProperties: false },
      ),
    ),
    proposed_by: T.String(),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'ApprovalPolicy', additionalProperties: false },
)
