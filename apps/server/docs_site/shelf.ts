import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readChangelog } from './changelog.ts'

/** One document of the site, as it stands in the repository. */
export type Doc = {
  /** Below `/docs/`, without an ending. */
  readonly path: string
  readonly section: string
  readonly title: string
  /** From the root of the repository, with slashes. */
  readonly file: string
  readonly text: string
}
type Shelf = {
  readonly section: string
  readonly folder: string
  readonly to: string
  readonly first: readonly string[]
}

/** In the order in which somebody needs them: cards, banks, tools, and the last step. */
const guides =
  'first-payment refunds disputes subscriptions marketplaces payouts ach sepa instant payee-verification bank-files reconciliation sandbox simulator cli assistants going-live'.split(
    ' ',
  )

/** What the site shows, section by section; `first` come in that order, the others by title. */
const shelves: readonly Shelf[] = [
  { section: 'Start', folder: 'docs/start', to: 'start', first: ['quickstart', 'checklist'] },
  {
    section: 'Guides',
    folder: 'docs/guides',
    to: 'guides',
    first: guides,
  },
  {
    section: 'Concepts',
    folder: 'docs/concepts',
    to: 'concepts',
    first: ['ledger', 'idempotency', 'unknown', 'finality'],
  },
  { section: 'Playbooks', folder: 'docs/playbooks', to: 'playbooks', first: ['0-readme'] },
  { section: 'Upgrades', folder: 'docs/upgrades', to: 'upgrades', first: ['0-readme'] },
]
/** Single files beside the folders. */
const single: readonly (readonly [section: string, path: string, file: string])[] = [
  ['About', 'glossary', 'GLOSSARY.md'],
  ['About', 'architecture', 'ARCHITECTURE.md'],
  ['About', 'security', 'SECURITY.md'],
]
const INSIDE = 'Inside'
const CHANGELOG = 'CHANGELOG.md'

const titleOf = (text: string, file: string): string => /^# (.+)$/m.exec(text)?.[1] ?? file

/** Everything that the site shows, in the order of its menu. Read once, when somebody first opens it. */
export async function readShelves(root: string): Promise<readonly Doc[]> {
  const docs = await Promise.all(shelves.map((shelf) => readShelf(root, shelf)))
  const rest = await Promise.all(
    single.map(([section, path, file]) => readDoc(root, { section, path, file })),
  )
  const modules = await readdir(join(root, 'modules'))
  const inside = await Promise.all(
    modules
      .sort()
      .map((name) =>
        readDoc(root, { section: INSIDE, path: `inside/${name}`, file: `modules/${name}/README.md` }),
      ),
  )
  const changes = await readFile(join(root, CHANGELOG), 'utf8').then((text) => readChangelog(CHANGELOG, text))
  return [...docs.flat(), ...rest, ...changes, ...inside].filter((doc) => doc !== undefined)
}

async function readShelf(root: string, { section, folder, to, first }: Shelf): Promise<Doc[]> {
  const names = await readdir(join(root, folder)).catch((): string[] => [])
  const docs = await Promise.all(
    names
      .filter((name) => name.endsWith('.md'))
      .map((name) =>
        readDoc(root, { section, path: `${to}/${name.slice(0, -3)}`, file: `${folder}/${name}` }),
      ),
  )
  const placeOf = ({ path }: Doc): number => {
    const place = first.indexOf(path.slice(to.length + 1))
    return place < 0 ? first.length : place
  }
  return docs
    .filter((doc) => doc !== undefined)
    .sort((a, b) => placeOf(a) - placeOf(b) || (a.title < b.title ? -1 : 1))
}

async function readDoc(
  root: string,
  { section, path, file }: Pick<Doc, 'section' | 'path' | 'file'>,
): Promise<Doc | undefined> {
  const text = await readFile(join(root, file), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : { section, path, file, title: titleOf(text, file), text }
}
