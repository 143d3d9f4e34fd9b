import { present } from '../../../kernel/assert.ts'
import { type Id, isId } from '../../../kernel/id.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { Scope } from '../../../platform/scope.ts'
import { systemScopeNow } from '../open_tenant.ts'
import { hasOrganization, lockOrganization } from '../store_directory.ts'
import { homeOf, type MemberDeps } from './deps.ts'
import { invitedMember } from './invite.ts'
import { type Member, memberJson, normalEmail } from './member.ts'
import { FIRST_OWNER_EMAIL, linkOf, makeLink } from './set_up.ts'
import * as store from './store.ts'

/** A link for somebody, made on the machine itself. */
export type OperatorLink = { readonly email: string; readonly url: string; readonly is_new: boolean }
export type LinkRefused =
  | 'email_invalid'
  | 'member_unknown'
  | 'organization_open'
  | 'organization_unknown'
  | 'member_disabled'

/**
 * A link for the owner of the organization that the first start made, as long as it has no active one: whoever starts the
 * server begins with it. Undefined once an owner is there. A repeat makes another, and the one before is good no more.
 */
export async function firstOwnerLink(deps: MemberDeps): Promise<OperatorLink | undefined> {
  const organization_id = await deps.db.system((tx) => store.firstOrganization(tx))
  if (organization_id === undefined) return undefined
  return inHome(deps, organization_id, async (scope) => {
    await lockOrganization(scope.db, organization_id)
    const owners = (
      await store.listMembers(scope.db, organization_id, { before: undefined, limit: 100 })
    ).filter(({ role }) => role === 'owner')
    if (owners.some(({ state }) => state === 'active')) return undefined
    const waiting = owners.find(({ email }) => email === FIRST_OWNER_EMAIL)
    if (waiting === undefined && owners.length > 0) return undefined
    return link(deps, scope, waiting ?? (await addOwner(deps, scope, organization_id, FIRST_OWNER_EMAIL)))
  })
}

/**
 * For operators: a link for a member, who may have lost everything. It changes nothing until it is used. An organization
 * without any member gets its first owner. `organization` is needed where the email, or nobody's, is open.
 */
export async function operatorLink(
  deps: MemberDeps,
  asked: { readonly email: string; readonly organization: Id<'org'> | undefined },
): Promise<OperatorLink | LinkRefused> {
  const email = normalEmail(asked.email)
  if (email === undefined) return 'email_invalid'
  const organization_id = await deps.db.system((tx) => chooseOrganization(tx, email, asked.organization))
  if (!isId('org', organization_id)) return organization_id
  const made = await inHome(deps, organization_id, async (scope): Promise<OperatorLink | LinkRefused> => {
    await lockOrganization(scope.db, organization_id)
    const [member] = await store.findByEmail(scope.db, email, organization_id, 1)
    if (member?.state === 'disabled') return 'member_disabled'
    if (member !== undefined) return link(deps, scope, member)
    if ((await store.countMembers(scope.db, organization_id)) > 0) return 'member_unknown'
    return link(deps, scope, await addOwner(deps, scope, organization_id, email))
  })
  return made ?? 'organization_unknown'
}

async function chooseOrganization(
  db: Db,
  email: string,
  given: Id<'org'> | undefined,
): Promise<Id<'org'> | 'organization_open' | 'organization_unknown'> {
  if (given !== undefined) return (await hasOrganization(db, given)) ? given : 'organization_unknown'
  const found = await store.findByEmail(db, email, undefined, 2)
  if (found.length > 1) return 'organization_open'
  return found[0]?.organization_id ?? (await store.firstOrganization(db)) ?? 'organization_open'
}

/** Undefined for an organization without a tenant: there is no trail to write it down in. */
async function inHome<T>(
  deps: MemberDeps,
  organization_id: Id<'org'>,
  fn: (scope: Scope) => Promise<T>,
): Promise<T | undefined> {
  const { db } = deps
  const home = await db.system((tx) => homeOf(tx, organization_id))
  if (home === undefined) return undefined
  const { tenant_id } = home
  const scope = await systemScopeNow(deps, tenant_id)
  return db.withTenant(tenant_id, (tx) => fn({ ...scope, db: tx }))
}

async function addOwner(
  deps: MemberDeps,
  scope: Scope,
  organization_id: Id<'org'>,
  email: string,
): Promise<Member> {
  const owner = invitedMember(deps, organization_id, { email, name: 'Owner', role: 'owner' })
  await store.insertMember(scope.db, owner, 'florin')
  return owner
}

async function link(deps: MemberDeps, scope: Scope, member: Member): Promise<OperatorLink> {
  const held = present(await store.lockMember(scope.db, member.id), 'the member')
  const url = linkOf(deps, await makeLink(deps, scope, held))
  await deps.audit.append(scope, [
    { action: 'members.link', resource_type: 'member', resource_id: held.id, after: memberJson(held) },
  ])
  return { email: held.email, url, is_new: held.state === 'invited' }
}
