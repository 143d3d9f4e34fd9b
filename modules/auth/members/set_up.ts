import { ok, type Result } from '../../../kernel/result.ts'
import type { Secret } from '../../../kernel/secret.ts'
import { plusMs } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { homeOf, type MemberDeps, ownScope, type SignInDeps } from './deps.ts'
import { type MemberFailure, memberErrors } from './errors.ts'
import { memberFacts } from './facts.ts'
import { SETUP_MS } from './limits.ts'
import { type Member, memberJson, normalEmail, toldMember } from './member.ts'
import { memberMachine } from './member.machine.ts'
import { passwordFault } from './password_rules.ts'
import { type Started, startSession } from './start_session.ts'
import * as store from './store.ts'
import { deleteFactors } from './store_factors.ts'
import { deleteSessions } from './store_sessions.ts'
import { newToken, tokenHash } from './token.ts'

/** The email of an owner whom the first start made: nobody has said yet whose it is. */
export const FIRST_OWNER_EMAIL = 'owner@localhost'

export type SetUp = {
  readonly token: string
  readonly name: string
  readonly password: Secret
  /** Taken only from the first owner, whose invitation names none. */
  readonly email?: string
}

/** Makes a link that is good for a day, in place of the one before; in the caller's transaction, which holds the member. */
export async function makeLink(
  { world }: MemberDeps,
  scope: Scope,
  { id }: Pick<Member, 'id'>,
): Promise<Secret> {
  const token = newToken(world)
  const created_at = world.now()
  await store.putSetup(scope.db, id, tokenHash(token.reveal()), {
    created_at,
    expires_at: plusMs(created_at, SETUP_MS),
  })
  return token
}

/** The address that a link is sent as: what stands behind `#` stays in the browser, and in nobody's logs. */
export const linkOf = ({ public_url }: Pick<MemberDeps, 'public_url'>, token: Secret): string =>
  `${public_url}/dashboard/setup#${token.reveal()}`

/**
 * Sets name and password by the link. The member is active then and signed in by half: a second factor is next. Whatever the
 * member had before, sessions and factors, ends. The link works once. Errors: `setup_link_invalid`, `password_refused`,
 * `email_invalid`, `member_exists`, `sign_in_busy`.
 */
export async function setUp(
  deps: SignInDeps,
  scope: OpenScope,
  command: SetUp,
): Promise<Result<Started, MemberFailure>> {
  const { db, world } = deps
  const token_hash = tokenHash(command.token)
  const member = await db.system((tx) => store.findSetup(tx, token_hash, world.now()))
  if (member === undefined) return memberErrors.fail('setup_link_invalid', { param: 'token' })
  const email = emailOf(member, command.email)
  if (email === undefined) return memberErrors.fail('email_invalid', { param: 'email' })
  const fault = passwordFault(command.password.reveal(), email)
  if (fault !== undefined) return memberErrors.fail('password_refused', { param: 'password', detail: fault })
  const password_hash = await deps.passwords.hash(command.password)
  if (password_hash === undefined) return memberErrors.fail('sign_in_busy', { retry_after_ms: 1_000 })
  const home = await db.system((tx) => homeOf(tx, member.organization_id))
  if (home === undefined) return memberErrors.fail('setup_link_invalid', { param: 'token' })
  const { name } = command
  return db.withTenant(home.tenant_id, async (tx) => {
    const own = { ...ownScope(deps, scope, member, home.tenant_id), db: tx }
    const held = await store.lockMember(tx, member.id)
    if (held === undefined) return memberErrors.fail('setup_link_invalid', { param: 'token' })
    return activate(deps, own, held, { token_hash, name, email, password_hash })
  })
}

const emailOf = (member: Member, given: string | undefined): string | undefined =>
  given === undefined || member.email !== FIRST_OWNER_EMAIL ? member.email : normalEmail(given)

async function activate(
  deps: SignInDeps,
  scope: Scope,
  before: Member,
  {
    token_hash,
    name,
    email,
    password_hash,
  }: Record<'token_hash' | 'name' | 'email' | 'password_hash', string>,
): Promise<Result<Started, MemberFailure>> {
  const { db } = scope
  // Read again under the lock: of two who use one link at once the second finds none.
  const isGood = (await store.findSetup(db, token_hash, deps.world.now()))?.id === before.id
  if (!isGood || before.state === 'disabled')
    return memberErrors.fail('setup_link_invalid', { param: 'token' })
  if (!(await store.setName(db, before, name, email)))
    return memberErrors.fail('member_exists', { param: 'email' })
  await store.deleteSetup(db, before.id)
  await deleteFactors(db, before.id)
  await deleteSessions(db, before.id, 'all')
  await store.setPassword(db, before.id, password_hash)
  const state = memberMachine.next(before.state, 'set_up')
  await store.moveMember(db, before, 'set_up', state)
  const member: Member = { ...before, name, email, state, has_totp: false, passkeys: 0 }
  const started = await startSession(deps, scope, member, { proved_by: 'set_up', is_half: true })
  await deps.audit.append(scope, [
    {
      action: 'members.set_up',
      resource_type: 'member',
      resource_id: member.id,
      before: memberJson(before),
      after: memberJson(member),
    },
  ])
  const previous = { state: before.state }
  await appendFacts(db, scope, [
    memberFacts.fact('auth.member_changed', member.id, { object: toldMember(member), previous }),
  ])
  return ok(started)
}
