import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { type MemberDeps, sessionOf } from './deps.ts'
import { type MemberFailure, memberErrors } from './errors.ts'
import type { Session } from './session.ts'
import { isOver } from './session.ts'
import { deleteSession, findSession, listSessions } from './store_sessions.ts'

/** The member's own sessions that are good, newest first. */
export async function ownSessions({ db, world }: MemberDeps, scope: OpenScope): Promise<Session[]> {
  const now = world.now()
  return db.system(async (tx) => {
    const found = present(await findSession(tx, sessionOf(scope)), 'the session')
    return (await listSessions(tx, found.member.id)).filter((one) => !isOver(one, now))
  })
}

/** Ends a session of the member's own, at once on every node. A repeat finds none. Errors: `session_not_found`. */
export async function endSession(
  { db, audit }: MemberDeps,
  scope: OpenScope,
  id: Id<'ses'>,
): Promise<Result<null, MemberFailure>> {
  return db.withTenant(scope.tenant_id, async (tx) => {
    const own = await findSession(tx, sessionOf(scope))
    const isEnded = own !== undefined && (await deleteSession(tx, own.member.id, id))
    if (!isEnded) return memberErrors.fail('session_not_found')
    await audit.append({ ...scope, db: tx }, [
      { action: 'sessions.end', resource_type: 'session', resource_id: id },
    ])
    return ok(null)
  })
}
