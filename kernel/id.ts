import { assert } from './assert.ts'
import type { World } from './world.ts'

declare const brand: unique symbol

/** Every noun that has public ids. The prefix is part of the wire contract and is never reused. */
export const prefixes = {
  org: 'organization',
  ten: 'tenant',
  key: 'API key',
  mem: 'member',
  ses: 'session',
  psk: 'passkey',
  acc: 'ledger account',
  trf: 'ledger transfer',
  mon: 'balance monitor',
  per: 'period close',
  mer: 'merchant',
  cus: 'customer',
  tok: 'card token',
  pm: 'payment method',
  pay: 'payment',
  att: 'payment attempt',
  opn: 'payment operation',
  aut: 'cardholder authentication',
  ref: 'refund',
  dsp: 'dispute',
  aca: 'acquirer account',
  bac: 'bank account',
  man: 'mandate',
  fil: 'bank file',
  bst: 'bank statement',
  bcn: 'bank connection',
  por: 'payment order',
  ofl: 'outgoing file',
  bnt: 'bank notice',
  chn: 'notification of change',
  rcl: 'recall',
  ism: 'ISO 20022 message',
  rfp: 'payment request',
  rva: 'receiving account',
  irc: 'instant receipt',
  pyo: 'payout',
  apv: 'approval',
  itf: 'transfer between tenants',
  itg: 'transfer grant',
  mtc: 'reconciliation match',
  rca: 'reconciliation account',
  pvp: 'payee provider',
  pvf: 'payee verification',
  rul: 'rule set',
  lst: 'risk list',
  stl: 'settlement',
  brk: 'reconciliation break',
  whe: 'webhook endpoint',
  dlv: 'webhook delivery',
  evt: 'event',
  aud: 'audit event',
  job: 'job',
  req: 'request',
} as const
export type Prefix = keyof typeof prefixes

/** `acc_01kdv…`: 128 bits in Crockford base 32 behind the noun's prefix; stored as `uuid`. */
export type Id<P extends Prefix> = string & { readonly [brand]: P }

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz' // no i, l, o, u; sorts as the bytes do
const DIGITS = 26
const VALUES = new Uint8Array(128).fill(255)
for (let value = 0; value < 32; value++) VALUES[ALPHABET.charCodeAt(value)] = value
const CODES = Buffer.from(ALPHABET)
const HEX_CODES = Buffer.from('0123456789abcdef')
const HEX_VALUES = new Uint8Array(128).fill(255)
for (let value = 0; value < 16; value++) HEX_VALUES[HEX_CODES[value] as number] = value

/** Writes a UUIDv7 (RFC 9562): 48 bits of milliseconds, then chance. Later ids sort later. */
function writeUuid7(bytes: Uint8Array, world: World): void {
  const ms = Math.floor(world.now() / 1000)
  const chance = world.random(10)
  const high = Math.floor(ms / 65_536)
  bytes[0] = high >>> 24
  bytes[1] = high >>> 16
  bytes[2] = high >>> 8
  bytes[3] = high
  bytes[4] = ms >>> 8
  bytes[5] = ms
  for (let index = 0; index < 10; index++) bytes[6 + index] = chance[index] as number
  bytes[6] = 0x70 | ((chance[0] as number) & 0x0f)
  bytes[8] = 0x80 | ((chance[2] as number) & 0x3f)
}

export function newId<P extends Prefix>(prefix: P, world: World): Id<P> {
  const bytes = new Uint8Array(16)
  writeUuid7(bytes, world)
  return idFromBytes(prefix, bytes)
}

export function newUuid(world: World): string {
  const bytes = new Uint8Array(16)
  writeUuid7(bytes, world)
  return uuidText(bytes)
}

/** Where texts are put together: adding characters one by one makes as many strings. */
const written = Buffer.alloc(64)
const scratch = new Uint8Array(16)

/** `bytes` is read from `offset`, 16 bytes. */
export function idFromBytes<P extends Prefix>(prefix: P, bytes: Uint8Array, offset = 0): Id<P> {
  let at = 0
  for (; at < prefix.length; at++) written[at] = prefix.charCodeAt(at)
  written[at++] = 95 // _
  // The first byte is two digits, of three and of five bits; after it every five bytes are eight.
  const first = bytes[offset] as number
  written[at++] = CODES[first >> 5] as number
  written[at++] = CODES[first & 31] as number
  for (let from = offset + 1; from < offset + 16; from += 5) {
    const middle = bytes[from + 2] as number
    const high = ((bytes[from] as number) << 12) | ((bytes[from + 1] as number) << 4) | (middle >> 4)
    const low = ((middle & 15) << 16) | ((bytes[from + 3] as number) << 8) | (bytes[from + 4] as number)
    writeDigits(high, at)
    writeDigits(low, at + 4)
    at += 8
  }
  return written.toString('latin1', 0, at) as Id<P>
}

/** Four digits of 20 bits. */
function writeDigits(bits: number, at: number): void {
  written[at] = CODES[bits >> 15] as number
  written[at + 1] = CODES[(bits >> 10) & 31] as number
  written[at + 2] = CODES[(bits >> 5) & 31] as number
  written[at + 3] = CODES[bits & 31] as number
}

/** Four digits from `at`: 20 bits. */
const fourDigits = (id: string, at: number): number =>
  ((VALUES[id.charCodeAt(at)] as number) << 15) |
  ((VALUES[id.charCodeAt(at + 1)] as number) << 10) |
  ((VALUES[id.charCodeAt(at + 2)] as number) << 5) |
  (VALUES[id.charCodeAt(at + 3)] as number)

/** Writes the 16 bytes of an id at `offset`; the id must be well formed (see `isId`). */
export function writeIdBytes(id: string, out: Uint8Array, offset: number): void {
  const start = id.length - DIGITS
  assert(start >= 0 && offset + 16 <= out.length, 'an id holds 16 bytes')
  // The first two digits are one byte; after them every eight digits are five.
  out[offset] = ((VALUES[id.charCodeAt(start)] as number) << 5) | (VALUES[id.charCodeAt(start + 1)] as number)
  let to = offset + 1
  for (let from = start + 2; from < id.length; from += 8) {
    const high = fourDigits(id, from)
    const low = fourDigits(id, from + 4)
    out[to] = high >> 12
    out[to + 1] = high >> 4
    out[to + 2] = (high << 4) | (low >> 16)
    out[to + 3] = low >> 8
    out[to + 4] = low
    to += 5
  }
}

/** True when `text` is `prefix`, an underscore and 26 digits below 2^128. */
export function isId<P extends Prefix>(prefix: P, text: string): text is Id<P> {
  const start = prefix.length + 1
  if (text.length !== start + DIGITS || text.charCodeAt(start - 1) !== 95 || !text.startsWith(prefix))
    return false
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 127 || VALUES[code] === 255) return false
  }
  return text.charCodeAt(start) < 56 // the first digit holds three bits: 0 to 7
}

export const parseId = <P extends Prefix>(prefix: P, text: string): Id<P> | undefined =>
  isId(prefix, text) ? text : undefined

/** The pattern of a noun's ids, for schemas. */
export const idPattern = (prefix: Prefix): string => `^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`

export function uuidOf(id: string): string {
  writeIdBytes(id, scratch, 0)
  return uuidText(scratch)
}

export function idOf<P extends Prefix>(prefix: P, uuid: string): Id<P> {
  let at = 0
  for (let index = 0; index < uuid.length && at < 32; index++) {
    const value = HEX_VALUES[uuid.charCodeAt(index)] ?? 255
    if (value === 255) continue // a hyphen
    if ((at & 1) === 0) scratch[at >> 1] = value << 4
    else (scratch[at >> 1] as number) |= value
    at += 1
  }
  assert(at === 32, 'a UUID has 32 hex digits')
  return idFromBytes(prefix, scratch)
}

function uuidText(bytes: Uint8Array): string {
  let at = 0
  for (let index = 0; index < 16; index++) {
    const byte = bytes[index] as number
    if (index === 4 || index === 6 || index === 8 || index === 10) written[at++] = 45 // -
    written[at++] = HEX_CODES[byte >> 4] as number
    written[at++] = HEX_CODES[byte & 15] as number
  }
  return written.toString('latin1', 0, at)
}
