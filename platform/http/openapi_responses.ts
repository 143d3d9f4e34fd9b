import type { ErrorRow, ErrorTable } from '../../kernel/result.ts'
import { headerRefs } from './openapi_parts.ts'
import { problemText } from './problem.ts'

type Part = Readonly<Record<string, unknown>>

export type ResponseBook = {
  /** References to the refusals of an operation, by status. */
  refusals(table: ErrorTable): Record<string, Part>
  readonly components: Readonly<Record<string, Part>>
}

/** Refusals with the same codes are written once; most operations share nearly all of theirs. */
export function createResponseBook(docs_url: string): ResponseBook {
  const components: Record<string, Part> = {}
  const names = new Map<string, string>()
  const nameOf = (status: string, codes: readonly string[]): string => {
    const signature = `${status} ${codes.join()}`
    const name = names.get(signature) ?? `Error${status}_${names.size + 1}`
    names.set(signature, name)
    return name
  }
  return {
    components,
    refusals(table) {
      const byStatus = Map.groupBy(Object.entries(table), ([, row]) => String(row.status))
      const refs: Record<string, Part> = {}
      for (const [status, rows] of [...byStatus].sort(([a], [b]) => Number(a) - Number(b))) {
        const sorted = rows.sort(([a], [b]) => (a < b ? -1 : 1))
        const name = nameOf(
          status,
          sorted.map(([code]) => code),
        )
        components[name] ??= responseOf(sorted, docs_url)
        refs[status] = { $ref: `#/components/responses/${name}` }
      }
      return refs
    },
  }
}

function responseOf(rows: readonly (readonly [string, ErrorRow])[], docs_url: string): Part {
  const codes = rows.map(([code]) => code)
  const examples = rows.map(([code, row]) => [
    code,
    {
      value: JSON.parse(problemText({ code, ...row }, docs_url, 'req_06f5k9x2e0v4t8r1m7c3b9n5qz')) as unknown,
    },
  ])
  return {
    description: rows.map(([code, row]) => `\`${code}\`: ${row.text}`).join('\n\n'),
    headers: headerRefs(['Request-Id', 'Florin-Should-Retry', 'Retry-After']),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
        },
        examples: Object.fromEntries(examples) as unknown,
      },
    },
  }
}
