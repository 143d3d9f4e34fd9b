import { assert } from '../../kernel/assert.ts'
import { type FilePath, joinPath, nameFault } from './path.ts'
import { type Refused, refused } from './outcome.ts'

/** How files are named and checked at one counterpart. */
export type TransferRules = {
  /**
   * What a file is called while it is written: `{name}` stands for its name and must be there, `{sha}` for the beginning of
   * its hash. Only with `{sha}` is a partial file taken up again, since only then is it surely the same content; without it,
   * two processes may not send two contents under one name at once.
   * `.{name}.{sha}.part` when absent.
   */
  readonly temporary_name?: string
  /** Where it is written, for banks that want that elsewhere; beside the file when absent. */
  readonly temporary_folder?: string
  /** `archive` when absent. */
  readonly archive_folder?: string
  /** Each file is read back and hashed before it gets its name. Not where a bank lets nobody read what was sent. */
  readonly reads_back?: boolean
}

const TEMPORARY_NAME = '.{name}.{sha}.part'
const SHA_DIGITS = 16

export type ReadRules = {
  readonly archive_folder: string
  readonly reads_back: boolean
  /** The temporary name tells contents apart. */
  readonly knows_content: boolean
  temporaryOf(path: FilePath, sha256: string): string | Refused
}

/** Reads the rules of a counterpart. Throws a Bug for a pattern that could not work. */
export function readRules(rules: TransferRules): ReadRules {
  const pattern = rules.temporary_name ?? TEMPORARY_NAME
  assert(
    pattern.includes('{name}') && pattern !== '{name}',
    'a temporary name holds {name} and something else',
  )
  assert(nameFault(pattern) === undefined, 'a temporary name is a name')
  return {
    archive_folder: rules.archive_folder ?? 'archive',
    reads_back: rules.reads_back ?? false,
    knows_content: pattern.includes('{sha}'),
    temporaryOf(path, sha256) {
      const name = pattern.replaceAll(/\{(name|sha)\}/g, (_, word) =>
        word === 'name' ? path.name : sha256.slice(0, SHA_DIGITS),
      )
      const fault = nameFault(name)
      if (fault !== undefined) return refused('name_not_allowed', `of the temporary file: ${fault}`)
      return joinPath(rules.temporary_folder ?? path.folder, name)
    },
  }
}
