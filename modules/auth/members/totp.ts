import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Instant } from '../../../kernel/world.ts'

/** RFC 6238 as every authenticator app does it. SHA-1 is safe here: HMAC does not rest on collisions. */
const STEP_US = 30_000_000
const DIGITS = 6
/** Steps before and after the present one that still count: clocks of phones differ (RFC 6238 §5.2). */
const WINDOW = 1
export const TOTP_SECRET_BYTES = 20 // the length of the hash (RFC 4226 §4, R6)
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export const stepAt = (at: Instant): number => Math.floor(at / STEP_US)

/** The code of a step (RFC 4226 §5.3). */
export function codeOf(secret: Uint8Array, step: number, digits: number = DIGITS): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac[mac.length - 1] as number) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The step that a code belongs to, when it is later than `after_step`; undefined when it is not one of now. */
export function matchingStep(
  secret: Uint8Array,
  code: string,
  at: Instant,
  after_step: number,
): number | undefined {
  const given = Buffer.from(code)
  let found: number | undefined
  // All are compared, whichever fits, so that the time is the same.
  for (let step = stepAt(at) - WINDOW; step <= stepAt(at) + WINDOW; step++) {
    const right = Buffer.from(codeOf(secret, step))
    const fits = given.length === right.length && timingSafeEqual(given, right)
    if (fits && step > after_step) found ??= step
  }
  return found
}

/** RFC 4648 base 32 without padding: how secrets are typed in. */
export function base32Of(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('')
}

export function bytesOfBase32(text: string): Buffer {
  const bits = Array.from(text, (digit) => BASE32.indexOf(digit).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}

/** What the QR code says: the key URI format that authenticator apps read. */
export function otpauthUri(secret_base32: string, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  const query = new URLSearchParams({
    secret: secret_base32,
    issuer,
    algorithm: 'SHA1',
    digits: String(DIGITS),
    period: String(STEP_US / 1_000_000),
  })
  return `otpauth://totp/${label}?${query.toString().replaceAll('+', '%20')}`
}
