import type { Id } from '../../../kernel/id.ts'
import { newId } from '../../../kernel/id.ts'
import { ok, type Result } from '../../../kernel/result.ts'
import type { Secret } from '../../../kernel/secret.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { lockOrganization } from '../store_directory.ts'
import type { MemberDeps } from './deps.ts'
import { type MemberFailure, memberErrors } from './errors.ts'
import { memberFacts } from './facts.ts'
import { MEMBERS_PER_ORGANIZATION_MAX } from './limits.ts'
import { type Member, memberJson, normalEmail, type Role, toldMember } from './member.ts'
import { holdProved } from './prove_again.ts'
import { makeLink } from './set_up.ts'
import * as store from './store.ts'

export type Invite = { readonly email: string; readonly name: string; readonly role: Role }
export type MemberWithLink = { readonly member: Member; readonly link: Secret }

/** A member who has been asked in and has set nothing up yet. */
export const invitedMember = (
  { world }: Pick<MemberDeps, 'world'>,
  organization_id: Id<'org'>,
  { email, name, role }: Invite,
): Member => ({
  id: newId('mem', world),
  organization_id,
  email,
  name,
  role,
  state: 'invited',
  password_hash: null,
  created_at: world.now(),
  has_totp: false,
  passkeys: 0,
})

/**
 * Invites somebody into the caller's organization, in the caller's transaction. The answer holds the token of their link, once;
 * whoever invites sends it. A repeat finds that the email is taken. Errors: `email_invalid`, `member_exists`,
 * `member_limit_reached`, `proof_too_old`, `session_ended`.
 */
export async function invite(
  deps: MemberDeps,
  scope: Scope,
  command: Invite,
): Promise<Result<MemberWithLink, MemberFailure>> {
  const { db } = scope
  const email = normalEmail(command.email)
  if (email === undefined) return memberErrors.fail('email_invalid', { param: 'email' })
  const proved = await holdProved(deps, scope)
  if (!proved.ok) return proved
  const { organization_id } = proved.value.member
  await lockOrganization(db, organization_id)
  if ((await store.countMembers(db, organization_id)) >= MEMBERS_PER_ORGANIZATION_MAX)
    return memberErrors.fail('member_limit_reached')
  const member = invitedMember(deps, organization_id, { ...command, email })
  if (!(await store.insertMember(db, member, scope.actor.id)))
    return memberErrors.fail('member_exists', { param: 'email' })
  const link = await makeLink(deps, scope, member)
  await deps.audit.append(scope, [
    {
      action: 'members.invite',
      resource_type: 'member',
      resource_id: member.id,
      after: memberJson(member),
    },
  ])
  await appendFacts(db, scope, [
    memberFacts.fact('auth.member_invited', member.id, { object: toldMember(member) }),
  ])
  return ok({ member, link })
}
