import { McpServer, ProtocolError, ProtocolErrorCode, type Transport } from '@modelcontextprotocol/server'
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import type { Runtime } from '../../../sdk/typescript/index.ts'
import { refused } from './answers.ts'
import { createDocuments } from './documents.ts'
import { instructionsFor } from './instructions.ts'
import { MESSAGE_BYTES_MAX } from './limits.ts'
import { withProgress } from './progress.ts'
import { getPrompt, listPrompts } from './prompts.ts'
import { listResources, readResource, templates } from './resources.ts'
import type { Session } from './session.ts'
import type { FlorinTool } from './tool.ts'
import { docsTools } from './tools_docs.ts'
import { findTools } from './tools_find.ts'
import { readTools } from './tools_read.ts'
import { writeTool } from './tools_write.ts'

type Served = {
  readonly session: Session
  readonly runtime: Runtime
  /** What is wrong with the line, for people: never the content of a message. */
  readonly onFault: (text: string) => void
  /** Standard input and output when absent. */
  readonly transport?: Transport
}

/** What is listed stays as it is for as long as the line lasts. */
const fixed = { listChanged: false }

/**
 * Serves one line until its other end closes it, in whichever revision of the protocol the client opens it. Nothing but
 * the protocol is written to it.
 */
export function serve({ session, runtime, onFault, transport }: Served): void {
  const documents = createDocuments(session.client)
  const write = writeTool(session)
  const known = [...findTools(session), ...readTools(session), ...docsTools(documents), write]
  const offered = known.filter((tool) => tool !== write || session.no_writing === undefined)
  const make = (): McpServer => {
    const mcp = new McpServer(
      { name: 'florin', title: 'Florin', version: '0.1.0' },
      {
        capabilities: { tools: fixed, resources: fixed, prompts: fixed },
        instructions: instructionsFor(session),
      },
    )
    addTools(mcp, { known, offered, runtime })
    addTexts(mcp, documents)
    return mcp
  }
  serveStdio(make, {
    transport:
      transport ?? new StdioServerTransport(undefined, undefined, { maxBufferSize: MESSAGE_BYTES_MAX }),
    onerror: ({ name, message }) => onFault(`${name}: ${message.split('\n')[0]?.slice(0, 160)}`),
  })
}

type Offered = {
  readonly known: readonly FlorinTool[]
  readonly offered: readonly FlorinTool[]
  readonly runtime: Runtime
}

function addTools({ server }: McpServer, { known, offered, runtime }: Offered): void {
  const byName = new Map(known.map((tool) => [tool.told.name, tool]))
  server.setRequestHandler('tools/list', () => ({ tools: offered.map(({ told }) => told) }))
  server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
    const found = byName.get(params.name)
    if (found === undefined)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no tool “${params.name}”`)
    try {
      return await withProgress(mcpReq, runtime, () =>
        found.run(params.arguments, { id: mcpReq.id, signal: mcpReq.signal }),
      )
    } catch (error) {
      return refused(error)
    }
  })
}

function addTexts({ server }: McpServer, documents: ReturnType<typeof createDocuments>): void {
  server.setRequestHandler('resources/list', async (_request, { mcpReq }) => ({
    resources: await listResources(documents, mcpReq.signal),
  }))
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [...templates] }))
  server.setRequestHandler('resources/read', ({ params }, { mcpReq }) =>
    readResource(documents, params.uri, mcpReq.signal),
  )
  server.setRequestHandler('prompts/list', () => ({ prompts: listPrompts() }))
  server.setRequestHandler('prompts/get', ({ params }) => {
    const found = getPrompt(params.name, params.arguments)
    if (found !== undefined) return found
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `there is no prompt “${params.name}” with these arguments`,
    )
  })
}
