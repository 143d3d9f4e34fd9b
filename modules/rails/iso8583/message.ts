import { assert, present } from '../../../kernel/assert.ts'
import { err, ok, type Result } from '../../../kernel/result.ts'
import { type FieldFormat, type FieldRule, isoFields } from './fields.ts'

/** Values by the number of their field. Fixed ones come back as they stood, padding included. */
export type IsoFields = { readonly [field: number]: string }
export type IsoMessage = { readonly mti: string; readonly fields: IsoFields }
/** `field` 0 is the message type, 1 a bitmap, 129 what stands behind the last field. `offset` counts characters. */
export type IsoFault = { readonly field: number; readonly offset: number; readonly text: string }

const FIELD_MAX = 128
const PRIMARY_MAX = 64
const BITMAP_CHARS = 16

/** Latin-1, so that every character is one byte: what the standard calls "special" plus letters with accents. */
const formats: Readonly<Record<FieldFormat, RegExp>> = {
  n: /^\d*$/,
  xn: /^([CD]\d*)?$/,
  an: /^[A-Za-z0-9 ]*$/,
  ans: /^[ -~\u00a0-\u00ff]*$/,
  z: /^[\d=DF ]*$/,
  b: /^[0-9A-Fa-f]*$/,
}

/**
 * Writes a message of ISO 8583:1987 in ASCII: message type, primary bitmap and, when a field above 64 is there, the
 * secondary one, both in upper-case hex; then the fields in order. Numbers of a fixed length get zeros in front, texts
 * spaces behind. Secrets that are filled in later come as `written`: by field, the text that stands for it, its own
 * length included; nothing is checked about those.
 *
 * Throws for a value that its field cannot hold: what comes from outside is cut to size before.
 */
export function packMessage({
  mti,
  fields,
  written = {},
}: IsoMessage & { readonly written?: IsoFields }): string {
  assert(/^\d{4}$/.test(mti), 'a message type is four digits')
  const bits = new Uint8Array(FIELD_MAX / 8)
  let body = ''
  let last = 0
  for (let field = 2; field <= FIELD_MAX; field++) {
    const text = written[field] ?? writeField(field, fields[field])
    if (text === undefined) continue
    body += text
    last = field
    bits[(field - 1) >> 3] = (bits[(field - 1) >> 3] as number) | (0x80 >> ((field - 1) & 7))
  }
  assert(last > 0, 'a message has a field')
  if (last > PRIMARY_MAX) bits[0] = (bits[0] as number) | 0x80
  const bitmap = Buffer.from(bits.buffer, 0, last > PRIMARY_MAX ? 16 : 8)
  return mti + bitmap.toString('hex').toUpperCase() + body
}

function writeField(field: number, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const rule = present(isoFields[field], 'a field of the standard')
  const { format, framing, length, name } = rule
  assert(formats[format].test(value), `field ${field} (${name}) holds only ${format}`)
  assert(value.length <= length, `field ${field} (${name}) holds at most ${length} characters`)
  if (framing !== 'fixed') return String(value.length).padStart(framing === 'll' ? 2 : 3, '0') + value
  if (format === 'n') return value.padStart(length, '0')
  if (format === 'an' || format === 'ans') return value.padEnd(length, ' ')
  assert(value.length === length, `field ${field} (${name}) holds exactly ${length} characters`)
  return value
}

/**
 * Reads a message that anybody may have sent. Never throws: what does not fit is named by its field and place. Characters
 * behind the last field are refused, because they mean that a length was wrong.
 */
export function readMessage(text: string): Result<IsoMessage, IsoFault> {
  const mti = text.slice(0, 4)
  if (!/^\d{4}$/.test(mti)) return fault(0, 0, 'the message type is not four digits')
  const primary = text.slice(4, 4 + BITMAP_CHARS)
  if (!isBitmap(primary)) return fault(1, 4, 'the primary bitmap is not 16 hex digits')
  const has_secondary = (Number.parseInt(primary.charAt(0), 16) & 8) !== 0
  const start = has_secondary ? 4 + 2 * BITMAP_CHARS : 4 + BITMAP_CHARS
  const secondary = has_secondary ? text.slice(4 + BITMAP_CHARS, start) : ''
  if (has_secondary && !isBitmap(secondary)) return fault(1, 20, 'the secondary bitmap is not 16 hex digits')
  const bitmap = Buffer.from(primary + secondary, 'hex')
  const fields: { [field: number]: string } = {}
  let at = start
  for (let field = 2; field <= bitmap.length * 8; field++) {
    if (((bitmap[(field - 1) >> 3] as number) & (0x80 >> ((field - 1) & 7))) === 0) continue
    const read = readField(text, at, field)
    if (!read.ok) return read
    fields[field] = read.value
    at += sizeOf(field, read.value)
  }
  if (at !== text.length) return fault(FIELD_MAX + 1, at, 'characters behind the last field')
  return ok({ mti, fields })
}

const isBitmap = (text: string): boolean => /^[0-9A-Fa-f]{16}$/.test(text)

function readField(text: string, at: number, field: number): Result<string, IsoFault> {
  const rule = isoFields[field]
  if (rule === undefined) return fault(field, at, 'the standard has no such field')
  const { framing, format, length, name } = rule
  const digits = lengthDigits(rule)
  const prefix = text.slice(at, at + digits)
  if (digits > 0 && !(prefix.length === digits && /^\d+$/.test(prefix)))
    return fault(field, at, `the length of ${name} is not ${digits} digits`)
  const chars = framing === 'fixed' ? length : Number(prefix)
  if (chars > length)
    return fault(field, at, `${name} has ${chars} characters, at most ${length} are allowed`)
  const value = text.slice(at + digits, at + digits + chars)
  if (value.length < chars) return fault(field, at, `the message ends within ${name}`)
  return formats[format].test(value)
    ? ok(value)
    : fault(field, at, `${name} holds characters that are not ${format}`)
}

const lengthDigits = ({ framing }: FieldRule): number => (framing === 'fixed' ? 0 : framing === 'll' ? 2 : 3)
const sizeOf = (field: number, value: string): number =>
  value.length + lengthDigits(present(isoFields[field], 'a field that was read'))
const fault = (field: number, offset: number, text: string): Result<never, IsoFault> =>
  err({ field, offset, text })
