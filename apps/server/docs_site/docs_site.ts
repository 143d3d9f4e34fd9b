import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { root } from '../../../platform/db/rooms.ts'
import type { Door, DoorAnswer, DoorRequest } from '../../../platform/http/doors.ts'
import type { FramePage, SentEvent } from '../../../platform/http/edge_types.ts'
import { eventDocAt } from './events.ts'
import { frame, type MenuEntry } from './frame.ts'
import { createResolve } from './links.ts'
import { type Doc, readShelves } from './shelf.ts'

const HTML = 'text/html; charset=utf-8'
const MARKDOWN = 'text/markdown; charset=utf-8'
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

type Shelves = { readonly docs: readonly Doc[]; readonly byPath: ReadonlyMap<string, Doc> }
type Content = { readonly body: string; readonly content_type: string }

export type DocsSite = {
  readonly doors: readonly Door[]
  /** For pages that others make, such as those of errors. */
  readonly frame: FramePage
}

/**
 * The documents at `/docs`: what stands in the repository, as pages with a menu, and as Markdown under the same address
 * with `.md`. Nothing is read before somebody opens one; no page asks any other machine for anything.
 */
export function createDocsSite(events: readonly SentEvent[]): DocsSite {
  let shelves: Promise<Shelves> | undefined
  const read = (): Promise<Shelves> => {
    shelves ??= readShelves(root).then((docs) => ({
      docs,
      byPath: new Map(docs.map((doc) => [doc.path, doc])),
    }))
    // What could not be read is tried again by the next reader.
    shelves.catch(() => (shelves = undefined))
    return shelves
  }
  // Each page is made once, whoever asks for it: doors are open to everybody. What is not there is not kept.
  const made = new Map<string, Content>()
  const open = async ({ params, headers }: DoorRequest): Promise<DoorAnswer> => {
    const path = (params['*'] ?? '').replace(/\/$/, '')
    const found = made.get(path) ?? (await find(await read(), events, path))
    if (found === undefined) return missing
    made.set(path, found)
    return sent(found, headers['if-none-match'])
  }
  const openText = async ({ headers }: DoorRequest): Promise<DoorAnswer> =>
    sent(
      { body: llmsText((await read()).docs, events), content_type: 'text/plain; charset=utf-8' },
      headers['if-none-match'],
    )
  return {
    doors: [
      { method: 'GET', path: '/docs/*', open },
      { method: 'GET', path: '/llms.txt', open: openText },
    ],
    frame: async (page) => frame({ ...page, headings: [] }, (await read()).docs),
  }
}

const securely = {
  'content-security-policy': policy,
  'cache-control': 'no-cache',
  'referrer-policy': 'no-referrer',
}

function sent({ body, content_type }: Content, known: string | undefined): DoorAnswer {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  const headers = { ...securely, etag }
  return known === etag
    ? { status: 304, body: '', content_type, headers }
    : { status: 200, body, content_type, headers }
}

const missing: DoorAnswer = {
  status: 404,
  content_type: HTML,
  headers: securely,
  body: frame(
    {
      title: 'Not here',
      path: '',
      headings: [],
      twin: undefined,
      html: '<h1>There is no such page</h1><p><a href="/docs/">All documents</a></p>',
    },
    [],
  ),
}

async function find(
  shelves: Shelves,
  events: readonly SentEvent[],
  path: string,
): Promise<Content | undefined> {
  const { docs, byPath } = shelves
  if (path === '') return pageOf(shelves, byPath.get('start/quickstart') ?? docs[0])
  if (path === 'site.css' || path === 'site.js' || path === 'florin.svg') return assetOf(path)
  if (path === 'search.json') return { body: await searchOf(docs), content_type: 'application/json' }
  const told = eventDocAt(events, path.replace(/\.md$/, ''))
  if (told !== undefined)
    return path.endsWith('.md')
      ? { body: told.markdown, content_type: MARKDOWN }
      : {
          body: frame({ ...told, path: 'events', headings: [], twin: `/docs/${path}.md` }, docs),
          content_type: HTML,
        }
  if (path.endsWith('.md')) {
    const doc = byPath.get(path.slice(0, -3))
    return doc === undefined ? undefined : { body: twinOf(shelves, doc), content_type: MARKDOWN }
  }
  return pageOf(shelves, byPath.get(path))
}

const assets = {
  'site.css': { file: 'apps/server/docs_site/browser/site.css', content_type: 'text/css; charset=utf-8' },
  'site.js': {
    file: 'apps/server/docs_site/browser/site.ts',
    content_type: 'text/javascript; charset=utf-8',
  },
  'florin.svg': { file: 'apps/dashboard/src/florin.svg', content_type: 'image/svg+xml' },
} as const

async function assetOf(name: keyof typeof assets): Promise<Content> {
  const { file, content_type } = assets[name]
  const text = await readFile(root + file, 'utf8')
  return { body: name === 'site.js' ? stripTypeScriptTypes(text) : text, content_type }
}

/** The reader of Markdown is loaded when somebody first opens a page. */
async function pageOf({ docs }: Shelves, doc: Doc | undefined): Promise<Content | undefined> {
  if (doc === undefined) return undefined
  const { renderMarkdown } = await import('./markdown.ts')
  const resolve = createResolve(docs)
  const { html, headings } = renderMarkdown(doc.text, (href) => resolve(doc, href))
  const { title, path } = doc
  return { body: frame({ title, path, html, headings, twin: `/docs/${path}.md` }, docs), content_type: HTML }
}

const LINK = /\]\(([^)\s]+)\)/g

/** The text as it stands in the repository, with links that hold on this site. */
function twinOf({ docs }: Shelves, doc: Doc): string {
  const resolve = createResolve(docs)
  return doc.text.replaceAll(LINK, (whole, href: string) => {
    const to = resolve(doc, href)
    if (to?.startsWith('/docs/') !== true) return whole
    const [path = '', ...rest] = to.split('#')
    return `](${[`${path}.md`, ...rest].join('#')})`
  })
}

async function searchOf(docs: readonly Doc[]): Promise<string> {
  const { anchorOf } = await import('./markdown.ts')
  return JSON.stringify(
    docs.map(({ path, title, section, text }) => ({
      path,
      title,
      section,
      headings: [...text.matchAll(/^##+ (.+)$/gm)].map(([, words = '']) => ({
        text: words.replaceAll('`', ''),
        id: anchorOf(words),
      })),
      words: text
        .replaceAll(/[^\p{L}\p{N}_/.-]+/gu, ' ')
        .slice(0, 20_000)
        .toLowerCase(),
    })),
  )
}

/** See llmstxt.org: what there is, for programs that read. */
function llmsText(docs: readonly Doc[], events: readonly SentEvent[]): string {
  const bySection = Map.groupBy(docs, ({ section }): MenuEntry['section'] => section)
  const parts = [...bySection].map(
    ([section, some]) =>
      `## ${section}\n\n${some.map(({ title, path }) => `- [${title}](/docs/${path}.md)`).join('\n')}`,
  )
  return `# Florin\n\n> An open-source payments platform that a company runs itself: one API over a double-entry ledger, cards, bank rails and reconciliation, with a sandbox in which the whole financial world is simulated.\n\n${parts.join('\n\n')}\n\n## Reference\n\n- [OpenAPI 3.1](/openapi.json)\n- [Errors](/docs/errors.md): what each code means, and what to do\n- [Events](/docs/events.md)\n${events.map(({ type }) => `- [${type}](/docs/events/${type}.md)`).join('\n')}\n`
}
