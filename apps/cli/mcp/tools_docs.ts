import { structured } from './answers.ts'
import type { Documents } from './documents.ts'
import { PAGE_CHARS_MAX } from './limits.ts'
import { type FlorinTool, tool } from './tool.ts'

/** The server's documents, for assistants whose program shows them no resources. */
export const docsTools = (documents: Documents): FlorinTool[] => [
  tool<{ query: string }>(
    {
      name: 'search_docs',
      title: 'Search Florin’s documents',
      description:
        'Finds pages of Florin’s own documents (guides, concepts, playbooks, glossary) by words, also by codes of banks and cards such as R01 or AC04. read_doc reads one.',
      takes: { query: { type: 'string', minLength: 1 } },
      requires: ['query'],
      is_closed: true,
    },
    async ({ query }, { signal }) => structured({ pages: await documents.search(query, signal) }),
  ),
  tool<{ path: string; offset?: number }>(
    {
      name: 'read_doc',
      title: 'Read a document',
      description: 'One page of Florin’s documents as Markdown, by its path, such as guides/refunds.',
      takes: {
        path: { type: 'string' },
        offset: { type: 'integer', minimum: 0, description: '`next_offset` of the part before.' },
      },
      requires: ['path'],
      is_closed: true,
    },
    async ({ path, offset = 0 }, { signal }) => {
      const text = await documents.read(path, signal)
      const end = offset + PAGE_CHARS_MAX
      return structured({
        path,
        text: text.slice(offset, end),
        next_offset: end < text.length ? end : null,
      })
    },
  ),
  tool<{ code: string }>(
    {
      name: 'explain_code',
      title: 'Explain an error code',
      description:
        'What a code of the API’s errors means and what to do about it, such as idempotency_mismatch: the `code` of an error that was answered.',
      takes: { code: { type: 'string' } },
      requires: ['code'],
      is_closed: true,
    },
    async ({ code }, { signal }) => structured({ code, text: await documents.explain(code, signal) }),
  ),
]
