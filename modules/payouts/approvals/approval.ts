import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../kernel/canonical_json.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Fact, Json } from '../../../platform/outbox/fact.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { ApprovalState } from './approval.machine.ts'

export const subjectTypes = ['payout', 'destination', 'approval_policy'] as const
export type SubjectType = (typeof subjectTypes)[number]
export const voteDecisions = ['approve', 'deny'] as const
export type VoteDecision = (typeof voteDecisions)[number]

/** What would be done. What stands in `shown` only helps to recognise it, and may change. */
export type Summary = { readonly [name: string]: Json }
/** A question to others than the one who asks: may exactly this be done? */
export type Approval = {
  readonly id: Id<'apv'>
  readonly subject_type: SubjectType
  readonly subject_id: string
  /** Hex, of `summary`: what is approved is what is done. */
  readonly digest: string
  readonly summary: Summary
  readonly needed: number
  readonly given: number
  readonly state: ApprovalState
  readonly because: string | null
  readonly asked_by: string
  readonly asked_at: Instant
  /** By the wall clock, as the times of keys are. */
  readonly asked_wall_at: Instant
  readonly expires_at: Instant
  readonly closed_at: Instant | null
}
export type Vote = {
  readonly voter: string
  readonly decision: VoteDecision
  readonly because: string | null
  readonly voted_at: Instant
}

/** What approvals are about. Each kind says what would be done now, and does it when it was approved. */
export type Subject = {
  /** What would be done now; undefined when there is nothing to be done any more. Outside of transactions. */
  summary(scope: OpenScope, id: string): Promise<Summary | undefined>
  /** The approval is over. Runs in its transaction; answers what is told of it at the end. */
  ended(scope: Scope, approval: Approval): Promise<readonly Fact[]>
}
export type Subjects = Readonly<Record<SubjectType, Subject>>

/** SHA-256 in hex, by which it is known whether two summaries say the same. */
export function digestOf({ shown: _shown, ...done }: Summary): string {
  return createHash('sha256').update(canonicalJson(done)).digest('hex')
}

/** As callers see it. */
export const approvalJson = (
  { subject_type, subject_id, asked_wall_at: _wall, asked_at, expires_at, closed_at, ...approval }: Approval,
  votes: readonly Vote[],
) => ({
  ...approval,
  subject: { type: subject_type, id: subject_id },
  votes: votes.map(({ voted_at, ...vote }) => ({ ...vote, voted_at: instantText(voted_at) })),
  asked_at: instantText(asked_at),
  expires_at: instantText(expires_at),
  closed_at: closed_at === null ? null : instantText(closed_at),
})
