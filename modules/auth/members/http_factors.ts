import { Type as T } from 'typebox'
import { ok } from '../../../kernel/result.ts'
import { secret } from '../../../kernel/secret.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { memberErrors } from './errors.ts'
import { CodeInput, PasswordInput, SessionSchema } from './http_schemas.ts'
import { started } from './http_sessions.ts'
import type { Members } from './members.ts'
import {
  credentialExample,
  CreationOptions,
  PasskeyName,
  passkeyJson,
  PasskeySchema,
  RegistrationAnswer,
} from './passkey.ts'
import { ENROL_SCOPE } from './role_scopes.ts'

const { proof_too_old, ...table } = memberErrors.table
const byPasskey = namedBy('psk', () => memberErrors.fail('passkey_not_found'))
const common = { tag: 'Sessions', callers: 'members' } as const
const enrol = { ...common, method: 'POST', scope: ENROL_SCOPE } as const

const beginTotpRoute = (members: Members) =>
  route({
    ...enrol,
    kind: 'read',
    path: '/v1/session/totp',
    operation_id: 'createTotp',
    summary: 'Begin to set up one-time passwords: a secret for an authenticator app, shown this once.',
    status: 200,
    reply: T.Object(
      {
        secret: T.String({ description: 'Base 32, to type in.' }),
        uri: T.String({ description: 'The same for a QR code (`otpauth://totp/…`).' }),
      },
      { $id: 'TotpSecret' },
    ),
    errors: { proof_too_old },
    async run(scope) {
      const begun = await members.beginTotp(scope)
      return begun.ok ? ok({ body: begun.value }) : begun
    },
  })

const confirmTotpRoute = (members: Members) =>
  route({
    ...enrol,
    kind: 'read',
    path: '/v1/session/totp/confirm',
    operation_id: 'confirmTotp',
    summary: 'Prove that the app has the secret; answers ten recovery codes, shown this once.',
    description: 'Codes that were answered before are good no more.',
    body: T.Object({ code: CodeInput }),
    status: 200,
    reply: T.Object({ recovery_codes: T.Array(T.String()) }, { $id: 'RecoveryCodes' }),
    example: { code: '123456' },
    errors: {
      proof_too_old,
      totp_not_begun: table.totp_not_begun,
      totp_code_wrong: table.totp_code_wrong,
      too_many_attempts: table.too_many_attempts,
    },
    async run(scope, { body }) {
      const done = await members.finishTotp(scope, body.code)
      return done.ok ? ok({ body: done.value }) : done
    },
  })

const passkeyOptionsRoute = (members: Members) =>
  route({
    ...enrol,
    kind: 'read',
    path: '/v1/session/passkeys/options',
    operation_id: 'createPasskeyCreationOptions',
    summary: 'Begin to add a passkey: what the browser is to be asked.',
    status: 200,
    reply: CreationOptions,
    errors: { proof_too_old, passkey_limit_reached: table.passkey_limit_reached },
    async run(scope) {
      const asked = await members.passkeys.addOptions(scope)
      return asked.ok ? ok({ body: asked.value }) : asked
    },
  })

const addPasskeyRoute = (members: Members) =>
  route({
    ...enrol,
    kind: 'read',
    path: '/v1/session/passkeys',
    operation_id: 'addPasskey',
    summary: 'Add a passkey.',
    description: '`credential` is what `navigator.credentials.create()` answered, as JSON.',
    body: T.Object({ name: PasskeyName, credential: RegistrationAnswer }),
    status: 201,
    reply: PasskeySchema,
    errors: {
      proof_too_old,
      passkey_refused: table.passkey_refused,
      passkey_limit_reached: table.passkey_limit_reached,
    },
    example: {
      name: 'Work laptop',
      credential: {
        ...credentialExample,
        response: {
          clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0',
          attestationObject: 'o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YQ',
        },
      },
    },
    async run(scope, { body }) {
      const added = await members.passkeys.add(scope, body.name, body.credential)
      return added.ok ? ok({ status: 201, body: passkeyJson(added.value) }) : added
    },
  })

const listPasskeysRoute = (members: Members) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/session/passkeys',
    operation_id: 'listPasskeys',
    summary: 'List one’s own passkeys, newest first.',
    scope: ENROL_SCOPE,
    status: 200,
    reply: T.Object({ data: T.Array(PasskeySchema), has_more: T.Boolean(), next_cursor: T.Null() }),
    errors: {},
    async run(scope) {
      const found = await members.passkeys.list(scope)
      return ok({ body: { data: found.map(passkeyJson), has_more: false, next_cursor: null } })
    },
  })

const removePasskeyRoute = (members: Members) =>
  route({
    ...common,
    kind: 'read',
    method: 'DELETE',
    path: '/v1/session/passkeys/{id}',
    operation_id: 'removePasskey',
    summary: 'Remove one of one’s own passkeys.',
    scope: 'session:write',
    params: T.Object({ id: T.String() }),
    status: 204,
    reply: T.Null(),
    errors: {
      proof_too_old,
      passkey_not_found: table.passkey_not_found,
      last_second_factor: table.last_second_factor,
    },
    run: (scope, { params }) =>
      byPasskey(params.id, async (id) => {
        const removed = await members.passkeys.remove(scope, id)
        return removed.ok ? ok({ body: null }) : removed
      }),
  })

const passwordRoute = (members: Members) =>
  route({
    ...common,
    kind: 'read',
    method: 'POST',
    path: '/v1/session/password',
    operation_id: 'changePassword',
    summary: 'Change one’s own password; every session of one’s own ends, and a new one begins.',
    scope: 'session:write',
    body: T.Object({ current_password: PasswordInput, password: PasswordInput }),
    status: 200,
    reply: SessionSchema,
    own_headers: ['Set-Cookie'],
    errors: {
      proof_too_old,
      sign_in_refused: table.sign_in_refused,
      password_refused: table.password_refused,
      too_many_attempts: table.too_many_attempts,
      sign_in_busy: table.sign_in_busy,
    },
    example: { current_password: 'a long password of mine', password: 'another one, just as long' },
    async run(scope, { body }) {
      const { current_password, password } = body
      const changed = await members.changePassword(scope, {
        current_password: secret(current_password),
        password: secret(password),
      })
      return changed.ok ? ok(await started(members, changed.value, scope.session?.tenant)) : changed
    },
  })

export const factorRoutes = (members: Members): Route[] =>
  [
    beginTotpRoute,
    confirmTotpRoute,
    passkeyOptionsRoute,
    addPasskeyRoute,
    listPasskeysRoute,
    removePasskeyRoute,
    passwordRoute,
  ].map((make) => make(members))
