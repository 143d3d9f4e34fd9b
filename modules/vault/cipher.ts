import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { Unreadable } from './errors.ts'

// AES-256-GCM (NIST SP 800-38D): a nonce of 96 bits in front, the tag of 128 bits behind.
const NONCE_BYTES = 12
const TAG_BYTES = 16
const OPTIONS = { authTagLength: TAG_BYTES } as const

/** Where a sealed value stands. All of it is authenticated: a value that was moved elsewhere does not open. */
export type Place = {
  readonly tenant_id: bigint
  readonly table: string
  readonly row: string
  readonly column: string
  readonly key_id: string
}

const aadOf = ({ tenant_id, table, row, column, key_id }: Place): Buffer =>
  Buffer.from(`florin\n${tenant_id}\n${table}\n${row}\n${column}\n${key_id}`)

export const keyFrom = (bytes: Uint8Array): KeyObject => createSecretKey(bytes)

/** `nonce` is 12 bytes of chance, never used twice with a key. */
export function sealBytes(key: KeyObject, nonce: Uint8Array, aad: Buffer, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, OPTIONS)
  cipher.setAAD(aad)
  const text = cipher.update(plain)
  return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()])
}

/** Throws Unreadable for anything but what was sealed with this key under the same `aad`. */
export function openBytes(key: KeyObject, aad: Buffer, sealed: Buffer): Buffer {
  const end = sealed.length - TAG_BYTES
  if (end < NONCE_BYTES) throw new Unreadable('a sealed value is too short')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), OPTIONS)
    decipher.setAAD(aad)
    decipher.setAuthTag(sealed.subarray(end))
    const plain = decipher.update(sealed.subarray(NONCE_BYTES, end))
    decipher.final()
    return plain
  } catch {
    // OpenSSL's own words are not passed on: they are of no use, and nobody has to vouch for what they hold.
    throw new Unreadable('a sealed value was changed, or belongs elsewhere')
  }
}

export const sealAt = (key: KeyObject, nonce: Uint8Array, place: Place, plain: Uint8Array): Buffer =>
  sealBytes(key, nonce, aadOf(place), plain)

export const openAt = (key: KeyObject, place: Place, sealed: Buffer): Buffer =>
  openBytes(key, aadOf(place), sealed)

/** First 16 bytes of HMAC-SHA-256, in hex. `label` keeps the uses of one key apart. */
export const keyedHash = (key: KeyObject, label: string, text: string): string =>
  createHmac('sha256', key).update(`${label}\n${text}`).digest('hex').slice(0, 32)
