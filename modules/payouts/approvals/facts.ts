import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { ApprovalPolicyReply, ApprovalReply } from './approval_schema.ts'

const body = T.Object({ object: ApprovalReply })

export const approvalFacts = facts({
  'payouts.approval_requested': {
    event: 'approval.requested',
    text: 'Somebody else has to decide about something; `subject` and `summary` say about what.',
    body,
  },
  'payouts.approval_closed': {
    event: 'approval.closed',
    text: 'An approval was given, denied or withdrawn, or nobody gave it in time; `state` says which.',
    body,
  },
  'payouts.approval_policy_changed': {
    event: 'approval_policy.changed',
    text: 'Other rules say who has to agree to payouts.',
    body: T.Object({ object: ApprovalPolicyReply }),
  },
})
