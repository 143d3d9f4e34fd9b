import { newId } from '../../../kernel/id.ts'
import type { Secret } from '../../../kernel/secret.ts'
import { plusMs } from '../../../kernel/world.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { MemberDeps } from './deps.ts'
import { SESSION_IDLE_MS, SESSION_MS, SESSIONS_PER_MEMBER_MAX } from './limits.ts'
import type { Member } from './member.ts'
import type { ProvedBy, Session } from './session.ts'
import * as store from './store_sessions.ts'
import { newToken, tokenHash } from './token.ts'

/** `token` is the cookie's value: the only copy of the plaintext there will ever be. */
export type Started = { readonly session: Session; readonly token: Secret }

/**
 * Signs the member in, in the caller's transaction, which holds the member. The session that the same browser had before
 * ends, what is over is taken away, and the oldest make room. `scope` is in the member's own name. A repeat starts another session.
 */
export async function startSession(
  { world, audit }: MemberDeps,
  scope: Scope,
  member: Pick<Member, 'id'>,
  { proved_by, is_half }: { readonly proved_by: ProvedBy; readonly is_half: boolean },
): Promise<Started> {
  const now = world.now()
  const token = newToken(world)
  const session: Session = {
    id: newId('ses', world),
    member_id: member.id,
    token_hash: tokenHash(token.reveal()),
    proved_by,
    is_half,
    ip: scope.ip ?? null,
    created_at: now,
    proved_at: now,
    last_seen_at: now,
    ends_at: plusMs(now, SESSION_MS),
  }
  const idle_before = plusMs(now, -SESSION_IDLE_MS)
  if (scope.session !== undefined) await store.deleteByToken(scope.db, member.id, scope.session.token_hash)
  await store.tidySessions(scope.db, member.id, { idle_before, now, keep: SESSIONS_PER_MEMBER_MAX - 1 })
  await store.insertSession(scope.db, session)
  await audit.append(scope, [
    {
      action: 'sessions.create',
      resource_type: 'session',
      resource_id: session.id,
      after: { member: member.id, proved_by, is_half },
    },
  ])
  return { session, token }
}
