import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { secret } from '../../../kernel/secret.ts'
import type { SimWorld } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TestDatabase } from '../../../platform/db/testing.ts'
import type { OpenScope, Scope, TenantId } from '../../../platform/scope.ts'
import { systemScope } from '../../audit/testing.ts'
import type { Auth } from '../index.ts'
import { testTenant } from '../testing.ts'
import type { Role } from './member.ts'
import type { SignIn } from './sign_in.ts'
import { bytesOfBase32, codeOf, stepAt } from './totp.ts'

export const PASSWORD = 'a long password of mine'
export type Person = {
  readonly email: string
  readonly organization_id: Id<'org'>
  readonly tenant_id: TenantId
  /** In base 32. */
  readonly totp: string
  readonly recovery_codes: readonly string[]
  /** The cookie's value. */
  readonly token: string
}

/** A request of somebody who is not known yet. */
export const nobody = (world: SimWorld, ip = '192.0.2.1'): OpenScope => ({
  ...systemScope(0n as TenantId, world),
  actor: { type: 'system', id: 'anyone', authenticated_by: 'internal', on_behalf_of: null },
  ip,
})

export const totpCode = (world: SimWorld, totp: string, steps = 0): string =>
  codeOf(bytesOfBase32(totp), stepAt(world.now()) + steps)

/** Whether a session lets somebody in now, or the code of the refusal. */
export async function verdictOn(auth: Auth, token: string, tenant?: string): Promise<string> {
  const needs_tenant = tenant !== undefined
  const outcome = await auth.members.sessions.authenticate(token, { tenant, needs_tenant })
  return outcome.ok ? 'good' : outcome.error.code
}

/** The scope of a request with a session, on a route about the organization. */
export async function scopeOfSession(auth: Auth, world: SimWorld, token: string): Promise<OpenScope> {
  const outcome = await auth.members.sessions.authenticate(token, { tenant: undefined, needs_tenant: false })
  const { tenant_id, actor, session } = present(outcome.ok ? outcome.value : undefined, 'a good session')
  return { ...systemScope(tenant_id, world), actor, ip: '192.0.2.1', session: present(session, 'a session') }
}

/** Runs `fn` in a transaction of the session's request, as the edge does. */
export async function inSession<T>(
  { auth, world, test_db }: Stage,
  token: string,
  fn: (scope: Scope) => Promise<T>,
): Promise<T> {
  const scope = await scopeOfSession(auth, world, token)
  return test_db.db.withTenant(scope.tenant_id, (db: Db) => fn({ ...scope, db }))
}

export type Stage = { readonly auth: Auth; readonly world: SimWorld; readonly test_db: TestDatabase }

/** An organization with a sandbox and an owner who is signed in with password and one-time passwords. */
export async function newOwner(stage: Stage, email = 'anna@example.com'): Promise<Person> {
  const { tenant } = await testTenant(stage.auth)
  const { organization_id, tenant_id } = tenant
  const made = await stage.auth.members.operatorLink({ email, organization: organization_id })
  const url = present(typeof made === 'string' ? undefined : made.url, 'the link')
  return { email, organization_id, tenant_id, ...(await enrol(stage, url)) }
}

/** Uses a set-up link and enrols one-time passwords. */
export async function enrol(
  { auth, world }: Stage,
  url: string,
): Promise<Pick<Person, 'token' | 'totp' | 'recovery_codes'>> {
  const token = url.slice(url.indexOf('#') + 1)
  const command = { token, name: 'Anna Jones', password: secret(PASSWORD) }
  const begun = await auth.members.setUp(nobody(world), command)
  const half = present(begun.ok ? begun.value : undefined, 'the half session').token.reveal()
  const scope = await scopeOfSession(auth, world, half)
  const secret_made = await auth.members.beginTotp(scope)
  const totp = present(secret_made.ok ? secret_made.value : undefined, 'the secret').secret
  const done = await auth.members.finishTotp(scope, totpCode(world, totp))
  const { recovery_codes } = present(done.ok ? done.value : undefined, 'the recovery codes')
  world.advance(30_000) // so that the next code is another one
  return { token: half, totp, recovery_codes }
}

/** Another member of the organization, who has set everything up. */
export async function newColleague(
  stage: Stage,
  owner: Person,
  { email, role }: { readonly email: string; readonly role: Role },
): Promise<Person & { readonly id: Id<'mem'> }> {
  const { auth } = stage
  const invited = await inSession(stage, owner.token, (scope) =>
    auth.members.invite(scope, { email, name: 'Colleague', role }),
  )
  const { member, link } = present(invited.ok ? invited.value : undefined, 'the invited member')
  return { ...owner, email, id: member.id, ...(await enrol(stage, auth.members.linkOf(link))) }
}

/** Tries to sign in; `good`, or the code of the refusal, with the token when there is one. */
export async function trySignIn(
  { auth, world }: Stage,
  command: Omit<SignIn, 'password'> & { readonly password?: string },
  ip?: string,
): Promise<{ readonly code: string; readonly token: string; readonly retry_after_ms: number }> {
  const { password = PASSWORD, ...rest } = command
  const tried = await auth.members.signIn(nobody(world, ip), { ...rest, password: secret(password) })
  return tried.ok
    ? { code: 'good', token: tried.value.token.reveal(), retry_after_ms: 0 }
    : { code: tried.error.code, token: '', retry_after_ms: tried.error.retry_after_ms ?? 0 }
}
