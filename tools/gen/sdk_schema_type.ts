import { ownOf } from '../../kernel/own.ts'
/** As much of a published schema as becomes a type. */
export type SdkSchema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly string[]
  readonly const?: string | number | boolean
  readonly anyOf?: readonly SdkSchema[]
  readonly items?: SdkSchema
  readonly properties?: Readonly<Record<string, SdkSchema>>
  readonly patternProperties?: Readonly<Record<string, SdkSchema>>
  readonly additionalProperties?: boolean | SdkSchema
  readonly required?: readonly string[]
}
/** `sent`: absent fields may also be `undefined`, which JSON leaves out. */
type Direction = 'sent' | 'answered'

/** Names that the SDK has a better type for than the document. */
const better: Readonly<Record<string, string>> = { Event: 'WebhookEvent' }

const plain: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
}

/** The TypeScript of a schema. Throws for a keyword that has no type, so that none is lost in silence. */
export function schemaType(schema: SdkSchema, direction: Direction): string {
  const { $ref, anyOf, items, type } = schema
  if ($ref !== undefined) return refName($ref)
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ')
  if (anyOf !== undefined) return union(anyOf.map((one) => schemaType(one, direction)))
  if (Array.isArray(type))
    return union(type.map((one: string) => schemaType({ ...schema, type: one }, direction)))
  if (type === 'array') return `readonly ${rowType(items ?? {}, direction)}[]`
  if (type === 'object') return objectType(schema, direction)
  if (type === undefined) return 'unknown'
  const named = ownOf(plain, type as string)
  if (named === undefined) throw new Error(`no type for ${JSON.stringify(schema)}`)
  return named
}

function rowType(schema: SdkSchema, direction: Direction): string {
  const type = schemaType(schema, direction)
  const isAlone = schema.anyOf === undefined && schema.enum === undefined && schema.type !== 'array'
  return isAlone ? type : `(${type})`
}

export const refName = (ref: string): string => {
  const name = ref.split('/').at(-1) ?? ''
  return ownOf(better, name) ?? name
}

function objectType(schema: SdkSchema, direction: Direction): string {
  const { properties = {}, patternProperties = {}, additionalProperties, required = [] } = schema
  const fields = Object.entries(properties)
  if (fields.length === 0) {
    const [pattern] = Object.values(patternProperties)
    const value = pattern ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined)
    return `Readonly<Record<string, ${value === undefined ? 'unknown' : schemaType(value, direction)}>>`
  }
  const lines = fields.map(([name, field]) => {
    const isGiven = required.includes(name)
    const told = schemaType(field, direction)
    const absent = isGiven || direction === 'answered' ? '' : ' | undefined'
    return `${comment(field.description)}readonly ${keyOf(name)}${isGiven ? '' : '?'}: ${told}${absent}`
  })
  return `{\n${lines.join('\n').replaceAll(/^/gm, '  ')}\n}`
}

/** A doc comment with a line feed behind it; nothing for nothing. */
export function comment(text: string | undefined): string {
  if (text === undefined || text === '') return ''
  const lines = text.replaceAll('*/', '* /').split(/\n+/)
  return lines.length === 1
    ? `/** ${lines[0]} */\n`
    : `/**\n${lines.map((line) => ` * ${line}\n`).join('')} */\n`
}

const literal = (value: string | number | boolean): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", String.raw`\'`)}'` : String(value)
const union = (members: readonly string[]): string => [...new Set(members)].join(' | ')
const keyOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`)

/** Every schema that a part of the document leads to. */
export function reached(
  part: unknown,
  schemas: Readonly<Record<string, SdkSchema>>,
  found = new Set<string>(),
): Set<string> {
  for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g))
    if (!found.has(name)) {
      found.add(name)
      reached(schemas[name] ?? {}, schemas, found)
    }
  return found
}
