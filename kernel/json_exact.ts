import { FAULTS_MAX, JSON_DEPTH_MAX } from './limits.ts'
import { ownOf } from './own.ts'
import type { Fault } from './result.ts'

/** What the exact reader made of a text: a value when there are no faults. */
export type ExactJson = { readonly value: unknown; readonly faults: readonly Fault[] }

type Reader = { readonly text: string; at: number; readonly faults: Fault[] }
type Path = string

const PLAIN_INTEGER = /^(?:0|-?[1-9][0-9]{0,15})$/
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const ESCAPES = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|[^"\\\u0000-\u001f]+/y
const SPACE = /[ \t\n\r]*/y
const NOT_ASCII = /[^\u0000-\u007f]/
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }
const PATH_CHARS_MAX = 200

/** Ends the reading: what follows cannot be understood, or there are faults enough to answer with. */
class Stop extends Error {
  override readonly name = 'Stop'
}

/**
 * Reads JSON (RFC 8259) one character at a time and says where each fault is, as a dotted path. Ten times
 * the cost of the fast reader, so it is used only once something looked odd. Strings and keys come back in
 * Unicode NFC.
 */
export function readExactJson(text: string): ExactJson {
  const reader: Reader = { text, at: 0, faults: [] }
  try {
    const value = readValue(reader, '', 0)
    if (reader.at < text.length) unreadable(reader, '', 'there is more text after the value')
    return { value, faults: reader.faults }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    return { value: undefined, faults: reader.faults }
  }
}

function refuse(reader: Reader, code: string, path: Path, detail: string): void {
  reader.faults.push({ code, param: path.slice(0, PATH_CHARS_MAX), detail })
  if (reader.faults.length >= FAULTS_MAX) throw new Stop()
}

function unreadable(reader: Reader, path: Path, what: string): never {
  const before = reader.text.slice(0, reader.at)
  const line = before.split('\n').length
  const column = reader.at - before.lastIndexOf('\n')
  refuse(reader, 'invalid_json', path, `line ${line}, column ${column}: ${what}`)
  throw new Stop()
}

function skipSpace(reader: Reader): void {
  SPACE.lastIndex = reader.at
  SPACE.test(reader.text)
  reader.at = SPACE.lastIndex
}

function readValue(reader: Reader, path: Path, depth: number): unknown {
  skipSpace(reader)
  const value = readToken(reader, path, depth)
  skipSpace(reader)
  return value
}

function readToken(reader: Reader, path: Path, depth: number): unknown {
  const first = reader.text[reader.at]
  if (first === '"') return readString(reader, path)
  if (first === '{' || first === '[') {
    if (depth < JSON_DEPTH_MAX)
      return first === '{' ? readObject(reader, path, depth + 1) : readArray(reader, path, depth + 1)
    refuse(reader, 'too_deep', path, `nested deeper than ${JSON_DEPTH_MAX} levels`)
    throw new Stop()
  }
  for (const word of Object.keys(words))
    if (reader.text.startsWith(word, reader.at)) {
      reader.at += word.length
      return ownOf(words, word)
    }
  return readNumber(reader, path)
}

function readNumber(reader: Reader, path: Path): number {
  NUMBER.lastIndex = reader.at
  const digits = NUMBER.exec(reader.text)?.[0]
  if (digits === undefined) return unreadable(reader, path, 'expected a value')
  reader.at += digits.length
  const value = Number(digits)
  if (PLAIN_INTEGER.test(digits) && Number.isSafeInteger(value)) return value
  const detail =
    'a number is a whole number between -9007199254740991 and 9007199254740991, without fraction or exponent'
  refuse(reader, 'number_not_exact', path, detail)
  return 0
}

/** The text between quotes, unescaped and in NFC. */
function readString(reader: Reader, path: Path): string {
  const start = reader.at
  reader.at += 1
  ESCAPES.lastIndex = reader.at
  while (ESCAPES.test(reader.text)) reader.at = ESCAPES.lastIndex
  if (reader.text[reader.at] !== '"') unreadable(reader, path, 'this text is not closed or not escaped')
  reader.at += 1
  const written = reader.text.slice(start + 1, reader.at - 1)
  const value = written.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written
  if (value.includes('\0')) refuse(reader, 'text_not_allowed', path, 'the character U+0000 is not allowed')
  if (!NOT_ASCII.test(value)) return value
  if (!value.isWellFormed())
    refuse(reader, 'text_not_allowed', path, 'half of a surrogate pair is not a character')
  return value.normalize('NFC')
}

function readArray(reader: Reader, path: Path, depth: number): unknown[] {
  const items: unknown[] = []
  reader.at += 1
  skipSpace(reader)
  if (take(reader, ']')) return items
  do items.push(readValue(reader, within(path, String(items.length)), depth))
  while (take(reader, ','))
  if (!take(reader, ']')) unreadable(reader, path, 'expected a comma or the end of the array')
  return items
}

function readObject(reader: Reader, path: Path, depth: number): object {
  const fields: Record<string, unknown> = {}
  reader.at += 1
  skipSpace(reader)
  if (take(reader, '}')) return fields
  do {
    skipSpace(reader)
    readMember(reader, path, depth, fields)
  } while (take(reader, ','))
  if (!take(reader, '}')) unreadable(reader, path, 'expected a comma or the end of the object')
  return fields
}

function readMember(reader: Reader, path: Path, depth: number, fields: Record<string, unknown>): void {
  if (reader.text[reader.at] !== '"') unreadable(reader, path, 'expected a field name in double quotes')
  const key = readString(reader, path)
  const inner = within(path, key)
  skipSpace(reader)
  if (!take(reader, ':')) unreadable(reader, inner, 'expected a colon')
  const isForbidden = forbiddenKeys.has(key)
  if (isForbidden) refuse(reader, 'key_not_allowed', inner, 'this field name is never allowed')
  else if (Object.hasOwn(fields, key)) refuse(reader, 'duplicate_key', inner, 'this field is given twice')
  const value = readValue(reader, inner, depth)
  if (!isForbidden) fields[key] = value
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false
  reader.at += 1
  return true
}

const within = (path: Path, name: string): Path => (path === '' ? name : `${path}.${name}`)
