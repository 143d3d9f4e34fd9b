import { Type as T } from 'typebox'
import { type Id, idPattern } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import { NAME_CHARS_MAX } from '../limits.ts'
import { EMAIL_CHARS_MAX } from './limits.ts'
import type { MemberState } from './member.machine.ts'

export const roles = ['owner', 'developer', 'operator', 'analyst', 'viewer'] as const
export type Role = (typeof roles)[number]

/** A person in an organization. Times are the wall clock's. */
export type Member = {
  readonly id: Id<'mem'>
  readonly organization_id: Id<'org'>
  /** As `normalEmail` writes it; one of its kind in the organization. */
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly state: MemberState
  /** PHC string; null until the member has set a password. Never leaves the module. */
  readonly password_hash: string | null
  readonly created_at: Instant
  readonly has_totp: boolean
  readonly passkeys: number
}

const WORD = String.raw`[^\s@\u0000-\u001f]`
const EMAIL = new RegExp(`^${WORD}{1,64}@${WORD}{1,189}$`, 'u')

/**
 * The email as members are found by it; undefined for what cannot be one. Case is dropped in the local part, too: no
 * provider of note keeps two mailboxes apart by it, and two members who differ by it would be a trap.
 */
export function normalEmail(text: string): string | undefined {
  const email = text.trim().normalize('NFC').toLowerCase()
  return email.length <= EMAIL_CHARS_MAX && EMAIL.test(email) ? email : undefined
}

export const hasSecondFactor = ({ has_totp, passkeys }: Pick<Member, 'has_totp' | 'passkeys'>): boolean =>
  has_totp || passkeys > 0

export const RoleSchema = T.Union([
  T.Literal('owner'),
  T.Literal('developer'),
  T.Literal('operator'),
  T.Literal('analyst'),
  T.Literal('viewer'),
])
const StateSchema = T.Union([T.Literal('invited'), T.Literal('active'), T.Literal('disabled')])
export const memberFields = {
  id: T.String({ pattern: idPattern('mem') }),
  email: T.String(),
  name: T.String(),
  role: RoleSchema,
  state: StateSchema,
  second_factors: T.Object({ totp: T.Boolean(), passkeys: T.Integer() }),
  created_at: T.String(),
}
export const EmailInput = T.String({ minLength: 3, maxLength: EMAIL_CHARS_MAX })
export const NameInput = T.String({ minLength: 1, maxLength: NAME_CHARS_MAX })

/** The member as the API shows it. */
export const memberJson = ({ id, email, name, role, state, has_totp, passkeys, created_at }: Member) => ({
  id,
  email,
  name,
  role,
  state,
  second_factors: { totp: has_totp, passkeys },
  created_at: instantText(created_at),
})

/** What events say of a member: they are kept for ever and sent to other programs, so nothing personal. */
export const ToldMember = T.Object({
  id: T.String(),
  role: T.String(),
  state: T.String(),
  created_at: T.String(),
})
export const toldMember = ({ id, role, state, created_at }: Member) => ({
  id,
  role,
  state,
  created_at: instantText(created_at),
})
