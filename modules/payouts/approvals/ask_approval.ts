import { newId } from '../../../kernel/id.ts'
import { plusMs, type World } from '../../../kernel/world.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import type { Scope } from '../../../platform/scope.ts'
import { EXPIRE_JOB } from '../job_names.ts'
import { type Approval, approvalJson, digestOf, type Summary } from './approval.ts'
import { approvalFacts } from './facts.ts'
import * as store from './store.ts'

export type AskedApproval = Pick<Approval, 'subject_type' | 'subject_id' | 'needed'> & {
  readonly summary: Summary
  readonly hours: number
}

const HOUR_MS = 3_600_000

/**
 * Asks others than the actor, in the caller's transaction; a job ends it when nobody answers. The caller tells the fact. A
 * repeat asks once more: the caller's own id guards it.
 */
export async function askApproval(
  wall: World,
  scope: Scope,
  { hours, ...asked }: AskedApproval,
): Promise<{ readonly approval: Approval; readonly fact: Fact }> {
  const { db, tenant_id, world, actor } = scope
  const at = world.now()
  const approval: Approval = {
    ...asked,
    id: newId('apv', world),
    digest: digestOf(asked.summary),
    given: 0,
    state: 'open',
    because: null,
    asked_by: actor.id,
    asked_at: at,
    asked_wall_at: wall.now(),
    expires_at: plusMs(at, hours * HOUR_MS),
    closed_at: null,
  }
  await store.insertApproval(db, tenant_id, approval)
  await schedule(db, scope, [
    {
      kind: EXPIRE_JOB,
      body: { approval: approval.id },
      run_at: approval.expires_at,
      unique_key: approval.id,
    },
  ])
  const object = approvalJson(approval, [])
  return { approval, fact: approvalFacts.fact('payouts.approval_requested', approval.id, { object }) }
}
