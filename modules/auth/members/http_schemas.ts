import { Type as T } from 'typebox'
import { idPattern } from '../../../kernel/id.ts'
import { memberFields, RoleSchema } from './member.ts'
import { PASSWORD_CHARS_MAX } from './limits.ts'

/** Long enough for everything that can be taken, in UTF-16; what is too long or too short is said by `password_refused`. */
export const PasswordInput = T.String({ minLength: 1, maxLength: PASSWORD_CHARS_MAX * 2 })
export const CodeInput = T.String({ pattern: '^[0-9]{6}$', maxLength: 6 })

export const SessionSchema = T.Object(
  {
    id: T.String({ pattern: idPattern('ses') }),
    member: T.Object({
      id: T.String({ pattern: idPattern('mem') }),
      name: T.String(),
      email: T.String(),
      role: RoleSchema,
    }),
    organization: T.Object({ id: T.String({ pattern: idPattern('org') }), name: T.String() }),
    tenants: T.Array(
      T.Object({
        id: T.String({ pattern: idPattern('ten') }),
        name: T.String(),
        mode: T.Union([T.Literal('live'), T.Literal('sandbox')]),
      }),
      { description: 'What `Florin-Tenant` can name, oldest first.' },
    ),
    scopes: T.Array(T.String(), {
      description:
        'What the role may do in the tenant that `Florin-Tenant` names, or in the first of `tenants`.',
    }),
    csrf_token: T.String({ description: 'For `Florin-Csrf`, which all but GET need.' }),
    proved_at: T.String({
      description: 'The last sign-in. Changes of members and factors need one of the last ten minutes.',
    }),
    idle_expires_at: T.String({ description: 'When it ends if it is not used any more.' }),
    ends_at: T.String({ description: 'When it ends however much it is used.' }),
    second_factors: T.Object({ totp: T.Boolean(), passkeys: T.Integer() }),
    must_enrol: T.Boolean({ description: 'True while it can only set up a second factor.' }),
  },
  { $id: 'Session' },
)

export const SessionRow = T.Object(
  {
    id: T.String({ pattern: idPattern('ses') }),
    is_current: T.Boolean(),
    proved_by: T.Union([
      T.Literal('set_up'),
      T.Literal('password'),
      T.Literal('totp'),
      T.Literal('recovery_code'),
      T.Literal('passkey'),
    ]),
    ip: T.Union([T.String(), T.Null()]),
    created_at: T.String(),
    last_seen_at: T.String({ description: 'To the minute.' }),
    idle_expires_at: T.String(),
    ends_at: T.String(),
  },
  { $id: 'SessionRow' },
)

export const MemberSchema = T.Object(memberFields, { $id: 'Member' })
export const MemberWithLinkSchema = T.Object(
  {
    ...memberFields,
    setup_url: T.Union([T.String(), T.Null()], {
      description: 'The link to send, good for a day and once; shown this once, so null in a replay.',
    }),
  },
  { $id: 'MemberWithLink' },
)
