import type { TSchema } from 'typebox'
import { StartRefused } from '../db/start_refused.ts'
import { type JsonSchema, plainSchema } from './json_schema.ts'
import { ITEMS_MAX, TEXT_CHARS_MAX } from './limits.ts'

const known: ReadonlySet<string> = new Set(
  `$id type title description examples default properties required additionalProperties patternProperties
   minProperties maxProperties items minItems maxItems uniqueItems minLength maxLength pattern format minimum
   maximum const enum anyOf fault`.split(/\s+/),
)

/**
 * What a caller may send, from what the route's author wrote: every object refuses unknown fields, every text
 * and list has a bound. Throws StartRefused for keywords that are not checked here: a rule that nobody
 * enforces must not look as if it were one.
 */
export function inputSchema(schema: TSchema, where: string): JsonSchema {
  return sealed(plainSchema(schema), where)
}

function sealed(schema: JsonSchema, where: string): JsonSchema {
  refuseUnknown(schema, where)
  const { properties, items, anyOf, patternProperties, additionalProperties } = schema
  const inner = {
    ...(properties === undefined ? {} : { properties: eachSealed(properties, where) }),
    ...(patternProperties === undefined ? {} : { patternProperties: eachSealed(patternProperties, where) }),
    ...(items === undefined ? {} : { items: sealed(items, `${where}.*`) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((branch) => sealed(branch, where)) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: sealed(additionalProperties, `${where}.*`) }
      : {}),
  }
  return { ...schema, ...inner, ...boundsOf(schema, where) }
}

const eachSealed = (
  fields: Readonly<Record<string, JsonSchema>>,
  where: string,
): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, sealed(field, `${where}.${name}`)]))

function boundsOf(schema: JsonSchema, where: string): JsonSchema {
  if (schema.const !== undefined || schema.enum !== undefined) return {}
  if (schema.type === 'object') {
    if (schema.additionalProperties === true)
      throw new StartRefused(`${where} lets unknown fields in; name them, or say what they look like.`)
    return schema.additionalProperties === undefined ? { additionalProperties: false } : {}
  }
  if (schema.type === 'array' && schema.maxItems === undefined) return { maxItems: ITEMS_MAX }
  if (schema.type === 'string' && schema.maxLength === undefined && schema.format === undefined)
    return { maxLength: TEXT_CHARS_MAX }
  if (schema.type === 'number')
    throw new StartRefused(`${where} is a number with a fraction; amounts and rates come in as texts.`)
  return {}
}

function refuseUnknown(schema: JsonSchema, where: string): void {
  const unknown = Object.keys(schema).find((keyword) => !known.has(keyword))
  if (unknown !== undefined)
    throw new StartRefused(`${where} uses "${unknown}" in its schema, which the edge does not check.`)
}
