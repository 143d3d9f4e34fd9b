import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { testMeans } from '../apps/cli/testing.ts'
import { eventCatalogue } from '../apps/server/event_catalogue.ts'
import { florinProgram } from '../apps/server/florin_program.ts'
import { sentEvents } from '../modules/webhooks/index.ts'
import { readSources } from '../tools/tidy/sources.ts'

// Goal: what the documents say can be done, can be done; what the code asks for is documented.
// Method: read every document for links, commands, paths, tables and environment variables, and look each one up.

const root = fileURLToPath(new URL('../', import.meta.url))
const sources = readSources(root).filter(({ path }) => !path.startsWith('tools/node/'))
const documents = sources.filter(({ path }) => path.endsWith('.md') && !path.includes('.gen.'))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** Everything a pattern's first group finds, in every document: `path: found`. */
const mentions = (pattern: RegExp): { path: string; found: string }[] =>
  documents.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map((match) => ({ path, found: match[1] ?? '' })),
  )

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort()

test('there are documents to read', () => {
  assert.ok(documents.length > 25, `only ${documents.length} documents were read`)
})

/** A heading as the renderers of Markdown name it in links. */
const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

test('every link between documents leads to a file, and to a heading that is there', () => {
  const broken = mentions(/\]\(([^)\s]+)\)/g)
    .filter(({ found }) => !/^[a-z]+:/.test(found))
    .filter(({ path, found }) => {
      const [file = '', heading] = found.split('#')
      const target = file === '' ? path : normalize(join(dirname(path), file))
      if (!existsSync(join(root, target))) return true
      if (heading === undefined || !target.endsWith('.md')) return false
      const headings = readFileSync(join(root, target), 'utf8').matchAll(/^#+ (.+)$/gm)
      return ![...headings].some((match) => slugOf(match[1] ?? '') === heading)
    })
  assert.deepEqual(broken, [])
})

const rooms = sorted(
  sources.filter(({ path }) => path.includes('/')).map(({ path }) => path.split('/')[0] ?? ''),
)

test('every path that a document or a comment names exists', () => {
  const inRooms = new RegExp(`\`((?:${rooms.join('|').replaceAll('.', '\\.')})/[^\`\\s]*)\``, 'g')
  // The last is made by the first recorded benchmark.
  const isPattern = (found: string): boolean => /[<>*…{}]|NNNN|^bench\/results\/$/.test(found)
  const missing = mentions(inRooms).filter(({ found }) => !isPattern(found) && !existsSync(join(root, found)))
  assert.deepEqual(missing, [])
  const comments = sources
    .filter(({ path }) => /\.(ts|sql|mjs)$/.test(path))
    .flatMap(({ path, text }) =>
      // With a slash before it, it is an address of the site.
      [...text.matchAll(/(?<![\w/])docs\/[\w./-]+\.md\b/g)].map(([found]) => ({ path, found })),
    )
  assert.deepEqual(
    comments.filter(({ found }) => !existsSync(join(root, found))),
    [],
  )
})

test('every npm script that a document names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const unknown = mentions(/\bnpm run ([\w:-]+)/g).filter(({ found }) => !Object.hasOwn(scripts, found))
  assert.deepEqual(unknown, [])
  const untold = Object.keys(scripts).filter((name) => !new RegExp(`npm (run )?${name}\\b`).test(readme))
  assert.deepEqual(untold, [], 'scripts that the README does not name')
})

type Contract = { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> }

test('every route that a document names is in the API', () => {
  const { paths } = JSON.parse(readFileSync(join(root, 'docs/openapi.gen.json'), 'utf8')) as Contract
  const shapes = Object.keys(paths).map((path) => new RegExp(`^${path.replaceAll(/\{[a-z_]+\}/g, '[^/]+')}$`))
  const unknown = mentions(/(\/v1\/[a-z][\w{}/…-]*)/g).filter(
    ({ found }) => !found.includes('/…') && !shapes.some((shape) => shape.test(found.replace(/\/$/, ''))),
  )
  assert.deepEqual(unknown, [])
})

const guided = documents.filter(({ path }) => /^docs\/(start|guides|concepts|upgrades)\//.test(path))

test('every event that a guide names is told, and every field and code is in the API or in the code', () => {
  const types = new Set(sentEvents(eventCatalogue).map(({ type }) => type))
  const families = new Set([...types].map((type) => type.split('.')[0]))
  const known = new Set(
    sources
      .filter(({ path }) => !path.endsWith('.md') && !path.startsWith('specs/'))
      .flatMap(({ text }) => text.match(/\w+/g) ?? []),
  )
  const isFile = (found: string): boolean => /\.(key|json|salt)$/.test(found)
  const named = guided.flatMap(({ path, text }) =>
    [...text.matchAll(/`([a-z]+(?:[_.][a-z0-9]+)+)`/g)].flatMap(([, found = '']) =>
      isFile(found) ? [] : [{ path, text, found }],
    ),
  )
  assert.ok(named.length > 200, `${named.length} names`)
  const isEvent = (found: string): boolean =>
    families.has(found.split('.')[0]) && /^[^.]+\.[a-z_]+$/.test(found)
  const isName = ({ text, found }: (typeof named)[number]): boolean =>
    isEvent(found)
      ? types.has(found)
      : // What others named stands in a command or a query of the same page.
        found.split('.').every((part) => known.has(part)) || text.includes(`'${found}'`)
  const unknown = named.filter((one) => !isName(one)).map(({ path, found }) => `${path}: ${found}`)
  assert.deepEqual(unknown, [])
})

test('every command of the command line that a document names exists', () => {
  const calls = [
    ...mentions(/npm run florin -- ([a-z][a-z-]*(?: [a-z][a-z-]*)*)/g),
    ...mentions(/(?:^|`|\()florin ([a-z][a-z-]*(?: [a-z][a-z-]*)*)/gm).filter(
      ({ path }) => path === 'docs/guides/cli.md',
    ),
  ]
  assert.ok(calls.length > 20)
  const program = florinProgram(
    testMeans(),
    calls.flatMap(({ found }) => found.split(' ')),
  )
  assert.deepEqual(
    calls.filter(({ found }) => !isCommand(program, found.split(' '))),
    [],
  )
})

/** Words lead from noun to verb; what stands behind a verb is its own. */
function isCommand(program: Command, words: readonly string[]): boolean {
  let at = program
  for (const word of words) {
    const next = at.commands.find((one) => one.name() === word)
    if (next === undefined) return at.commands.length === 0 || at.registeredArguments.length > 0
    at = next
  }
  return at !== program
}

/** Names that the system gives a meaning to. */
const foreign = new Set(['NO_COLOR', 'HOME', 'PATH', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'])

/** Every way our code reads a variable of its environment. */
function variablesInCode(): string[] {
  const reads = /(?:\benv\.|\benv\[['"]|\(env, ['"]|\benv: process\.env, name: ['"])([A-Z][A-Z0-9_]+)/g
  return sorted(
    sources
      .filter(({ path }) => /\.(ts|mjs|cjs)$/.test(path) || path === '.ci/run')
      .flatMap(({ text }) => [...text.matchAll(reads)].map((match) => match[1] ?? ''))
      .filter((name) => !foreign.has(name)),
  )
}

test('the README names every environment variable that the code reads, and no other', () => {
  const documented = sorted(
    [...readme.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)(?:=[^`]*)?`/g)].map((match) => match[1] ?? ''),
  )
  const inCode = variablesInCode()
  assert.ok(inCode.includes('DATABASE_URL'), 'the code was read')
  assert.deepEqual(documented, inCode)
})

test('every room of the tree is named in the README', () => {
  assert.ok(rooms.length > 8)
  assert.deepEqual(
    rooms.filter((room) => !readme.includes(`\`${room}/\``)),
    [],
  )
})

const modules = sorted(
  sources.filter(({ path }) => path.startsWith('modules/')).map(({ path }) => path.split('/')[1] ?? ''),
)

test('every module has a README that names each of its tables, and nothing of its schema that does not exist', () => {
  assert.ok(modules.length >= 3)
  for (const name of modules) {
    const own = sources.filter(({ path }) => path.startsWith(`modules/${name}/`))
    const text = own.find(({ path }) => path === `modules/${name}/README.md`)?.text
    assert.ok(text !== undefined, `modules/${name} has no README.md`)
    const sql = own.filter(({ path }) => path.endsWith('.sql')).map((file) => file.text)
    const tables = sql.flatMap((file) => [...file.matchAll(/^create table (?:if not exists )?([\w.]+)/gm)])
    assert.ok(tables.length > 0, `modules/${name} owns no table`)
    for (const [, table = ''] of tables)
      assert.ok(text.includes(`\`${table}\``), `${name}/README.md does not name ${table}`)
    const code = own
      .filter(({ path }) => !path.endsWith('.md'))
      .map((file) => file.text)
      .join('\n')
    for (const [, named = ''] of text.matchAll(new RegExp(`\`(${name}\\.[a-z_]+)\``, 'g')))
      assert.ok(code.includes(named), `${name}/README.md names ${named}, which does not exist`)
  }
})

test('ARCHITECTURE lists every table as the migrations describe it', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const comments = sources
    .filter(({ path }) => path.includes('/sql/migrations/'))
    .flatMap((file) => [
      ...file.text.matchAll(/^comment on (?:table|view) (\S+) is 'scale:(\w+) — (.*)';$/gm),
    ])
  assert.ok(comments.length > 20)
  const rows = comments.map(
    ([, table, scale, what = '']) => `| \`${table}\` | ${scale} | ${what.replaceAll("''", "'")} |`,
  )
  assert.deepEqual(
    rows.filter((row) => !text.includes(row)),
    [],
    'rows to add to the last section',
  )
  const listed = [...text.matchAll(/^\| `([a-z_]+\.[a-z_]+)` \| (?:tenant|ref|local) \|/gm)].map(
    (match) => match[1],
  )
  assert.equal(listed.length, rows.length, 'a table is listed that no migration makes')
})

test('decisions are numbered without gaps, have every part, and stand in the list', () => {
  const folder = 'docs/decisions/'
  const pages = documents.filter(({ path }) => path.startsWith(folder) && !path.endsWith('README.md'))
  const list = readFileSync(join(root, folder, 'README.md'), 'utf8')
  pages.forEach(({ path, text }, index) => {
    const number = String(index + 1).padStart(4, '0')
    const name = path.slice(folder.length)
    assert.ok(name.startsWith(`${number}-`), `${name} is not number ${number}`)
    assert.ok(text.startsWith(`# ${number} `), `${name} has another number in its title`)
    for (const part of ['Context', 'Options', 'Decision', 'Consequences'])
      assert.match(text, new RegExp(`^## ${part}$`, 'm'), `${name} has no ${part}`)
    assert.ok(list.includes(`](${name})`), `${name} is not in the list`)
  })
})

test('every playbook stands in the list', () => {
  const list = readFileSync(join(root, 'docs/playbooks/0-readme.md'), 'utf8')
  const pages = documents.filter(
    ({ path }) => path.startsWith('docs/playbooks/') && !path.endsWith('0-readme.md'),
  )
  assert.ok(pages.length > 0)
  for (const { path } of pages)
    assert.ok(list.includes(`](${path.split('/').at(-1)})`), `${path} is not in the list`)
})
