import { writeIdBytes } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'

/**
 * PostgreSQL's binary form of one-dimensional arrays (src/backend/utils/adt/arrayfuncs.c, array_recv).
 * A Buffer parameter is sent as it is, which halves the client's share of a large batch.
 */
const INT2 = 21
const INT4 = 23
const INT8 = 20
const BOOL = 16
const TEXT = 25
const UUID = 2950
const DATE = 1082
const TIMESTAMPTZ = 1184
const HEAD_BYTES = 20
const EPOCH_2000_US = 946_684_800_000_000
const EPOCH_2000_DAYS = 10_957
const DAY_MS = 86_400_000

const EMPTY_TEXTS = packFixed<string>(TEXT, 0, [], () => undefined)

function head(buffer: Buffer, oid: number, length: number): void {
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0)
  buffer.writeInt32BE(1, 4) // nulls may follow
  buffer.writeInt32BE(oid, 8)
  if (length === 0) return
  buffer.writeInt32BE(length, 12)
  buffer.writeInt32BE(1, 16)
}

/** Packs items of a fixed width; null items are written as PostgreSQL's null. */
function packFixed<T>(
  oid: number,
  width: number,
  items: readonly (T | null)[],
  write: (buffer: Buffer, item: T, at: number) => void,
): Buffer {
  const buffer = Buffer.allocUnsafe(items.length === 0 ? 12 : HEAD_BYTES + items.length * (4 + width))
  head(buffer, oid, items.length)
  let at = HEAD_BYTES
  for (const item of items) {
    if (item === null) {
      buffer.writeInt32BE(-1, at)
      at += 4
    } else {
      buffer.writeInt32BE(width, at)
      write(buffer, item, at + 4)
      at += 4 + width
    }
  }
  return items.length === 0 ? buffer : buffer.subarray(0, at)
}

function writeInt8(buffer: Buffer, value: number, at: number): void {
  buffer.writeInt32BE(Math.floor(value / 4_294_967_296), at)
  buffer.writeUInt32BE(value >>> 0, at + 4)
}

/** Whole numbers up to 2^53 in size. `>>> 0` keeps the low 32 bits of any such number. */
export const packInt8 = (items: readonly (number | null)[]): Buffer => packFixed(INT8, 8, items, writeInt8)
export const packBigint = (items: readonly (bigint | null)[]): Buffer =>
  packFixed(INT8, 8, items, (buffer, item, at) => void buffer.writeBigInt64BE(item, at))
export const packInt4 = (items: readonly (number | null)[]): Buffer =>
  packFixed(INT4, 4, items, (buffer, item, at) => void buffer.writeInt32BE(item, at))
export const packInt2 = (items: readonly (number | null)[]): Buffer =>
  packFixed(INT2, 2, items, (buffer, item, at) => void buffer.writeInt16BE(item, at))
export const packBool = (items: readonly (boolean | null)[]): Buffer =>
  packFixed(BOOL, 1, items, (buffer, item, at) => void buffer.writeInt8(item ? 1 : 0, at))
export const packInstant = (items: readonly (Instant | null)[]): Buffer =>
  packFixed(TIMESTAMPTZ, 8, items, (buffer, item, at) => writeInt8(buffer, item - EPOCH_2000_US, at))
export const packDay = (items: readonly (Day | null)[]): Buffer =>
  packFixed(DATE, 4, items, (buffer, item, at) => {
    buffer.writeInt32BE(Date.parse(`${item}T00:00:00Z`) / DAY_MS - EPOCH_2000_DAYS, at)
  })

/** `write` puts 16 bytes at the given place, so ids are decoded straight into the packet. */
export const packUuid = <T>(
  items: readonly (T | null)[],
  write: (item: T, out: Buffer, at: number) => void,
): Buffer => packFixed(UUID, 16, items, (buffer, item, at) => write(item, buffer, at))

/** Public ids, with their prefix, as uuids. */
export const packIds = (ids: readonly (string | null)[]): Buffer => packUuid(ids, writeIdBytes)

export const packHash = (items: readonly (Buffer | null)[]): Buffer =>
  packUuid(items, (item, out, at) => void item.copy(out, at, 0, 16))

export function packText(items: readonly (string | null)[]): Buffer {
  if (items.length === 0) return EMPTY_TEXTS
  const lengths = new Int32Array(items.length)
  let bytes = 0
  for (let index = 0; index < items.length; index++)
    bytes += lengths[index] = Buffer.byteLength(items[index] ?? '')
  const buffer = Buffer.allocUnsafe(HEAD_BYTES + items.length * 4 + bytes)
  head(buffer, TEXT, items.length)
  let at = HEAD_BYTES
  for (let index = 0; index < items.length; index++) {
    const item = items[index] ?? null
    const length = lengths[index] as number
    buffer.writeInt32BE(item === null ? -1 : length, at)
    at += 4
    if (item === null || length === 0) continue
    // As many bytes as characters: all of it is ASCII, which Latin-1 writes fastest.
    at += buffer.write(item, at, length, length === item.length ? 'latin1' : 'utf8')
  }
  return buffer
}

/** Reads PostgreSQL's text form of a number array; `null` items become null. Exact up to 2^53, beyond that rounded. */
export function readNumbers(text: string | null | undefined): (number | null)[] {
  if (text === null || text === undefined || text.length <= 2) return []
  const out: (number | null)[] = []
  let value = 0
  let sign = 1
  let isNull = false
  for (let index = 1; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= 48 && code <= 57) value = value * 10 + (code - 48)
    else if (code === 45) sign = -1
    else if (code === 44 || code === 125) {
      out.push(isNull ? null : value * sign)
      value = 0
      sign = 1
      isNull = false
    } else isNull = true
  }
  return out
}

/** Reads an array whose items need no quotes (uuids, dates, digits) as texts. */
export const readTexts = (text: string | null | undefined): (string | null)[] =>
  text === null || text === undefined || text.length <= 2
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((item) => (item === 'NULL' ? null : item))

const DIGIT_0 = 48
const DIGIT_9 = 57
const MINUS = 45
const COMMA = 44
const BRACE = 125

/** Whole numbers as doubles, or as bigints when one of them is beyond what a double holds exactly. */
export type Int8s = Float64Array | BigInt64Array

/** Reads PostgreSQL's text form of an int8 array of `count` items; null items are read as 0. */
export function readInt8s(text: string, count: number): Int8s {
  const numbers = new Float64Array(count)
  let index = 0
  let value = 0
  let sign = 1
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === COMMA || code === BRACE) {
      if (value > Number.MAX_SAFE_INTEGER) return readBigints(text)
      numbers[index++] = value * sign
      value = 0
      sign = 1
    } else if (code === MINUS) sign = -1
    else if (code <= DIGIT_9) value = value * 10 + code - DIGIT_0
  }
  return numbers
}

const readBigints = (text: string): BigInt64Array =>
  BigInt64Array.from(readTexts(text), (item) => BigInt(item ?? 0))

/** `items[index] + more`, exactly. */
export function sumAt(items: Int8s, index: number, more: number): bigint {
  const item = items[index] as number | bigint
  if (typeof item === 'bigint') return item + BigInt(more)
  const sum = item + more
  return Number.isSafeInteger(sum) ? BigInt(sum) : BigInt(item) + BigInt(more)
}
