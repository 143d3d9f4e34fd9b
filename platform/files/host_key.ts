import { createHash } from 'node:crypto'

/** The fingerprint of a host key as OpenSSH shows it: `SHA256:` and base64 without its padding. */
export const fingerprintOf = (key: Uint8Array): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/**
 * A fingerprint as banks write it, in OpenSSH's form: `SHA256:` or not, base64 with or without padding, or 64 hex digits with
 * or without colons. Undefined for anything else, an MD5 fingerprint above all.
 */
export function readFingerprint(text: string): string | undefined {
  const bare = text.trim().replace(/^sha-?256:/i, '')
  const hex = bare.replaceAll(':', '')
  if (/^[0-9a-fA-F]{64}$/.test(hex))
    return `SHA256:${Buffer.from(hex, 'hex').toString('base64').replace(/=+$/, '')}`
  return /^[A-Za-z0-9+/]{43}=?$/.test(bare) ? `SHA256:${bare.slice(0, 43)}` : undefined
}
