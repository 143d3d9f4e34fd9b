import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { type Comment, type Program, parseSync } from 'oxc-parser'

/** A file of the tree. `path` is read from the root, with forward slashes. */
export type Source = { readonly path: string; readonly text: string }
/** A TypeScript or JavaScript file, read by a real parser: strings and comments never look like code. */
export type Code = Source & { readonly program: Program; readonly comments: readonly Comment[] }
/** One broken rule at one place. `line` counts from 1; 0 means the file as a whole. */
export type TidyFault = {
  readonly path: string
  readonly line: number
  readonly rule: string
  readonly why: string
}

/** Never ours to judge: what npm installs, what a run or a build leaves behind, and the canary that must be faulty. */
const skipped = new Set([
  'node_modules',
  '.git',
  '.florin',
  '.cache',
  'coverage',
  'tools/tidy/canary',
  'sdk/typescript/dist',
  'sdk/typescript/LICENSE',
])
const textEndings = new Set(
  '.ts .tsx .mts .mjs .cjs .js .sql .json .jsonc .md .yml .yaml .toml .sh .css .html .service .conf .txt .csv'.split(
    ' ',
  ),
)

/** Every file below `root`, sorted by path; text is read, other files appear with an empty text. */
export function readSources(root: string): Source[] {
  const sources: Source[] = []
  const enter = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (skipped.has(entry.name) || skipped.has(path) || /\.(log|tgz)$/.test(path)) continue
      if (entry.isDirectory()) enter(path)
      else sources.push({ path, text: isText(path) ? readFileSync(join(root, path), 'utf8') : '' })
    }
  }
  enter('')
  return sources.sort((a, b) => (a.path < b.path ? -1 : 1))
}

const isText = (path: string): boolean => textEndings.has(extname(path)) || path === '.ci/run'

export const isCode = (path: string): boolean => /\.(ts|tsx|mts|mjs|cjs|js)$/.test(path)
/** Made by `npm run gen`, so its size and words are its source's business. */
export const isGenerated = (path: string): boolean => /\.gen\.[a-z]+$/.test(path)
/** A test may see more than the code it tests; `specs/` holds nothing else. */
export const isTest = (path: string): boolean => /\.(test|spec)\.ts$/.test(path) || path.startsWith('specs/')

/** Throws when the file does not parse: nothing else that tidy says about it could be trusted. */
export function readCode(source: Source): Code {
  const parsed = parseSync(source.path, source.text)
  const [first] = parsed.errors
  if (first !== undefined) throw new Error(`${source.path}: ${first.message}`)
  return { ...source, program: parsed.program, comments: parsed.comments }
}

/** The line, from 1, of a character offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

export const faultLine = ({ path, line, rule, why }: TidyFault): string =>
  `${path}${line === 0 ? '' : `:${line}`} ${rule}: ${why}`
