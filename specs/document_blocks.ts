import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { callsOf } from '../apps/server/docs_site/examples.ts'

export const root = fileURLToPath(new URL('../', import.meta.url))

/** A fenced block of a document, with what the comment right above it says: `<!-- mark: value -->`. */
export type DocBlock = {
  /** From the root of the repository, with slashes. */
  readonly page: string
  readonly line: number
  readonly language: string
  readonly text: string
  readonly mark: string | undefined
  readonly value: string
}

const FENCED = /(?:^ *<!-- (\w+): (.*) -->\n)?^( *)```(\w*)\n([\s\S]*?)^ *```$/gm

/** Every block of a document, in the order of the page. */
export function readBlocks(page: string): DocBlock[] {
  const text = readFileSync(root + page, 'utf8')
  return [...text.matchAll(FENCED)].map((found) => {
    const [whole, mark, value = '', , language = '', code = ''] = found
    const at = found.index + whole.indexOf('```')
    return { page, line: text.slice(0, at).split('\n').length, language, text: code, mark, value }
  })
}

const FIRST_PAYMENT = 'docs/guides/first-payment.md'
/** Its commands need databases of their own, which the playbooks' spec has. */
const RESTORE = 'docs/playbooks/restore-from-backup.md'
/** What an assistant's program reads is what the spec of assistants starts. */
const isConfiguration = ({ page, language }: DocBlock): boolean =>
  page === 'docs/guides/assistants.md' && language === 'json'
const isCall = ({ language, text }: DocBlock): boolean =>
  (language === '' || language === 'http') && callsOf(text) !== undefined

/** Who runs a block, or looks whether it is true. Each spec takes its blocks from here, so none is claimed and not taken. */
const takers = {
  'specs/first_payment.spec.ts': ({ page }: DocBlock) => page === FIRST_PAYMENT,
  'specs/guides.spec.ts': (block: DocBlock) =>
    block.page !== FIRST_PAYMENT && !isConfiguration(block) && (isCall(block) || block.language === 'json'),
  'specs/mcp.spec.ts': isConfiguration,
  'specs/playbooks.spec.ts': ({ page, language }: DocBlock) =>
    language === 'sql' || (page === RESTORE && language === 'sh'),
  'specs/pasted.spec.ts': ({ page, language }: DocBlock) =>
    ![FIRST_PAYMENT, RESTORE].includes(page) && (language === 'sh' || language === 'text'),
  'specs/drawings.spec.ts': ({ language }: DocBlock) => language === 'mermaid' || language === 'tree',
} as const
export type Taker = keyof typeof takers

export const takersOf = (block: DocBlock): Taker[] =>
  (Object.keys(takers) as Taker[]).filter((name) => takers[name](block))

const folders = ['docs/start', 'docs/guides', 'docs/concepts', 'docs/playbooks', 'docs/upgrades']
const single = ['README.md', 'GLOSSARY.md', 'CHANGELOG.md', 'ARCHITECTURE.md', 'SECURITY.md']

/** Every document that the site serves, and the README. */
export const documentPages = (): string[] => [
  ...single,
  ...folders.flatMap((folder) =>
    readdirSync(root + folder)
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => `${folder}/${name}`),
  ),
  ...readdirSync(`${root}modules`)
    .sort()
    .map((name) => `modules/${name}/README.md`),
]

/** What a spec takes, page by page. */
export const blocksFor = (taker: Taker): ReadonlyMap<string, readonly DocBlock[]> =>
  Map.groupBy(documentPages().flatMap(readBlocks).filter(takers[taker]), ({ page }) => page)
