type Schema = {
  readonly type?: string
  readonly enum?: readonly (string | number)[]
  readonly pattern?: string
}
/** What of a list's OpenAPI is read here. */
export type ListRoute = {
  readonly operationId: string
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly schema?: Schema }[]
}
export type FirstPage = { readonly data: readonly object[]; readonly next_cursor?: string | null }

const NOWHERE = '01k0000000000000000000000z'
const texts = [
  'nothing-has-this',
  ...['2020-01-01', '2030-01-01'].flatMap((day) => [day, `${day}T00:00:00Z`]),
]

/** Every question that a list can be asked with one filter, and its pages. Filters refuse some of the values. */
export function questionsOf(path: string, { parameters = [] }: ListRoute, first: FirstPage): string[] {
  const questions = [path]
  const ask = (name: string, value: string | number): void => {
    questions.push(`${path}?${name}=${encodeURIComponent(value)}`)
  }
  if (typeof first.next_cursor === 'string') ask('cursor', first.next_cursor)
  for (const { name = '', in: where, schema = {} } of parameters) {
    if (where !== 'query' || name === 'cursor' || name === 'expand') continue
    if (name === 'limit') ask(name, 100)
    else for (const value of valuesOf(name, schema, first)) ask(name, value)
  }
  return questions
}

function valuesOf(name: string, schema: Schema, first: FirstPage): readonly (string | number)[] {
  if (schema.enum !== undefined) return schema.enum
  const here = Object.entries(first.data[0] ?? {}).find(
    ([field]) => field === name || field === `${name}_id`,
  )?.[1] as unknown
  const its = typeof here === 'string' || typeof here === 'number' ? [here] : []
  const prefix = /^\^([a-z]+)_/.exec(schema.pattern ?? '')?.[1]
  if (prefix !== undefined) return [`${prefix}_${NOWHERE}`, ...its]
  if (schema.type === 'boolean') return ['true', 'false']
  if (schema.type === 'integer') return [1]
  return [...texts, ...its]
}
