import type { Client } from '../../../sdk/typescript/index.ts'
import { ownOf } from '../../../sdk/typescript/own.ts'
import { type Answered, ToolRefusal } from './answers.ts'
import { ANSWER_CHARS_MAX, ROWS_DEFAULT } from './limits.ts'
import type { Operation } from './operations.ts'

export type Given = {
  /** What stands in the path, by its name there. */
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, QueryGiven>>
  readonly limit?: number
  readonly cursor?: string
}
type QueryGiven = string | number | boolean | readonly string[] | Readonly<Record<string, string>>

/** Errors: ToolRefusal for a part that is missing, or one that would lead to another path. */
export function pathOf({ name, path }: Operation, params: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, part: string) => {
    const given = ownOf(params, part) ?? ''
    if (given === '') throw new ToolRefusal(`“${name}” needs “${part}” in params: its path is ${path}`)
    // Two dots would be taken for the folder above, and lead to an operation that nobody looked at.
    if (/^\.{1,2}$/.test(given)) throw new ToolRefusal(`“${given}” is no ${part}`)
    return encodeURIComponent(given)
  })
}

/** Errors: ToolRefusal for a filter that the operation does not have: left out it would answer something else. */
function queryOf(
  { name, query = [] }: Operation,
  given: Given['query'] = {},
): Record<string, string | number | boolean | readonly string[]> {
  const known = query.map((field) => field.name)
  const pairs = Object.entries(given).flatMap(([field, value]) => {
    if (!known.includes(field))
      throw new ToolRefusal(`“${name}” has no filter “${field}”; it has: ${known.join(', ') || 'none'}`)
    return typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value).map(([key, text]) => [`${field}[${key}]`, String(text)] as const)
      : [[field, value as string | number | boolean | readonly string[]] as const]
  })
  return Object.fromEntries(pairs)
}

/**
 * Reads one page or one thing. A page that is too large for an answer is asked for again with fewer rows, so that its
 * cursor leads on from what was shown.
 */
export async function read(
  client: Client,
  operation: Operation,
  given: Given,
  signal: AbortSignal,
): Promise<Answered> {
  const path = pathOf(operation, given.params)
  const isPaged = operation.is_paged === true
  if (!isPaged && (given.limit !== undefined || given.cursor !== undefined))
    throw new ToolRefusal(`“${operation.name}” is no list with pages: leave out limit and cursor`)
  const filters = queryOf(operation, given.query)
  const asked = given.limit ?? ROWS_DEFAULT
  for (let limit = asked; ; ) {
    const page = { limit, ...(given.cursor === undefined ? {} : { cursor: given.cursor }) }
    const { status, request_id, body } = await client.get(path, {
      query: { ...filters, ...(isPaged ? page : {}) },
      signal,
    })
    const size = JSON.stringify(body).length
    if (!isPaged || size <= ANSWER_CHARS_MAX || limit === 1)
      return { operation: operation.name, status, request_id, body, ...shortened(limit, asked) }
    limit = Math.max(1, Math.floor((limit * ANSWER_CHARS_MAX * 0.9) / size))
  }
}

const shortened = (limit: number, asked: number): { note?: string } =>
  limit === asked ? {} : { note: `${limit} rows of ${asked}: more would not fit. next_cursor leads on.` }
