import { StartRefused } from '../db/start_refused.ts'
import type { JsonSchema } from './json_schema.ts'

/** A schema as it is published: named ones stand under `components` and are referred to. */
export type PublishedSchema = Readonly<Record<string, unknown>>

export type SchemaBook = {
  /** The schema with every named part replaced by a reference. */
  publish(schema: JsonSchema, direction: 'sent' | 'answered'): PublishedSchema
  readonly components: Readonly<Record<string, PublishedSchema>>
}

/**
 * Collects the schemas that have a name (`$id`). What callers send is stricter than what they get (no unknown
 * fields, every text bounded), so the sent form of a name is published as `NameInput` where the two differ.
 * Throws StartRefused when one name stands for two things.
 */
export function createSchemaBook(): SchemaBook {
  const components: Record<string, PublishedSchema> = {}

  const put = (name: string, schema: PublishedSchema): void => {
    const known = components[name]
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema))
      throw new StartRefused(`The schema name ${name} stands for two different things.`)
    components[name] = schema
  }
  const publish = (schema: JsonSchema, direction: 'sent' | 'answered'): PublishedSchema => {
    const { $id, fault: _fault, ...rest } = schema
    const inner = (one: JsonSchema): PublishedSchema => publish(one, direction)
    const published: PublishedSchema = {
      ...rest,
      ...(rest.properties === undefined ? {} : { properties: mapped(rest.properties, inner) }),
      ...(rest.patternProperties === undefined
        ? {}
        : { patternProperties: mapped(rest.patternProperties, inner) }),
      ...(rest.items === undefined ? {} : { items: inner(rest.items) }),
      ...(rest.anyOf === undefined ? {} : { anyOf: rest.anyOf.map(inner) }),
      ...(typeof rest.additionalProperties === 'object'
        ? { additionalProperties: inner(rest.additionalProperties) }
        : {}),
    }
    if ($id === undefined) return published
    const isOfFields =
      schema.type === 'object' || schema.anyOf?.some(({ type }) => type === 'object') === true
    const name = direction === 'sent' && isOfFields ? `${$id}Input` : $id
    put(name, published)
    return { $ref: `#/components/schemas/${name}` }
  }
  return { publish, components }
}

const mapped = (
  fields: Readonly<Record<string, JsonSchema>>,
  publish: (schema: JsonSchema) => PublishedSchema,
): Record<string, PublishedSchema> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, publish(field)]))
