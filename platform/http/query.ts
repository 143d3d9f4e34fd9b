import type { Fault } from '../../kernel/result.ts'
import { addFault } from './faults.ts'
import type { JsonSchema } from './json_schema.ts'
import { QUERY_CHARS_MAX } from './limits.ts'

/** How the text of a query field or path parameter becomes the value its schema speaks of. */
type Reader = (text: string) => unknown

const INTEGER = /^(?:0|-?[1-9][0-9]{0,15})$/
const asText: Reader = (text) => text
/** What is not written exactly stays a text, which the schema then refuses as the wrong type. */
const asInteger: Reader = (text) => (INTEGER.test(text) ? Number(text) : text)
const asBoolean: Reader = (text) => (text === 'true' ? true : text === 'false' ? false : text)

function readerOf(schema: JsonSchema): Reader {
  if (schema.type === 'integer') return asInteger
  if (schema.type === 'boolean') return asBoolean
  if (schema.type !== 'array') return asText
  const item = readerOf(schema.items ?? {})
  return (text) => text.split(',').map(item)
}

export type QueryReader = {
  /** `text` is what stands behind `?`, still encoded. Adds the faults that only the text shows. */
  query(text: string, faults: Fault[]): Record<string, unknown>
  params(texts: Readonly<Record<string, string>>, faults: Fault[]): Record<string, unknown>
}

/**
 * Fields of a URL by the schema of an object: integers and booleans written plainly, lists with commas, maps
 * as `metadata[key]=value`. A field twice, a broken encoding or U+0000 is a fault.
 */
export function createQueryReader(schema: JsonSchema | undefined): QueryReader {
  const properties = Object.entries(schema?.properties ?? {})
  const readers = new Map(properties.map(([name, field]) => [name, readerOf(field)]))
  const maps = new Set(properties.filter(([, field]) => field.type === 'object').map(([name]) => name))

  const put = (fields: Record<string, unknown>, name: string, text: string, faults: Fault[]): void => {
    const [map, key] = placeOf(name, maps)
    const field = key ?? map
    const target: unknown = key === undefined ? fields : (fields[map] ??= {})
    if (text.includes('\0')) addFault(faults, 'text_not_allowed', name, 'the character U+0000 is not allowed')
    if (field === '__proto__')
      return addFault(faults, 'key_not_allowed', name, 'this field name is never allowed')
    // `metadata=1` before `metadata[a]=b` makes a text of what should be a map.
    if (!isFields(target) || Object.hasOwn(target, field))
      return addFault(faults, 'given_twice', name, 'this field is given twice')
    target[field] = key === undefined ? (readers.get(map) ?? asText)(text) : text
  }
  return {
    query(text, faults) {
      const fields: Record<string, unknown> = {}
      if (text === '') return fields
      if (text.length > QUERY_CHARS_MAX) {
        addFault(faults, 'too_long', '', `a query has at most ${QUERY_CHARS_MAX} characters`)
        return fields
      }
      for (const pair of text.split('&')) {
        if (pair === '') continue
        const at = pair.indexOf('=')
        const name = decode(at < 0 ? pair : pair.slice(0, at))
        const value = decode(at < 0 ? '' : pair.slice(at + 1))
        if (name === undefined || value === undefined)
          addFault(faults, 'wrong_form', (name ?? pair).slice(0, 64), 'is not encoded as UTF-8 in percents')
        else put(fields, name.slice(0, 128), value, faults)
      }
      return fields
    },
    params(texts, faults) {
      const fields: Record<string, unknown> = {}
      for (const name in texts) put(fields, name, (texts[name] as string).normalize('NFC'), faults)
      return fields
    },
  }
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** `metadata[color]` names a key of the map `metadata`; other names are fields. */
function placeOf(name: string, maps: ReadonlySet<string>): [field: string, key?: string] {
  const at = name.indexOf('[')
  const isMap = at > 0 && name.endsWith(']') && maps.has(name.slice(0, at))
  return isMap ? [name.slice(0, at), name.slice(at + 1, -1)] : [name]
}

/** Undefined for a broken percent encoding or bytes that are not UTF-8. A plus is a space, as in forms. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ')).normalize('NFC')
  } catch {
    return undefined
  }
}
