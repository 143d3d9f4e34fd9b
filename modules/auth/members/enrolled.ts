import type { Scope } from '../../../platform/scope.ts'
import type { MemberDeps } from './deps.ts'
import type { ProvedBy } from './session.ts'
import { completeSession, deleteSessions, type FoundSession } from './store_sessions.ts'

/**
 * What follows from a new second factor, in the caller's transaction: the half session that added it is whole, and every other
 * half one ends, because a password alone is not enough any more.
 */
export async function enrolled(
  { world, audit }: MemberDeps,
  scope: Scope,
  { session, member }: FoundSession,
  { action, proved_by }: { readonly action: string; readonly proved_by: ProvedBy },
): Promise<void> {
  if (session.is_half) await completeSession(scope.db, session.id, proved_by, world.now())
  await deleteSessions(scope.db, member.id, 'half')
  await audit.append(scope, [{ action, resource_type: 'member', resource_id: member.id }])
}
