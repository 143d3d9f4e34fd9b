import type { Id } from '../../../kernel/id.ts'
import { type Instant, plusMs } from '../../../kernel/world.ts'
import { PROOF_MS, SESSION_IDLE_MS } from './limits.ts'

export type ProvedBy = 'set_up' | 'password' | 'totp' | 'recovery_code' | 'passkey'

/** Where a member is signed in. `token_hash` is the SHA-256 of the cookie's value, in base64url. */
export type Session = {
  readonly id: Id<'ses'>
  readonly member_id: Id<'mem'>
  readonly token_hash: string
  readonly proved_by: ProvedBy
  /** May only enrol a second factor. */
  readonly is_half: boolean
  readonly ip: string | null
  readonly created_at: Instant
  readonly proved_at: Instant
  readonly last_seen_at: Instant
  readonly ends_at: Instant
}

/** When it ends if it is not used any more. */
export const idleExpiry = ({ last_seen_at, ends_at }: Pick<Session, 'last_seen_at' | 'ends_at'>): Instant => {
  const idle = plusMs(last_seen_at, SESSION_IDLE_MS)
  return idle < ends_at ? idle : ends_at
}

export const isOver = (session: Pick<Session, 'last_seen_at' | 'ends_at'>, now: Instant): boolean =>
  idleExpiry(session) <= now

/** Whether its member proved who they are recently enough to change who can come in. */
export const isFresh = ({ proved_at }: Pick<Session, 'proved_at'>, now: Instant): boolean =>
  plusMs(proved_at, PROOF_MS) > now
