import { type CallToolResult, fromJsonSchema, type Tool } from '@modelcontextprotocol/server'
import { ToolRefusal } from './answers.ts'

export type Schema = Readonly<Record<string, unknown>>
/** What a call comes with beside its arguments. */
export type Call = { readonly id: string | number; readonly signal: AbortSignal }
/** One tool: what `tools/list` says of it, and what it does. */
export type FlorinTool = {
  readonly told: Tool
  run(given: unknown, call: Call): Promise<CallToolResult>
}
type Shape<A> = {
  readonly name: string
  readonly title: string
  readonly description: string
  /** Of the arguments, by name. */
  readonly takes: Readonly<Record<keyof A, Schema>>
  readonly requires?: readonly string[]
  readonly answers?: Readonly<Record<string, unknown>>
  /** Reads when absent. */
  readonly changes?: boolean
  /** Reads nothing but what stands on the server's disk: no tenant's objects. */
  readonly is_closed?: boolean
}

/** A tool whose arguments were checked against their schema. Errors of `run`: ToolRefusal for arguments that do not fit. */
export function tool<A>(shape: Shape<A>, run: (given: A, call: Call) => Promise<CallToolResult>): FlorinTool {
  const {
    name,
    title,
    description,
    takes,
    requires = [],
    answers,
    changes = false,
    is_closed = false,
  } = shape
  const inputSchema = {
    type: 'object',
    properties: takes,
    required: [...requires],
    additionalProperties: false,
  } as const
  const checked = fromJsonSchema<A>(inputSchema)
  return {
    told: {
      name,
      title,
      description,
      inputSchema: inputSchema as unknown as Tool['inputSchema'],
      ...(answers === undefined ? {} : { outputSchema: answers }),
      annotations: {
        title,
        readOnlyHint: !changes,
        destructiveHint: changes,
        // A repeat under the same JSON-RPC id changes nothing more, a new call does.
        idempotentHint: !changes,
        openWorldHint: !is_closed,
      },
    },
    async run(given, call) {
      const result = await checked['~standard'].validate(given ?? {})
      if (result.issues === undefined) return run(result.value, call)
      const faults = result.issues.map(({ message }) => message).join('; ')
      throw new ToolRefusal(`the arguments of ${name} do not fit: ${faults}`)
    },
  }
}
