import { lstat, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { refused, type Refused } from './outcome.ts'

/** A place in the file system below a root, where its last part may not be there yet. */
export type Inside = { readonly path: string }

/**
 * Where a checked path really is. Links in it are followed as far as they stay below the root; one that leads out is refused,
 * and so is a last part that is a link to nowhere. Throws the file system's errors: a folder that is not there is ENOENT.
 */
export async function findInside(root: string, path: string): Promise<Inside | Refused> {
  const top = await realpath(root)
  if (path === '') return { path: top }
  const parts = path.split('/')
  const name = parts.pop() ?? ''
  const folder = await realpath(join(top, ...parts))
  const isThere = await lstat(join(folder, name)).catch(nothingThere)
  const real = isThere?.isSymbolicLink() === true ? await realpath(join(folder, name)) : join(folder, name)
  const isBelow = (place: string): boolean => place === top || place.startsWith(top + sep)
  return isBelow(folder) && isBelow(real)
    ? { path: real }
    : refused('name_not_allowed', 'a link leads out of the folder')
}

function nothingThere(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'ENOENT') throw error
}
