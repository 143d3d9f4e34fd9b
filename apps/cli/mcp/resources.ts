import {
  type ReadResourceResult,
  type Resource,
  ResourceNotFoundError,
  type ResourceTemplateType,
} from '@modelcontextprotocol/server'
import { ToolRefusal } from './answers.ts'
import type { Documents } from './documents.ts'

const MARKDOWN = 'text/markdown'
const DOCS = 'florin://docs/'
const ERRORS = 'florin://errors/'

/** Every page of the documents. */
export const listResources = async (documents: Documents, signal: AbortSignal): Promise<Resource[]> =>
  (await documents.list(signal)).map(({ path, title }) => ({
    uri: DOCS + path,
    name: path,
    title,
    mimeType: MARKDOWN,
  }))

export const templates: readonly ResourceTemplateType[] = [
  {
    uriTemplate: `${ERRORS}{code}`,
    name: 'error',
    title: 'What an error code means',
    description: 'By the `code` that the API answered.',
    mimeType: MARKDOWN,
  },
]

/** Errors: ResourceNotFoundError for what is neither a page nor a code. */
export async function readResource(
  documents: Documents,
  uri: string,
  signal: AbortSignal,
): Promise<ReadResourceResult> {
  try {
    return { contents: [{ uri, mimeType: MARKDOWN, text: await textOf(documents, uri, signal) }] }
  } catch (error) {
    throw error instanceof ToolRefusal ? new ResourceNotFoundError(uri) : error
  }
}

function textOf(documents: Documents, uri: string, signal: AbortSignal): Promise<string> {
  if (uri.startsWith(DOCS)) return documents.read(uri.slice(DOCS.length), signal)
  if (uri.startsWith(ERRORS)) return documents.explain(uri.slice(ERRORS.length), signal)
  throw new ToolRefusal(`${uri} is no resource`)
}
