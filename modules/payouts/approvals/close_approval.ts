import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import type { Scope } from '../../../platform/scope.ts'
import { type ApprovalEvent, approvalMachine } from './approval.machine.ts'
import { type Approval, approvalJson, type Subjects, type Vote } from './approval.ts'
import { approvalFacts } from './facts.ts'
import * as store from './store.ts'

type Closed = { readonly approval: Approval; readonly facts: readonly Fact[] }
type How = {
  readonly event: ApprovalEvent
  readonly because: string | null
  readonly votes: readonly Vote[]
}

/**
 * Ends an approval that is open and locked, and does what follows from it, in the caller's transaction. The caller tells the
 * facts at the end.
 */
export async function closeApproval(
  { subjects }: { readonly subjects: Subjects },
  scope: Scope,
  open: Approval,
  { event, because, votes }: How,
): Promise<Closed> {
  const { db, tenant_id, world } = scope
  const state = approvalMachine.next('open', event)
  const approval: Approval = { ...open, state, because, closed_at: world.now() }
  await store.updateApproval(db, tenant_id, approval, { from: open.state, event })
  const followed = await subjects[approval.subject_type].ended(scope, approval)
  const object = approvalJson(approval, votes)
  return {
    approval,
    facts: [approvalFacts.fact('payouts.approval_closed', approval.id, { object }), ...followed],
  }
}

/** Ends an approval by its id; nothing when it is over already. Locks it. */
export async function endApproval(
  deps: { readonly subjects: Subjects },
  scope: Scope,
  id: Id<'apv'>,
  how: Omit<How, 'votes'>,
): Promise<readonly Fact[]> {
  const { db, tenant_id } = scope
  const found = present(await store.findApproval(db, tenant_id, id, { is_locked: true }), 'the approval')
  if (found.state !== 'open') return []
  const votes = (await store.votesOf(db, tenant_id, [id])).get(id) ?? []
  return (await closeApproval(deps, scope, found, { ...how, votes })).facts
}
