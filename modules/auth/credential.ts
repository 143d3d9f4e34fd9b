import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type Secret, secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import type { KeyKind, Mode } from './api_key.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const BODY_BYTES = 20 // 160 bits: more than the 128 that nobody can search
const BODY_DIGITS = 32
const SUM_DIGITS = 7
const prefixes = { secret: 'sk', publishable: 'pk', restricted: 'rk' } as const
const modes = { sandbox: 'test', live: 'live' } as const
const PREFIX_CHARS = 8 // `sk_test_`

/** Every credential has this length: anything else is refused before it is hashed. */
export const CREDENTIAL_CHARS = PREFIX_CHARS + BODY_DIGITS + SUM_DIGITS

/** What secret scanners should look for. The checksum at the end tells a real key from a look-alike. */
export const CREDENTIAL_PATTERN = /^(sk|pk|rk)_(test|live)_[0-9a-hjkmnp-tv-z]{32}[0-3][0-9a-hjkmnp-tv-z]{6}$/

/**
 * A new credential: kind, mode, 160 bits of chance in Crockford base 32, then the CRC-32 of all that, so that a
 * typo is told without asking the database and a scanner knows what it found.
 */
export function newCredential(kind: KeyKind, mode: Mode, world: World): Secret {
  const body = `${prefixes[kind]}_${modes[mode]}_${base32(world.random(BODY_BYTES))}`
  return secret(body + checksum(body))
}

/** True when `text` is spelled as a credential and its checksum fits: it may be one of ours. */
export const isCredential = (text: string): boolean =>
  CREDENTIAL_PATTERN.test(text) && checksum(text.slice(0, -SUM_DIGITS)) === text.slice(-SUM_DIGITS)

/**
 * What is stored of a credential, and what it is found by. One round of SHA-256 is enough where a password
 * would need a slow hash: 160 random bits leave nothing to guess from the hash.
 */
export const credentialHash = (text: string): string => hash('sha256', text, 'base64url')

/** What may be shown of a credential: enough to recognise it, nothing to use it. */
export const credentialHint = (text: string): string => `${text.slice(0, PREFIX_CHARS)}…${text.slice(-4)}`

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let digit = 0; digit < SUM_DIGITS; digit++) {
    digits = ALPHABET.charAt(rest & 31) + digits
    rest >>>= 5
  }
  return digits
}

function base32(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET.charAt((held >> bits) & 31)
    }
  }
  return text
}
