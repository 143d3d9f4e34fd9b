import { type Id, idFromBytes, isId } from '../../kernel/id.ts'
import type { Instant, World } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { ThreeDsProof } from '../rails/index.ts'
import type { AuthenticationState } from './authentication.machine.ts'

/**
 * Who asked for the cardholder: the merchant, the risk rules (or the law they know), or the issuer by a soft decline. Without
 * an authentication a payment goes on for `risk` only; `risk_required`: the rules say that it does not.
 */
export const authenticationCauses = ['merchant', 'risk', 'risk_required', 'issuer'] as const
export type AuthenticationCause = (typeof authenticationCauses)[number]

/** One authentication of a card's holder for one payment. */
export type Authentication = {
  readonly id: Id<'aut'>
  readonly payment: Id<'pay'>
  /** Whose directory server is asked. */
  readonly account: Id<'aca'>
  readonly token: Id<'tok'>
  readonly cause: AuthenticationCause
  readonly state: AuthenticationState
  readonly version: number
  /** The directory server's own id of it. */
  readonly directory_id: string | null
  /** The issuer's page. */
  readonly url: string | null
  readonly proof: ThreeDsProof | null
  /** When a challenge is given up. */
  readonly expires_at: Instant | null
}
export type NewAuthentication = Pick<Authentication, 'id' | 'payment' | 'account' | 'token' | 'cause'>

export const started = (fresh: NewAuthentication): Authentication => ({
  ...fresh,
  state: 'started',
  version: 1,
  directory_id: null,
  url: null,
  proof: null,
  expires_at: null,
})

/** All of it is chance (UUID version 4): whoever knows the id was told it. */
export function newAuthenticationId(world: World): Id<'aut'> {
  const bytes = Uint8Array.from(world.random(16))
  bytes[6] = 0x40 | ((bytes[6] as number) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  return idFromBytes('aut', bytes)
}

/** The last part of the address that a cardholder's browser comes back to: it names the tenant, so nothing is searched. */
export const returnName = (tenant_id: TenantId, id: Id<'aut'>): string => `${tenant_id}-${id.slice(4)}`

/** Undefined for what is no such name. */
export function readReturnName(name: string): { tenant_id: TenantId; id: Id<'aut'> } | undefined {
  const [, digits = '', rest = ''] = /^([1-9][0-9]{0,17})-([0-9a-z]{26})$/.exec(name) ?? []
  const id = `aut_${rest}`
  return isId('aut', id) ? { tenant_id: BigInt(digits) as TenantId, id } : undefined
}
