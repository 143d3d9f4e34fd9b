import { present } from '../../../kernel/assert.ts'
import { type Id, parseId } from '../../../kernel/id.ts'
import type { Secret } from '../../../kernel/secret.ts'
import type { World } from '../../../kernel/world.ts'
import type { Database, Db } from '../../../platform/db/database.ts'
import type { Actor, OpenScope, Scope, TenantId } from '../../../platform/scope.ts'
import type { Audit } from '../../audit/index.ts'
import { listStanding } from '../store_directory.ts'
import type { Tenant } from '../tenant.ts'
import type { Member } from './member.ts'
import type { Passwords } from './password.ts'

/** Envelope encryption of secrets, as the vault does it. Called outside of transactions: it may ask a key service. */
export type Sealer = {
  seal(scope: OpenScope, purpose: string, plain: Secret): Promise<string>
  unseal(scope: OpenScope, purpose: string, sealed: string): Promise<Secret>
}
export const TOTP_PURPOSE = 'member_totp'

export type MemberDeps = {
  readonly db: Database
  /** The wall's world: people live by real time. */
  readonly world: World
  readonly audit: Audit
  readonly version: string
  readonly sealer: () => Sealer
  /** Where browsers reach the server: what links and passkeys are made for. */
  readonly public_url: string
}
export type SignInDeps = MemberDeps & { readonly passwords: Passwords }

export const memberActor = (id: Id<'mem'>): Actor => ({
  type: 'member',
  id,
  authenticated_by: 'session',
  on_behalf_of: null,
})

/**
 * The tenant in whose trail and feed an organization's own affairs stand: the oldest one that was not replaced. A member is
 * not in a tenant, and a trail is always one's.
 */
export async function homeOf(db: Db, organization_id: Id<'org'>): Promise<Tenant | undefined> {
  return (await listStanding(db, organization_id))[0]
}

/** A scope in the member's own name, in the organization's home, for a request of somebody who was not known before. */
export const ownScope = (
  { world }: Pick<MemberDeps, 'world'>,
  scope: OpenScope,
  member: Pick<Member, 'id'>,
  tenant_id: TenantId,
): OpenScope => ({ ...scope, tenant_id, actor: memberActor(member.id), world })

/** The session that the request came with; the edge lets nobody else near the routes that ask. */
export const sessionOf = ({ session }: OpenScope | Scope): Id<'ses'> =>
  present(parseId('ses', session?.id ?? ''), 'the session of a member’s request')
