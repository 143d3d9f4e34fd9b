import { structured, ToolRefusal } from './answers.ts'
import { createContract } from './contract.ts'
import { FOUND_MAX } from './limits.ts'
import { isReading, type Operation, operations, reasonAgainst, search } from './operations.ts'
import type { Session } from './session.ts'
import { type FlorinTool, tool } from './tool.ts'

/** How an assistant finds its way: whose key it has, which operations there are, and what each takes. */
export function findTools(session: Session): FlorinTool[] {
  return [whose(session), searchOperations(session), describeOperation(session)]
}

const whose = (session: Session): FlorinTool =>
  tool(
    {
      name: 'get_tenant',
      title: 'Whose key this is',
      description:
        'The tenant that the key belongs to, whether it is a sandbox or live, what the key may do, and whether anything can be changed through this server. Call it first.',
      takes: {},
    },
    async (_given, { signal }) => {
      const tenant = await session.readTenant(signal)
      const { reads, writes, no_writing } = session
      const changes = no_writing ?? 'Only in this sandbox, with write_in_sandbox.'
      return structured({ tenant, readable: reads.length, changeable: writes.length, changes })
    },
  )

const searchOperations = ({ reads, writes }: Session): FlorinTool =>
  tool<{ query?: string; limit?: number }>(
    {
      name: 'search_operations',
      title: 'Search the operations of the API',
      description:
        'Finds operations of the Florin API by words, such as “refund” or “bank statement lines”, among those that this key may call. Answers their names, which read, write_in_sandbox and describe_operation take.',
      takes: {
        query: { type: 'string', description: 'Words; without any, the first by name.' },
        limit: { type: 'integer', minimum: 1, maximum: 100 },
      },
      is_closed: true,
    },
    ({ query = '', limit = FOUND_MAX }) => {
      const found = search([...reads, ...writes], query)
      const shown = found.slice(0, limit).map((operation) => ({
        operation: operation.name,
        say: operation.say,
        tool: isReading(operation) ? 'read' : 'write_in_sandbox',
        ...(operation.moves_money === true ? { moves_money: true } : {}),
        ...(operation.is_paged === true ? { is_paged: true } : {}),
      }))
      return Promise.resolve(structured({ operations: shown, found: found.length }))
    },
  )

function describeOperation(session: Session): FlorinTool {
  const bodyOf = createContract(session.client)
  return tool<{ operation: string }>(
    {
      name: 'describe_operation',
      title: 'Describe an operation of the API',
      description:
        'What one operation takes: parts of its path, filters, and the JSON schema and an example of its body. Amounts are minor units as digits in a string: {"value":"1050","currency":"USD"} is 10.50 USD.',
      takes: { operation: { type: 'string', description: 'Such as `payments create`.' } },
      requires: ['operation'],
      is_closed: true,
    },
    async ({ operation }, { signal }) => {
      const found = choose([...session.reads, ...session.writes], operation)
      const { method, path, say, scope, params = [], query = [], example } = found
      const body = isReading(found) ? undefined : await bodyOf(found, signal)
      return structured({
        operation,
        tool: isReading(found) ? 'read' : 'write_in_sandbox',
        say,
        route: `${method} ${path}`,
        scope,
        params,
        query,
        is_paged: found.is_paged === true,
        moves_money: found.moves_money === true,
        ...(body === undefined ? {} : { body, example }),
      })
    },
  )
}

/** Errors: ToolRefusal that says why this one is not offered: it does not exist, it never is, or the key may not. */
export function choose(offered: readonly Operation[], name: string): Operation {
  const found = offered.find((one) => one.name === name)
  if (found !== undefined) return found
  const known = operations.get(name)
  if (known === undefined)
    throw new ToolRefusal(`there is no operation “${name}”; search_operations finds them`)
  const reason = reasonAgainst(known)
  throw new ToolRefusal(
    reason === undefined
      ? `“${name}” is not offered here: it needs the scope ${known.scope}, ${isReading(known) ? 'and' : 'a sandbox, and'} a server that was not narrowed`
      : `“${name}” is never done through an assistant: ${reason}`,
  )
}
