import type { Id } from '../../../kernel/id.ts'
import { instantText } from '../../../kernel/world.ts'
import { csrfTokenOf } from '../../../platform/http/session_cookie.ts'
import { listStanding } from '../store_directory.ts'
import type { MemberDeps } from './deps.ts'
import { ENROL_SCOPE, scopesOfRole } from './role_scopes.ts'
import { idleExpiry, type Session } from './session.ts'
import type { SessionUse } from './session_use.ts'
import { findSession } from './store_sessions.ts'

/** A session as its own member sees it; undefined when it has ended. `tenant` is the one that scopes are told for. */
export async function viewSession(
  { db }: Pick<MemberDeps, 'db'>,
  uses: SessionUse,
  id: Id<'ses'>,
  tenant: string | null,
) {
  const seen = await db.system(async (tx) => {
    const found = await findSession(tx, id)
    return found && { ...found, tenants: await listStanding(tx, found.member.organization_id) }
  })
  if (seen === undefined) return undefined
  const { member, organization_name, tenants } = seen
  const session = uses.latest(seen.session)
  const told = tenants.find((one) => one.id === tenant) ?? tenants[0]
  const scopes = session.is_half ? [ENROL_SCOPE] : scopesOfRole(member.role, told?.mode ?? 'live')
  return {
    id: session.id,
    member: { id: member.id, name: member.name, email: member.email, role: member.role },
    organization: { id: member.organization_id, name: organization_name },
    tenants: tenants.map(({ id: tenant_id, name, mode }) => ({ id: tenant_id, name, mode })),
    scopes,
    csrf_token: csrfTokenOf(session.token_hash),
    proved_at: instantText(session.proved_at),
    idle_expires_at: instantText(idleExpiry(session)),
    ends_at: instantText(session.ends_at),
    second_factors: { totp: member.has_totp, passkeys: member.passkeys },
    must_enrol: session.is_half,
  }
}

export type SessionView = NonNullable<Awaited<ReturnType<typeof viewSession>>>

/** A row of the list of one's own sessions. */
export const sessionJson = (session: Session, own: Id<'ses'>) => ({
  id: session.id,
  is_current: session.id === own,
  proved_by: session.proved_by,
  ip: session.ip,
  created_at: instantText(session.created_at),
  last_seen_at: instantText(session.last_seen_at),
  idle_expires_at: instantText(idleExpiry(session)),
  ends_at: instantText(session.ends_at),
})
