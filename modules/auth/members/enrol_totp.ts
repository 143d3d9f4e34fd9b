import { present } from '../../../kernel/assert.ts'
import { ok, type Result } from '../../../kernel/result.ts'
import { secret } from '../../../kernel/secret.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { systemScopeNow } from '../open_tenant.ts'
import { type MemberDeps, sessionOf, TOTP_PURPOSE } from './deps.ts'
import { type MemberFailure, memberErrors } from './errors.ts'
import { enrolled } from './enrolled.ts'
import { holdProved } from './prove_again.ts'
import { beginTry, forgive } from './sign_in.ts'
import { confirmTotp, findTotp, putPendingTotp, putRecoveryCodes } from './store_factors.ts'
import { findSession } from './store_sessions.ts'
import { throttleSubject } from './throttle.ts'
import { newRecoveryCodes, recoveryCodeHash } from './token.ts'
import { base32Of, bytesOfBase32, matchingStep, otpauthUri, TOTP_SECRET_BYTES } from './totp.ts'

export type TotpSecret = { readonly secret: string; readonly uri: string }

/**
 * Draws a secret for the member's app. It counts from its first code on; a secret before it stays good until then. A repeat
 * draws another. Errors: `session_ended`, `proof_too_old`.
 */
export async function beginTotp(
  deps: MemberDeps,
  scope: OpenScope,
): Promise<Result<TotpSecret, MemberFailure>> {
  const { db, world } = deps
  const { tenant_id } = scope
  const drawn = base32Of(world.random(TOTP_SECRET_BYTES))
  const sealed = await deps.sealer().seal(await systemScopeNow(deps, tenant_id), TOTP_PURPOSE, secret(drawn))
  return db.withTenant(tenant_id, async (tx) => {
    const proved = await holdProved(deps, { ...scope, db: tx })
    if (!proved.ok) return proved
    const { member } = proved.value
    await putPendingTotp(tx, member.id, { tenant_id, sealed }, world.now())
    return ok({ secret: drawn, uri: otpauthUri(drawn, 'Florin', member.email) })
  })
}

/**
 * Makes the secret count, by a code of it, and answers ten recovery codes: this once, and in place of all before. A half
 * session is whole from then on, and other half ones of the member end. Errors: `totp_not_begun`, `totp_code_wrong`,
 * `session_ended`, `proof_too_old`, `too_many_attempts`.
 */
export async function finishTotp(
  deps: MemberDeps,
  scope: OpenScope,
  code: string,
): Promise<Result<{ recovery_codes: string[] }, MemberFailure>> {
  const { db, world } = deps
  const found = present(await db.system((tx) => findSession(tx, sessionOf(scope))), 'the session')
  const subjects = [throttleSubject('email', found.member.email)]
  const blocked = await beginTry(deps, subjects)
  if (blocked !== undefined) return blocked
  const waiting = await db.system((tx) => findTotp(tx, found.member.id, true))
  if (waiting === undefined) return memberErrors.fail('totp_not_begun')
  const opener = await systemScopeNow(deps, waiting.tenant_id)
  const opened = await deps.sealer().unseal(opener, TOTP_PURPOSE, waiting.sealed)
  const step = matchingStep(bytesOfBase32(opened.reveal()), code, world.now(), 0)
  if (step === undefined) return memberErrors.fail('totp_code_wrong', { param: 'code' })
  const recovery_codes = newRecoveryCodes(world)
  return db.withTenant(scope.tenant_id, async (tx) => {
    const own = { ...scope, db: tx }
    const proved = await holdProved(deps, own)
    if (!proved.ok) return proved
    const { member } = proved.value
    if (!(await confirmTotp(tx, member.id, waiting.sealed, step))) return memberErrors.fail('totp_not_begun')
    await putRecoveryCodes(tx, member.id, recovery_codes.map(recoveryCodeHash))
    await forgive(tx, subjects, world.now())
    await enrolled(deps, own, proved.value, { action: 'members.set_totp', proved_by: 'totp' })
    return ok({ recovery_codes })
  })
}
