import type { Id } from '../../../kernel/id.ts'
import type { Result } from '../../../kernel/result.ts'
import type { Secret } from '../../../kernel/secret.ts'
import type { Sessions } from '../../../platform/http/principal.ts'
import { createSessionCookie, type SessionCookie } from '../../../platform/http/session_cookie.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { createSessions } from './authenticate_session.ts'
import { type ChangePassword, changePassword } from './change_password.ts'
import { disable, enable, reset, setRole } from './change_member.ts'
import type { MemberDeps } from './deps.ts'

import { endSession, ownSessions } from './end_session.ts'
import { beginTotp, finishTotp, type TotpSecret } from './enrol_totp.ts'
import type { MemberFailure } from './errors.ts'
import { firstOwnerLink, type LinkRefused, type OperatorLink, operatorLink } from './first_owner.ts'
import { type Invite, invite, type MemberWithLink } from './invite.ts'
import type { Member, Role } from './member.ts'
import { createPasskeys, type Passkeys } from './passkeys.ts'
import { createPasswords } from './password.ts'
import type { Session } from './session.ts'
import { createSessionUse } from './session_use.ts'
import { type SessionView, viewSession } from './session_view.ts'
import { linkOf, type SetUp, setUp } from './set_up.ts'
import { type SignIn, signIn } from './sign_in.ts'
import type { Started } from './start_session.ts'
import { findMemberOf, listMembers } from './store.ts'
import { findSession } from './store_sessions.ts'
import { present } from '../../../kernel/assert.ts'
import { sessionOf } from './deps.ts'

/** People of organizations and their sessions. What each method does and refuses stands beside its function. */
export type Members = {
  readonly sessions: Sessions
  readonly cookie: SessionCookie
  readonly passkeys: Passkeys
  signIn(scope: OpenScope, command: SignIn): Promise<Result<Started, MemberFailure>>
  setUp(scope: OpenScope, command: SetUp): Promise<Result<Started, MemberFailure>>
  changePassword(scope: OpenScope, command: ChangePassword): Promise<Result<Started, MemberFailure>>
  /** Undefined when it has ended. */
  view(id: Id<'ses'>, tenant: string | null): Promise<SessionView | undefined>
  ownSessions(scope: OpenScope): Promise<Session[]>
  endSession(scope: OpenScope, id: Id<'ses'>): Promise<Result<null, MemberFailure>>
  beginTotp(scope: OpenScope): Promise<Result<TotpSecret, MemberFailure>>
  finishTotp(scope: OpenScope, code: string): Promise<Result<{ recovery_codes: string[] }, MemberFailure>>
  invite(scope: Scope, command: Invite): Promise<Result<MemberWithLink, MemberFailure>>
  setRole(scope: Scope, id: Id<'mem'>, role: Role): Promise<Result<Member, MemberFailure>>
  disable(scope: Scope, id: Id<'mem'>): Promise<Result<Member, MemberFailure>>
  enable(scope: Scope, id: Id<'mem'>): Promise<Result<Member, MemberFailure>>
  reset(scope: Scope, id: Id<'mem'>): Promise<Result<MemberWithLink, MemberFailure>>
  /** A member of the caller's organization. */
  find(scope: OpenScope, id: Id<'mem'>): Promise<Member | undefined>
  /** Newest first, from below `before`; at most `limit`. */
  list(scope: OpenScope, page: { before: Id<'mem'> | undefined; limit: number }): Promise<Member[]>
  /** The address that a link is sent as. */
  linkOf(token: Secret): string
  firstOwnerLink(): Promise<OperatorLink | undefined>
  operatorLink(asked: {
    email: string
    organization: Id<'org'> | undefined
  }): Promise<OperatorLink | LinkRefused>
  /** Writes down when sessions were last used, now; it also happens by itself some seconds after a use. */
  flushUses(): Promise<number>
  close(): Promise<void>
}

export function createMembers(deps: MemberDeps): Members {
  const { db, world, public_url } = deps
  const uses = createSessionUse(deps)
  const with_passwords = { ...deps, passwords: createPasswords(world) }
  const organizationOf = async (scope: OpenScope): Promise<Id<'org'>> =>
    present(await db.system((tx) => findSession(tx, sessionOf(scope))), 'the session').member.organization_id
  return {
    sessions: createSessions(deps, uses),
    cookie: createSessionCookie(public_url),
    passkeys: createPasskeys(deps),
    signIn: (scope, command) => signIn(with_passwords, scope, command),
    setUp: (scope, command) => setUp(with_passwords, scope, command),
    changePassword: (scope, command) => changePassword(with_passwords, scope, command),
    view: (id, tenant) => viewSession(deps, uses, id, tenant),
    ownSessions: (scope) => ownSessions(deps, scope),
    endSession: (scope, id) => endSession(deps, scope, id),
    beginTotp: (scope) => beginTotp(deps, scope),
    finishTotp: (scope, code) => finishTotp(deps, scope, code),
    invite: (scope, command) => invite(deps, scope, command),
    setRole: (scope, id, role) => setRole(deps, scope, id, role),
    disable: (scope, id) => disable(deps, scope, id),
    enable: (scope, id) => enable(deps, scope, id),
    reset: (scope, id) => reset(deps, scope, id),
    async find(scope, id) {
      const organization_id = await organizationOf(scope)
      return db.system((tx) => findMemberOf(tx, organization_id, id))
    },
    async list(scope, page) {
      const organization_id = await organizationOf(scope)
      return db.system((tx) => listMembers(tx, organization_id, page))
    },
    linkOf: (token) => linkOf(deps, token),
    firstOwnerLink: () => firstOwnerLink(deps),
    operatorLink: (asked) => operatorLink(deps, asked),
    flushUses: () => uses.flush(),
    close: () => uses.close(),
  }
}
