import { Type as T } from 'typebox'
import { isIP } from 'node:net'
import { type Id, idPattern, writeIdBytes } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import { NAME_CHARS_MAX } from '../limits.ts'
import { CHALLENGE_MS } from './limits.ts'
import type { Member } from './member.ts'

/** A WebAuthn credential of a member. Bytes are base64url. */
export type Passkey = {
  readonly id: Id<'psk'>
  readonly member_id: Id<'mem'>
  readonly name: string
  readonly credential_id: string
  /** COSE key. */
  readonly public_key: string
  readonly sign_count: number
  readonly transports: readonly string[]
  readonly created_at: Instant
  readonly last_used_at: Instant | null
}

/** For whom passkeys are made (WebAuthn Level 3 §5.1): browsers know no address in numbers, only `localhost`. */
export function relyingParty(public_url: string): { readonly id: string; readonly origins: string[] } {
  const { hostname, origin, port, protocol } = new URL(public_url)
  const isNumbers = isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0
  if (!isNumbers) return { id: hostname, origins: [origin] }
  return { id: 'localhost', origins: [`${protocol}//localhost${port === '' ? '' : `:${port}`}`] }
}

/** ES256, EdDSA and RS256: what authenticators of today make, in the order we like them (IANA COSE algorithms). */
export const passkeyAlgorithms = [-7, -8, -257]

/** WebAuthn's `PublicKeyCredentialRequestOptionsJSON`: any passkey of ours, found by the authenticator itself. */
export const requestOptions = (rp_id: string, challenge: string) => ({
  challenge,
  rpId: rp_id,
  timeout: CHALLENGE_MS,
  userVerification: 'required' as const,
  allowCredentials: [],
})

/** WebAuthn's `PublicKeyCredentialCreationOptionsJSON`. */
export const creationOptions = (
  rp_id: string,
  challenge: string,
  member: Member,
  known: readonly Passkey[],
) => {
  const user_id = Buffer.alloc(16)
  writeIdBytes(member.id, user_id, 0)
  return {
    challenge,
    rp: { id: rp_id, name: 'Florin' },
    user: { id: user_id.toString('base64url'), name: member.email, displayName: member.name },
    pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: CHALLENGE_MS,
    excludeCredentials: known.map(({ credential_id, transports }) => ({
      id: credential_id,
      type: 'public-key' as const,
      transports: [...transports],
    })),
    authenticatorSelection: {
      residentKey: 'required' as const,
      requireResidentKey: true,
      userVerification: 'required' as const,
    },
    attestation: 'none' as const,
  }
}

const Bytes = (bytes_max: number) =>
  T.String({ maxLength: Math.ceil((bytes_max * 4) / 3), pattern: '^[A-Za-z0-9_-]*$' })
const Flat = T.Union([T.Boolean(), T.String({ maxLength: 1_000 })])
const credential = {
  id: Bytes(1_023),
  rawId: Bytes(1_023),
  type: T.Literal('public-key'),
  authenticatorAttachment: T.Optional(T.String({ maxLength: 50 })),
  clientExtensionResults: T.Record(
    T.String({ maxLength: 50 }),
    T.Union([Flat, T.Record(T.String({ maxLength: 50 }), Flat, { maxProperties: 10 })]),
    { maxProperties: 20 },
  ),
}
/** What both answers of a browser have, as an example. */
export const credentialExample = {
  id: 'ZGV2aWNlLW9mLUFubmE',
  rawId: 'ZGV2aWNlLW9mLUFubmE',
  type: 'public-key',
  clientExtensionResults: {},
} as const
const Transports = T.Array(T.String({ maxLength: 30 }), { maxItems: 10 })
/** WebAuthn's `RegistrationResponseJSON`, as browsers make it with `toJSON()`. */
export const RegistrationAnswer = T.Object({
  ...credential,
  response: T.Object({
    clientDataJSON: Bytes(4_096),
    attestationObject: Bytes(32_768),
    authenticatorData: T.Optional(Bytes(8_192)),
    transports: T.Optional(Transports),
    publicKeyAlgorithm: T.Optional(T.Integer()),
    publicKey: T.Optional(Bytes(8_192)),
  }),
})
/** WebAuthn's `AuthenticationResponseJSON`. */
export const AuthenticationAnswer = T.Object({
  ...credential,
  response: T.Object({
    clientDataJSON: Bytes(4_096),
    authenticatorData: Bytes(8_192),
    signature: Bytes(4_096),
    userHandle: T.Optional(T.Union([Bytes(64), T.Null()])),
  }),
})

const Public = T.Literal('public-key')
export const RequestOptions = T.Object(
  {
    challenge: T.String(),
    rpId: T.String(),
    timeout: T.Integer(),
    userVerification: T.Literal('required'),
    allowCredentials: T.Array(T.Object({ id: T.String(), type: Public })),
  },
  { $id: 'PasskeyRequestOptions' },
)
export const CreationOptions = T.Object(
  {
    challenge: T.String(),
    rp: T.Object({ id: T.String(), name: T.String() }),
    user: T.Object({ id: T.String(), name: T.String(), displayName: T.String() }),
    pubKeyCredParams: T.Array(T.Object({ type: Public, alg: T.Integer() })),
    timeout: T.Integer(),
    excludeCredentials: T.Array(T.Object({ id: T.String(), type: Public, transports: T.Array(T.String()) })),
    authenticatorSelection: T.Object({
      residentKey: T.Literal('required'),
      requireResidentKey: T.Boolean(),
      userVerification: T.Literal('required'),
    }),
    attestation: T.Literal('none'),
  },
  { $id: 'PasskeyCreationOptions' },
)
export const PasskeySchema = T.Object(
  {
    id: T.String({ pattern: idPattern('psk') }),
    name: T.String(),
    created_at: T.String(),
    last_used_at: T.Union([T.String(), T.Null()]),
  },
  { $id: 'Passkey' },
)
export const PasskeyName = T.String({ minLength: 1, maxLength: NAME_CHARS_MAX })

export const passkeyJson = ({ id, name, created_at, last_used_at }: Passkey) => ({
  id,
  name,
  created_at: instantText(created_at),
  last_used_at: last_used_at === null ? null : instantText(last_used_at),
})
