import { type Client, ProblemError } from '../../../sdk/typescript/index.ts'
import { ToolRefusal } from './answers.ts'
import { FOUND_MAX } from './limits.ts'

export type DocPage = { readonly path: string; readonly title: string }
type Searchable = DocPage & {
  readonly section: string
  readonly headings: readonly { readonly text: string }[]
  readonly words: string
}
export type FoundPage = DocPage & {
  readonly section: string
  readonly headings: readonly string[]
  readonly excerpt: string
}

/** The server's own documents, as it is: they fit its version. */
export type Documents = {
  /** What `llms.txt` names. */
  list(signal: AbortSignal): Promise<readonly DocPage[]>
  /** A page as Markdown. Errors: ToolRefusal when there is none. */
  read(path: string, signal: AbortSignal): Promise<string>
  /** What an error code means and what to do, as Markdown. Errors: ToolRefusal when there is no such code. */
  explain(code: string, signal: AbortSignal): Promise<string>
  search(query: string, signal: AbortSignal): Promise<readonly FoundPage[]>
}

const LINE = /^- \[(.+)\]\(\/docs\/(.+)\.md\)$/gm

export function createDocuments(client: Client): Documents {
  let index: readonly Searchable[] | undefined
  const list: Documents['list'] = async (signal) => {
    const { body } = await client.get<string>('/llms.txt', { signal })
    return [...body.matchAll(LINE)].map(([, title = '', path = '']) => ({ path, title }))
  }
  return {
    list,
    async read(path, signal) {
      // Only what is named: a path of the caller's own could lead out of the documents.
      const pages = await list(signal)
      if (!pages.some((page) => page.path === path))
        throw new ToolRefusal(`there is no document “${path}”; search_docs finds them`)
      return (await client.get<string>(`/docs/${path}.md`, { signal })).body
    },
    async explain(code, signal) {
      if (!/^\w{1,80}$/.test(code)) throw noCode(code)
      try {
        return (await client.get<string>(`/docs/errors/${code}.md`, { signal })).body
      } catch (error) {
        throw error instanceof ProblemError && error.status === 404 ? noCode(code) : error
      }
    },
    async search(query, signal) {
      index ??= (await client.get<readonly Searchable[]>('/docs/search.json', { signal })).body
      return searchIn(index, query)
    },
  }
}

const noCode = (code: string): ToolRefusal =>
  new ToolRefusal(`“${code}” is no error code of the API; search_docs knows codes of banks and cards, too`)

const EXCERPT_CHARS = 240

function searchIn(pages: readonly Searchable[], query: string): FoundPage[] {
  const words = query.toLowerCase().match(/[\p{L}\p{N}_/.-]+/gu) ?? []
  return pages
    .map((page) => ({ page, fit: words.reduce((sum, word) => sum + fitOf(page, word), 0) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .slice(0, FOUND_MAX)
    .map(({ page }) => found(page, words))
}

function fitOf({ title, path, headings, words }: Searchable, word: string): number {
  if (`${title} ${path}`.toLowerCase().includes(word)) return 8
  if (headings.some(({ text }) => text.toLowerCase().includes(word))) return 4
  return words.includes(word) ? 1 : 0
}

function found({ path, title, section, headings, words }: Searchable, asked: readonly string[]): FoundPage {
  const places = asked.map((word) => words.indexOf(word)).filter((place) => place >= 0)
  const from = Math.max(0, Math.min(...places, words.length) - EXCERPT_CHARS / 2)
  return {
    path,
    title,
    section,
    headings: headings
      .map(({ text }) => text)
      .filter((text) => asked.some((word) => text.toLowerCase().includes(word))),
    excerpt: words.slice(from, from + EXCERPT_CHARS),
  }
}
