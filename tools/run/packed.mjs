import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of the server as one file, in `node_modules`, because the packages are in it. */
export const folderOf = (root) => join(root, 'node_modules/.cache/florin')

/** What a pack was made of. It is written last, so what it names is complete. */
export const manifestOf = (root) => join(folderOf(root), 'pack.json')

export const lockHash = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')

/** Size and time of the last change: what an editor or a checkout cannot leave as they were. */
export function markOf(file) {
  const { mtimeMs, size } = statSync(file)
  return `${Math.round(mtimeMs)} ${size}`
}

/**
 * The packed form of `program`, or undefined when there is none, or when anything it was made of has changed since:
 * then the sources run as they are. Loading 1,600 files is half of a start, and this is the same code in three.
 */
export function packedProgram(root, program) {
  try {
    const { entry, lock, files, of } = JSON.parse(readFileSync(manifestOf(root), 'utf8'))
    const file = join(folderOf(root), entry)
    if (of !== program || lock !== lockHash(root) || !existsSync(file)) return undefined
    return Object.entries(files).every(([path, mark]) => markOf(join(root, path)) === mark) ? file : undefined
  } catch {
    return undefined
  }
}
