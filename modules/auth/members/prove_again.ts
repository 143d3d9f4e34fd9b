import { ok, type Result } from '../../../kernel/result.ts'
import type { Scope } from '../../../platform/scope.ts'
import { credentialErrors } from '../errors.ts'
import { type MemberDeps, sessionOf } from './deps.ts'
import { type MemberFailure, memberErrors } from './errors.ts'
import { isFresh, isOver } from './session.ts'
import { lockMember } from './store.ts'
import { findSession, type FoundSession } from './store_sessions.ts'

/**
 * Holds the member who asks until the transaction ends, and says whether they proved who they are a moment ago. Read again
 * under the lock: what the edge saw may have ended meanwhile. Errors: `session_ended`, `proof_too_old`.
 */
export async function holdProved(
  { world }: Pick<MemberDeps, 'world'>,
  scope: Scope,
): Promise<Result<FoundSession, MemberFailure>> {
  const id = sessionOf(scope)
  const before = await findSession(scope.db, id)
  if (before === undefined) return credentialErrors.fail('session_ended')
  await lockMember(scope.db, before.member.id)
  const found = await findSession(scope.db, id)
  const now = world.now()
  if (found?.member.state !== 'active' || isOver({ ...found.session, last_seen_at: now }, now))
    return credentialErrors.fail('session_ended')
  return isFresh(found.session, now) ? ok(found) : memberErrors.fail('proof_too_old')
}
