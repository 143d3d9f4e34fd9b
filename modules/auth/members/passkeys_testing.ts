import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import type { Static } from 'typebox'
import type { World } from '../../../kernel/world.ts'
import type { AuthenticationAnswer, creationOptions, RegistrationAnswer, requestOptions } from './passkey.ts'

const sha256 = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest()
const text = (bytes: Buffer): string => bytes.toString('base64url')

/** CBOR heads (RFC 8949 §3) of what WebAuthn needs: numbers, bytes, texts and maps that are short. */
const head = (major: number, size: number): Buffer =>
  size < 24
    ? Buffer.from([(major << 5) | size])
    : size < 256
      ? Buffer.from([(major << 5) | 24, size])
      : Buffer.from([(major << 5) | 25, size >> 8, size & 255])
type Cbor = number | string | Buffer | readonly (readonly [number | string, Cbor])[]
const cbor = (value: Cbor): Buffer => {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.length), ...value.flatMap(([key, one]) => [cbor(key), cbor(one)])])
}

const PRESENT = 0x01
const VERIFIED = 0x04
const ATTESTED = 0x40

/** A COSE key (RFC 9053 §7.1.1): kty EC2, alg ES256, crv P-256, x, y. */
const coseKey = (x: string, y: string): Buffer =>
  cbor([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ])

/** What goes wrong on purpose. */
export type Fault = { readonly origin?: string; readonly unverified?: true; readonly count?: number }

/** An authenticator in software: one ES256 key, as a phone or a security key holds it, with a counter of its own. */
export function softAuthenticator(world: World, origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = Buffer.from(world.random(16))
  let count = 0
  const clientOf = (type: string, challenge: string, fault: Fault): string =>
    text(Buffer.from(JSON.stringify({ type, challenge, origin: fault.origin ?? origin, crossOrigin: false })))
  const authenticatorOf = (rp_id: string, flags: number, fault: Fault, more: Buffer): Buffer => {
    count = fault.count ?? count + 1
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(count)
    const said = fault.unverified === true ? flags : flags | VERIFIED
    return Buffer.concat([sha256(rp_id), Buffer.from([said | PRESENT]), counter, more])
  }
  const common = { id: text(id), rawId: text(id), type: 'public-key' as const, clientExtensionResults: {} }
  return {
    create(
      { challenge, rp }: ReturnType<typeof creationOptions>,
      fault: Fault = {},
    ): Static<typeof RegistrationAnswer> {
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, coseKey(x, y)])
      const said = authenticatorOf(rp.id, ATTESTED, fault, attested)
      const attestationObject = cbor([
        ['fmt', 'none'],
        ['attStmt', []],
        ['authData', said],
      ])
      const client = clientOf('webauthn.create', challenge, fault)
      return { ...common, response: { clientDataJSON: client, attestationObject: text(attestationObject) } }
    },
    get(
      { challenge, rpId }: Pick<ReturnType<typeof requestOptions>, 'challenge' | 'rpId'>,
      fault: Fault = {},
    ): Static<typeof AuthenticationAnswer> {
      const client = clientOf('webauthn.get', challenge, fault)
      const device = authenticatorOf(rpId, 0, fault, Buffer.alloc(0))
      const signed = Buffer.concat([device, sha256(Buffer.from(client, 'base64url'))])
      const signature = text(sign('sha256', signed, privateKey))
      return {
        ...common,
        response: { clientDataJSON: client, authenticatorData: text(device), signature },
      }
    },
  }
}
