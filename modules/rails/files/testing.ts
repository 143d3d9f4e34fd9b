import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const shared = fileURLToPath(new URL('../../../../shared/data/', import.meta.url))

export type CorpusFile = {
  /** Relative to the corpus, with `/`. */
  readonly path: string
  /** Absolute. */
  readonly file: string
  bytes(): Uint8Array
}

/**
 * The files that others wrote, in a folder of `shared/data` beside the project, in the order of their paths; undefined
 * where they are not at hand. They are read by tests and never copied.
 */
export function corpus(folder: string): readonly CorpusFile[] | undefined {
  const root = join(shared, folder)
  if (!existsSync(root)) return undefined
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted((a, b) => (a < b ? -1 : 1))
  return names
    .map((name) => join(root, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => ({
      path: relative(root, file).replaceAll('\\', '/'),
      file,
      bytes: () => new Uint8Array(readFileSync(file)),
    }))
}

/** What a test says when it had nothing to read. */
export const corpusAbsent = (folder: string): string => `shared/data/${folder} is not on this machine`
