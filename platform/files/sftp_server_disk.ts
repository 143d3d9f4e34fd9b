import { constants, type Stats } from 'node:fs'
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  opendir,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
} from 'node:fs/promises'
import { posix } from 'node:path'
import type { Attributes, FileEntry } from 'ssh2'
import { findInside } from './inside.ts'
import { nameFault } from './path.ts'

/** The file system that one user sees: a local folder is its root, and nothing leads out of it. */
export type ServerDisk = {
  open(path: string, flags: number): Promise<FileHandle>
  stat(path: string): Promise<Attributes>
  list(path: string): Promise<readonly FileEntry[]>
  remove(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  makeFolder(path: string): Promise<void>
  removeFolder(path: string): Promise<void>
}

/** Thrown as the file system throws: the session tells it as a status. */
class NotAllowed extends Error {
  override readonly name = 'NotAllowed'
  readonly code = 'EACCES'
}

/** The path a client means, from its root: `..` stops there, as in a changed root. */
export const virtualPath = (path: string): string => posix.resolve('/', path)

export function createServerDisk(
  root: string,
  { rename_overwrites }: { rename_overwrites: boolean },
): ServerDisk {
  const at = async (path: string): Promise<string> => {
    const parts = virtualPath(path)
      .split('/')
      .filter((part) => part !== '')
    const fault = parts.map(nameFault).find((one) => one !== undefined)
    if (fault !== undefined) throw new NotAllowed(fault)
    const inside = await findInside(root, parts.join('/'))
    if ('kind' in inside) throw new NotAllowed(inside.why)
    return inside.path
  }
  return {
    open: async (path, flags) => open(await at(path), nodeFlags(flags), 0o640),
    stat: async (path) => attributesOf(await stat(await at(path))),
    list: async (path) => listAll(await at(path)),
    remove: async (path) => unlink(await at(path)),
    makeFolder: async (path) => mkdir(await at(path)),
    removeFolder: async (path) => rmdir(await at(path)),
    async rename(from, to) {
      const [source, target] = [await at(from), await at(to)]
      const isFile = (await lstat(source)).isFile()
      if (rename_overwrites || !isFile) return rename(source, target)
      // Fails where the name is taken, as version 3 of the protocol has it.
      await link(source, target)
      await rm(source)
    },
  }
}

/** The bits of SFTP's open, in terms of the file system. */
function nodeFlags(flags: number): number {
  const has = (bit: number): boolean => (flags & bit) !== 0
  const [reads, writes] = [has(1), has(2)]
  let bits = reads && writes ? constants.O_RDWR : writes ? constants.O_WRONLY : constants.O_RDONLY
  if (has(4)) bits |= constants.O_APPEND
  if (has(8)) bits |= constants.O_CREAT
  if (has(16)) bits |= constants.O_TRUNC
  if (has(32)) bits |= constants.O_EXCL
  return bits
}

export const attributesOf = ({ mode, size, atimeMs, mtimeMs }: Stats): Attributes => ({
  mode,
  size,
  uid: 0,
  gid: 0,
  atime: Math.floor(atimeMs / 1000),
  mtime: Math.floor(mtimeMs / 1000),
})

export type LeftOut = 'mode' | 'size' | 'mtime'

/** Attributes without those that a server does not tell. */
export function keptAttributes(attributes: Attributes, leaves_out: readonly LeftOut[]): Attributes {
  const left = new Set<string>(leaves_out)
  const kept = Object.fromEntries(Object.entries(attributes).filter(([name]) => !left.has(name)))
  // ssh2 writes those that are there; its types want all of them.
  return kept as unknown as Attributes
}

async function listAll(folder: string): Promise<readonly FileEntry[]> {
  const entries: FileEntry[] = []
  for await (const { name } of await opendir(folder)) {
    const stats = await lstat(`${folder}/${name}`).catch(() => undefined)
    if (stats === undefined) continue
    const letter = stats.isDirectory() ? 'd' : stats.isFile() ? '-' : 'l'
    const longname = `${letter}rw-r----- 1 bank bank ${stats.size} Jan 1 00:00 ${name}`
    entries.push({ filename: name, longname, attrs: attributesOf(stats) })
  }
  return entries
}
