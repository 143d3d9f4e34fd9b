import { type Id, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { ApiKey } from '../../auth/index.ts'
import type { PayoutsDeps } from '../deps.ts'
import { type Approval, digestOf, type Subjects, type Summary, type Vote } from './approval.ts'
import { closeApproval } from './close_approval.ts'
import { approvalErrors } from './errors.ts'
import * as store from './store.ts'

export type ApprovalView = { readonly approval: Approval; readonly votes: readonly Vote[] }
type VoteAsked = Pick<Vote, 'decision' | 'because'> & {
  /** Of what the voter looked at. */
  readonly digest?: string | undefined
}
export type DecideDeps = Pick<PayoutsDeps, 'db' | 'auth' | 'audit'> & { readonly subjects: Subjects }

/**
 * Agrees to what was asked, or refuses it. With the last one who is needed it is done at once, in the same transaction; one
 * refusal is enough. Everybody decides once, and nobody about what they asked for themselves or with a key that was made
 * after the question. `is_repeat`: an earlier run of this very call may have decided already.
 *
 * Errors: approval_not_found, approval_state, approval_own, approval_twice, approval_key_too_new, approval_outdated.
 */
export async function decideApproval(
  deps: DecideDeps,
  scope: OpenScope,
  id: Id<'apv'>,
  asked: VoteAsked,
  { is_repeat }: { readonly is_repeat: boolean },
): Promise<Result<ApprovalView, Failure>> {
  const { tenant_id, actor } = scope
  const seen = await deps.db.withTenant(tenant_id, (db) => store.findApproval(db, tenant_id, id))
  if (seen === undefined) return approvalErrors.fail('approval_not_found')
  const now = await deps.subjects[seen.subject_type].summary(scope, seen.subject_id)
  const key_id = actor.type === 'api_key' ? parseId('key', actor.id) : undefined
  const key = key_id === undefined ? undefined : await deps.auth.findKey(scope, key_id)
  return deps.db.withTenant(tenant_id, async (db) => {
    const within = { ...scope, db }
    const approval = (await store.findApproval(db, tenant_id, id, { is_locked: true })) ?? seen
    const votes = (await store.votesOf(db, tenant_id, [id])).get(id) ?? []
    const own = votes.find(({ voter }) => voter === actor.id)
    if (is_repeat && own?.decision === asked.decision) return ok({ approval, votes })
    const refused = refusalOf({ approval, own, asked, now, key, at: scope.world.now() }, scope)
    return refused ?? vote(deps, within, { approval, votes, asked })
  })
}

type Judged = {
  readonly approval: Approval
  readonly own: Vote | undefined
  readonly asked: VoteAsked
  /** What would be done now. */
  readonly now: Summary | undefined
  readonly key: ApiKey | undefined
  readonly at: number
}

/** In the order in which callers are told. */
function refusalOf({ approval, own, asked, now, key, at }: Judged, { actor }: OpenScope) {
  if (approval.asked_by === actor.id || actor.type === 'system') return approvalErrors.fail('approval_own')
  if (own !== undefined) return approvalErrors.fail('approval_twice', { detail: `It was: ${own.decision}.` })
  if (approval.state !== 'open')
    return approvalErrors.fail('approval_state', { detail: `The approval is ${approval.state}.` })
  if (at >= approval.expires_at)
    return approvalErrors.fail('approval_state', { detail: 'The approval came too late.' })
  if (key !== undefined && key.created_at > approval.asked_wall_at)
    return approvalErrors.fail('approval_key_too_new')
  if (asked.digest !== undefined && asked.digest !== approval.digest)
    return approvalErrors.fail('approval_outdated', { param: 'digest' })
  const isSame = now !== undefined && digestOf(now) === approval.digest
  return asked.decision === 'approve' && !isSame ? approvalErrors.fail('approval_outdated') : undefined
}

async function vote(
  deps: DecideDeps,
  scope: Scope,
  { approval, votes, asked }: ApprovalView & { readonly asked: VoteAsked },
): Promise<Result<ApprovalView, Failure>> {
  const { db, tenant_id, actor, world } = scope
  const { decision, because } = asked
  const own: Vote = { voter: actor.id, decision, because, voted_at: world.now() }
  if (!(await store.insertVote(db, tenant_id, approval, own))) return approvalErrors.fail('approval_twice')
  const after = [...votes, own]
  await deps.audit.append(scope, [
    {
      action: `approvals.${decision}`,
      resource_type: 'approval',
      resource_id: approval.id,
      before: { state: approval.state, given: approval.given },
      after: { decision, because, subject: approval.subject_id, digest: approval.digest },
    },
  ])
  const given = approval.given + (decision === 'approve' ? 1 : 0)
  const counted = { ...approval, given }
  if (decision === 'approve' && given < approval.needed) {
    await store.updateApproval(db, tenant_id, counted, undefined)
    return ok({ approval: counted, votes: after })
  }
  const closed = await closeApproval(deps, scope, counted, { event: decision, because, votes: after })
  await appendFacts(db, scope, closed.facts)
  return ok({ approval: closed.approval, votes: after })
}
