import { present } from '../../../kernel/assert.ts'
import { virtualWorld, type World } from '../../../kernel/world.ts'
import type { AuthOutcome, Principal, SessionAsk, Sessions } from '../../../platform/http/principal.ts'
import { readClocks } from '../../../platform/tenant_clock.ts'
import { credentialErrors } from '../errors.ts'
import { inTime } from '../in_time.ts'
import { openTenant } from '../open_tenant.ts'
import { listStanding } from '../store_directory.ts'
import type { Tenant } from '../tenant.ts'
import { type MemberDeps, memberActor } from './deps.ts'
import { SESSION_LOAD_MS_MAX } from './limits.ts'
import { ENROL_SCOPE, roleAllows } from './role_scopes.ts'
import { isOver } from './session.ts'
import type { SessionUse } from './session_use.ts'
import { findByToken, type FoundSession } from './store_sessions.ts'
import { tokenHash } from './token.ts'

type Seen = FoundSession & { readonly tenants: readonly Tenant[] }

const ended = credentialErrors.fail('session_ended')
const unavailable = credentialErrors.fail('auth_unavailable', { retry_after_ms: 1_000 })
const enrolFirst = credentialErrors.fail('second_factor_required').error

/**
 * Proves a member by their session. It is read from the database at every request: people are few and slow, and so the end of
 * a session, a change of role and a disabled member hold everywhere with the commit. When the database cannot be asked the
 * answer is 503, never a success.
 */
export function createSessions(deps: MemberDeps, uses: SessionUse): Sessions {
  return {
    async authenticate(token, ask) {
      const read = await inTime(deps.world, see(deps, token), SESSION_LOAD_MS_MAX)
      if (read === undefined) return unavailable
      const { seen } = read
      if (seen?.member.state !== 'active') return ended
      const session = uses.latest(seen.session)
      if (isOver(session, deps.world.now())) return ended
      const outcome = await principalOf(deps, seen, ask)
      if (outcome.ok) uses.note(session)
      return outcome
    },
  }
}

const see = ({ db }: MemberDeps, token: string): Promise<{ seen: Seen | undefined }> =>
  db.system(async (tx) => {
    const found = await findByToken(tx, tokenHash(token))
    if (found === undefined) return { seen: undefined }
    return { seen: { ...found, tenants: await listStanding(tx, found.member.organization_id) } }
  })

async function principalOf(
  deps: MemberDeps,
  { session, member, tenants }: Seen,
  { tenant: name, needs_tenant }: SessionAsk,
): Promise<AuthOutcome> {
  const named = tenants.find(({ id }) => id === name)
  // What is not there and what is somebody else's look the same.
  if (name !== undefined && named === undefined)
    return credentialErrors.fail('tenant_not_yours', { param: 'Florin-Tenant' })
  if (needs_tenant && named === undefined)
    return credentialErrors.fail('tenant_required', { param: 'Florin-Tenant' })
  const tenant = needs_tenant ? named : tenants[0]
  if (tenant === undefined) return ended
  const { role } = member
  const value: Principal = {
    credential_id: session.id,
    tenant_id: tenant.tenant_id,
    tenant_public_id: tenant.id,
    mode: tenant.mode,
    kind: 'member',
    allows: session.is_half
      ? (scope) => scope === ENROL_SCOPE
      : (scope) => roleAllows(role, tenant.mode, scope),
    ...(session.is_half ? { refusal: enrolFirst } : {}),
    actor: memberActor(member.id),
    version: deps.version,
    // Routes about the organization go by the wall's time, whichever tenant they are written down in.
    world: needs_tenant ? await worldOf(deps, tenant) : deps.world,
    session: { id: session.id, tenant: named?.id ?? null, token_hash: session.token_hash },
  }
  return { ok: true, value }
}

async function worldOf(deps: MemberDeps, tenant: Tenant): Promise<World> {
  if (tenant.mode === 'live') return deps.world
  const { tenant_id } = tenant
  const known = (await readClocks(deps.db, [tenant_id])).get(tenant_id)
  if (known === undefined) await openTenant(deps, tenant)
  const clock = known ?? (await readClocks(deps.db, [tenant_id])).get(tenant_id)
  return virtualWorld(deps.world, () => present(clock, 'a sandbox’s clock'))
}
