import { Type as T } from 'typebox'
import { present } from '../../../kernel/assert.ts'
import { idPattern, parseId } from '../../../kernel/id.ts'
import { ok } from '../../../kernel/result.ts'
import { secret } from '../../../kernel/secret.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { credentialErrors } from '../errors.ts'
import { sessionOf } from './deps.ts'
import { memberErrors } from './errors.ts'
import { CodeInput, PasswordInput, SessionRow, SessionSchema } from './http_schemas.ts'
import { EmailInput, NameInput } from './member.ts'
import type { Members } from './members.ts'
import { AuthenticationAnswer, credentialExample, RequestOptions } from './passkey.ts'
import { ENROL_SCOPE, SIGN_IN_SCOPE } from './role_scopes.ts'
import { sessionJson } from './session_view.ts'
import type { Started } from './start_session.ts'

const bySession = namedBy('ses', () => memberErrors.fail('session_not_found'))

const { table } = memberErrors
const common = { tag: 'Sessions' } as const
const open = { ...common, callers: 'anyone', scope: SIGN_IN_SCOPE, method: 'POST' } as const
const own = { ...common, callers: 'members' } as const

/** A new session as it is answered: its token goes into the cookie, and nowhere else. */
export async function started(members: Members, { session, token }: Started, tenant: string | null = null) {
  const body = present(await members.view(session.id, tenant), 'the new session')
  return { body, headers: { 'Set-Cookie': members.cookie.set(token.reveal()) } }
}

const signInRoute = (members: Members) =>
  route({
    ...open,
    kind: 'read',
    path: '/v1/sessions',
    operation_id: 'createSession',
    summary: 'Sign in with email, password and a second factor.',
    description:
      'Sets the session’s cookie. A member without a second factor gets a session that can only set one up (`must_enrol`). The answer never tells whether an email is known.',
    body: T.Object({
      email: EmailInput,
      password: PasswordInput,
      code: T.Optional(CodeInput),
      recovery_code: T.Optional(T.String({ minLength: 1, maxLength: 40 })),
      organization: T.Optional(T.String({ pattern: idPattern('org') })),
    }),
    status: 201,
    reply: SessionSchema,
    example: { email: 'anna@example.com', password: 'a long password of mine', code: '123456' },
    own_headers: ['Set-Cookie'],
    errors: {
      sign_in_refused: table.sign_in_refused,
      code_required: table.code_required,
      too_many_attempts: table.too_many_attempts,
      sign_in_busy: table.sign_in_busy,
    },
    async run(scope, { body }) {
      const { organization: named, ...rest } = body
      const organization = named === undefined ? undefined : parseId('org', named)
      const password = secret(body.password)
      const command = { ...rest, password, ...(organization === undefined ? {} : { organization }) }
      const signed = await members.signIn(scope, command)
      return signed.ok ? ok({ status: 201, ...(await started(members, signed.value)) }) : signed
    },
  })

const passkeyOptionsRoute = (members: Members) =>
  route({
    ...open,
    kind: 'read',
    path: '/v1/sessions/passkey-options',
    operation_id: 'createPasskeyOptions',
    summary: 'Begin to sign in with a passkey: what the browser is to be asked.',
    status: 200,
    reply: RequestOptions,
    errors: {},
    run: async (scope) => ok({ body: await members.passkeys.signInOptions(scope) }),
  })

const passkeyRoute = (members: Members) =>
  route({
    ...open,
    kind: 'read',
    path: '/v1/sessions/passkey',
    operation_id: 'createSessionWithPasskey',
    summary: 'Sign in with a passkey.',
    description:
      'The body is what `navigator.credentials.get()` answered, as JSON. Sets the session’s cookie.',
    body: AuthenticationAnswer,
    status: 201,
    reply: SessionSchema,
    own_headers: ['Set-Cookie'],
    errors: { sign_in_refused: table.sign_in_refused, too_many_attempts: table.too_many_attempts },
    example: {
      ...credentialExample,
      response: {
        clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0',
        authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ',
        signature: 'MEUCIQDJ4fQ2',
      },
    },
    async run(scope, { body }) {
      const signed = await members.passkeys.signIn(scope, body)
      return signed.ok ? ok({ status: 201, ...(await started(members, signed.value)) }) : signed
    },
  })

const setupRoute = (members: Members) =>
  route({
    ...open,
    kind: 'read',
    path: '/v1/member-setups',
    operation_id: 'createMemberSetup',
    tag: 'Members',
    summary: 'Use a set-up link: choose a name and a password.',
    description:
      'The token is what stands behind `#` in the link. The member is active then, and the session can only set up a second factor. `email` is taken from the first owner only, whose link names none.',
    body: T.Object({
      token: T.String({ minLength: 1, maxLength: 100 }),
      name: NameInput,
      password: PasswordInput,
      email: T.Optional(EmailInput),
    }),
    status: 201,
    reply: SessionSchema,
    own_headers: ['Set-Cookie'],
    errors: {
      setup_link_invalid: table.setup_link_invalid,
      password_refused: table.password_refused,
      email_invalid: table.email_invalid,
      member_exists: table.member_exists,
      sign_in_busy: table.sign_in_busy,
    },
    example: {
      token: 'kq3v0GZ7mXw2yT9bR5nJ8cLhF1sDpA6eUoI4tKzQxWv',
      name: 'Anna Jones',
      password: 'a long password of mine',
    },
    async run(scope, { body }) {
      const done = await members.setUp(scope, { ...body, password: secret(body.password) })
      return done.ok ? ok({ status: 201, ...(await started(members, done.value)) }) : done
    },
  })

const getRoute = (members: Members) =>
  route({
    ...own,
    kind: 'read',
    method: 'GET',
    path: '/v1/session',
    operation_id: 'getSession',
    summary: 'Get one’s own session: who one is, which tenants there are, and what one may do.',
    scope: ENROL_SCOPE,
    status: 200,
    reply: SessionSchema,
    errors: {},
    async run(scope) {
      const body = await members.view(sessionOf(scope), scope.session?.tenant ?? null)
      return body === undefined ? credentialErrors.fail('session_ended') : ok({ body })
    },
  })

const signOutRoute = (members: Members) =>
  route({
    ...own,
    kind: 'read',
    method: 'DELETE',
    path: '/v1/session',
    operation_id: 'deleteSession',
    summary: 'Sign out.',
    scope: ENROL_SCOPE,
    status: 204,
    reply: T.Null(),
    own_headers: ['Set-Cookie'],
    errors: { session_not_found: table.session_not_found },
    async run(scope) {
      const done = await members.endSession(scope, sessionOf(scope))
      return done.ok ? ok({ body: null, headers: { 'Set-Cookie': members.cookie.clear() } }) : done
    },
  })

const listRoute = (members: Members) =>
  route({
    ...own,
    kind: 'read',
    method: 'GET',
    path: '/v1/sessions',
    operation_id: 'listSessions',
    summary: 'List where one is signed in, newest first.',
    scope: 'session:read',
    status: 200,
    reply: T.Object({ data: T.Array(SessionRow), has_more: T.Boolean(), next_cursor: T.Null() }),
    errors: {},
    async run(scope) {
      const found = await members.ownSessions(scope)
      const current = sessionOf(scope)
      const rows = found.map((session) => sessionJson(session, current))
      return ok({ body: { data: rows, has_more: false, next_cursor: null } })
    },
  })

const endRoute = (members: Members) =>
  route({
    ...own,
    kind: 'read',
    method: 'DELETE',
    path: '/v1/sessions/{id}',
    operation_id: 'endSession',
    summary: 'End one of one’s own sessions, at once.',
    scope: 'session:write',
    params: T.Object({ id: T.String() }),
    status: 204,
    reply: T.Null(),
    errors: { session_not_found: table.session_not_found },
    run: (scope, { params }) =>
      bySession(params.id, async (id) => {
        const done = await members.endSession(scope, id)
        return done.ok ? ok({ body: null }) : done
      }),
  })

export const sessionRoutes = (members: Members): Route[] =>
  [
    signInRoute,
    passkeyOptionsRoute,
    passkeyRoute,
    getRoute,
    signOutRoute,
    listRoute,
    endRoute,
    setupRoute,
  ].map((make) => make(members))
