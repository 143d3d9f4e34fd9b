import type { Client } from '../../../sdk/typescript/index.ts'
import { ownOf } from '../../../sdk/typescript/own.ts'
import { SCHEMA_DEPTH_MAX } from './limits.ts'
import type { Operation } from './operations.ts'

type Json = { readonly [name: string]: unknown }
type Contract = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Json>> }
}

/** The JSON schemas of bodies, from the server's own OpenAPI document: read once, when the first is asked for. */
export function createContract(client: Client) {
  let contract: Contract | undefined
  /** Undefined for an operation without a body. What is deeper than `SCHEMA_DEPTH_MAX` is left open. */
  return async ({ method, path }: Operation, signal: AbortSignal): Promise<unknown> => {
    contract ??= (await client.get<Contract>('/openapi.json', { signal })).body
    const { requestBody } = contract.paths[path]?.[method.toLowerCase()] ?? {}
    const { content } = (requestBody ?? {}) as { content?: Readonly<Record<string, Json>> }
    const schema = content?.['application/json']?.['schema']
    return schema === undefined ? undefined : writtenOut(schema, contract.components.schemas, 0)
  }
}

/** Every reference replaced by what it leads to: an assistant has no document to look it up in. */
function writtenOut(schema: unknown, known: Contract['components']['schemas'], depth: number): unknown {
  if (Array.isArray(schema)) return schema.map((one) => writtenOut(one, known, depth))
  if (typeof schema !== 'object' || schema === null) return schema
  if (depth > SCHEMA_DEPTH_MAX) return {}
  const { $ref, $id: _, ...own } = schema as Json
  const target = typeof $ref === 'string' ? ownOf(known, $ref.split('/').at(-1) ?? '') : undefined
  if (target !== undefined) return writtenOut({ ...target, ...own }, known, depth)
  return Object.fromEntries(
    Object.entries(own).map(([name, inner]) => [
      name,
      writtenOut(inner, known, name === 'properties' ? depth : depth + 1),
    ]),
  )
}
