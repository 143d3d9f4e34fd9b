import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { ok, type Result } from '../../../kernel/result.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { lockOrganization } from '../store_directory.ts'
import { type MemberDeps, sessionOf } from './deps.ts'
import { type MemberFailure, memberErrors } from './errors.ts'
import { memberFacts } from './facts.ts'
import type { MemberWithLink } from './invite.ts'
import { type Member, memberJson, type Role, toldMember } from './member.ts'
import { memberMachine } from './member.machine.ts'
import { holdProved } from './prove_again.ts'
import { makeLink } from './set_up.ts'
import * as store from './store.ts'
import { deleteFactors } from './store_factors.ts'
import { deleteSessions, findSession } from './store_sessions.ts'

type Changed<T> = Promise<Result<T, MemberFailure>>

/** Gives a member another role; their sessions end. A repeat changes nothing. Errors: as `held`, `last_owner`. */
export const setRole = (deps: MemberDeps, scope: Scope, id: Id<'mem'>, role: Role): Changed<Member> =>
  held(deps, scope, id, async (member) => {
    if (member.role === role) return ok(member)
    if (await isLastOwner(scope, member)) return memberErrors.fail('last_owner')
    await store.setRole(scope.db, id, role)
    await deleteSessions(scope.db, id, 'all')
    return told(deps, scope, member, 'members.set_role')
  })

/** Shuts a member out, at once on every node. A repeat changes nothing. Errors: as `held`, `last_owner`. */
export const disable = (deps: MemberDeps, scope: Scope, id: Id<'mem'>): Changed<Member> =>
  held(deps, scope, id, async (member) => {
    if (member.state === 'disabled') return ok(member)
    if (await isLastOwner(scope, member)) return memberErrors.fail('last_owner')
    await store.moveMember(scope.db, member, 'disable', memberMachine.next(member.state, 'disable'))
    await deleteSessions(scope.db, id, 'all')
    // A link that somebody still holds must not let them in again.
    await store.deleteSetup(scope.db, id)
    return told(deps, scope, member, 'members.disable')
  })

/** Lets a disabled member in again, as what they were. Errors: as `held`, `member_state_wrong`. */
export const enable = (deps: MemberDeps, scope: Scope, id: Id<'mem'>): Changed<Member> =>
  held(deps, scope, id, async (member) => {
    if (member.state !== 'disabled') return ok(member)
    const event = member.password_hash === null ? 'invite' : 'enable'
    await store.moveMember(scope.db, member, event, memberMachine.next(member.state, event))
    return told(deps, scope, member, 'members.enable')
  })

/**
 * Takes password, factors and sessions of a member away and makes a new link, whose token the answer holds this once. Errors:
 * as `held`, `last_owner`, `member_state_wrong` for one who is disabled.
 */
export const reset = (deps: MemberDeps, scope: Scope, id: Id<'mem'>): Changed<MemberWithLink> =>
  held(deps, scope, id, async (member) => {
    if (member.state === 'disabled')
      return memberErrors.fail('member_state_wrong', { detail: 'The member is disabled: enable them first.' })
    if (await isLastOwner(scope, member)) return memberErrors.fail('last_owner')
    await store.moveMember(scope.db, member, 'reset', memberMachine.next(member.state, 'reset'))
    await store.setPassword(scope.db, id, null)
    await deleteFactors(scope.db, id)
    await deleteSessions(scope.db, id, 'all')
    const link = await makeLink(deps, scope, member)
    const changed = await told(deps, scope, member, 'members.reset')
    return changed.ok ? ok({ member: changed.value, link }) : changed
  })

/**
 * Runs `fn` with a member of the caller's organization, both held. The organization first: two owners who change each other
 * come one after the other, and the last owner is counted alone. Errors: `member_not_found`, `proof_too_old`,
 * `session_ended`.
 */
async function held<T>(
  deps: MemberDeps,
  scope: Scope,
  id: Id<'mem'>,
  fn: (member: Member) => Changed<T>,
): Changed<T> {
  const { db } = scope
  const caller = await findSession(db, sessionOf(scope))
  if (caller !== undefined) await lockOrganization(db, caller.member.organization_id)
  const proved = await holdProved(deps, scope)
  if (!proved.ok) return proved
  const member = await store.lockMember(db, id)
  const isOurs = member !== undefined && member.organization_id === proved.value.member.organization_id
  return isOurs ? fn(member) : memberErrors.fail('member_not_found')
}

const isLastOwner = async ({ db }: Scope, member: Member): Promise<boolean> =>
  member.role === 'owner' && member.state === 'active' && (await store.countOtherOwners(db, member)) === 0

async function told(deps: MemberDeps, scope: Scope, before: Member, action: string): Changed<Member> {
  const after = present(await store.findMember(scope.db, before.id), 'the member')
  await deps.audit.append(scope, [
    {
      action,
      resource_type: 'member',
      resource_id: after.id,
      before: memberJson(before),
      after: memberJson(after),
    },
  ])
  const previous = {
    ...(before.role === after.role ? {} : { role: before.role }),
    ...(before.state === after.state ? {} : { state: before.state }),
  }
  await appendFacts(scope.db, scope, [
    memberFacts.fact('auth.member_changed', after.id, { object: toldMember(after), previous }),
  ])
  return ok(after)
}
