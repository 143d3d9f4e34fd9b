import { present } from '../../../kernel/assert.ts'
import { ok, type Result } from '../../../kernel/result.ts'
import type { Secret } from '../../../kernel/secret.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { type SignInDeps, sessionOf } from './deps.ts'
import { type MemberFailure, memberErrors } from './errors.ts'
import { passwordFault } from './password_rules.ts'
import { holdProved } from './prove_again.ts'
import { beginTry, forgive } from './sign_in.ts'
import { type Started, startSession } from './start_session.ts'
import { setPassword } from './store.ts'
import { deleteSessions, findSession } from './store_sessions.ts'
import { throttleSubject } from './throttle.ts'

export type ChangePassword = { readonly current_password: Secret; readonly password: Secret }

/**
 * Puts another password in place of the member's own. Every session of theirs ends, also this one, and a new one begins: what
 * somebody may have taken from a browser is good no more. Wrong guesses count as those of a sign-in. Errors:
 * `sign_in_refused`, `password_refused`, `proof_too_old`, `session_ended`, `too_many_attempts`, `sign_in_busy`.
 */
export async function changePassword(
  deps: SignInDeps,
  scope: OpenScope,
  { current_password, password }: ChangePassword,
): Promise<Result<Started, MemberFailure>> {
  const { db, world, passwords } = deps
  const { member } = present(await db.system((tx) => findSession(tx, sessionOf(scope))), 'the session')
  const subjects = [throttleSubject('email', member.email)]
  const blocked = await beginTry(deps, subjects)
  if (blocked !== undefined) return blocked
  const isRight = await passwords.verify(current_password, member.password_hash)
  if (isRight === false) return memberErrors.fail('sign_in_refused', { param: 'current_password' })
  const fault = passwordFault(password.reveal(), member.email)
  if (fault !== undefined) return memberErrors.fail('password_refused', { param: 'password', detail: fault })
  const password_hash = await passwords.hash(password)
  if (isRight === undefined || password_hash === undefined)
    return memberErrors.fail('sign_in_busy', { retry_after_ms: 1_000 })
  return db.withTenant(scope.tenant_id, async (tx) => {
    const own = { ...scope, db: tx }
    const proved = await holdProved(deps, own)
    if (!proved.ok) return proved
    const held = proved.value
    if (held.member.password_hash !== member.password_hash)
      return memberErrors.fail('sign_in_refused', { param: 'current_password' })
    await setPassword(tx, member.id, password_hash)
    await deleteSessions(tx, member.id, 'all')
    await forgive(tx, subjects, world.now())
    const { proved_by, is_half } = held.session
    const started = await startSession(deps, own, member, { proved_by, is_half })
    await deps.audit.append(own, [
      { action: 'members.set_password', resource_type: 'member', resource_id: member.id },
    ])
    return ok(started)
  })
}
