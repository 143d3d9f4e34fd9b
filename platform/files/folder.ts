import { constants, type Stats } from 'node:fs'
import { access, type FileHandle, link, lstat, mkdir, open, opendir, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { instant, type World } from '../../kernel/world.ts'
import { refusedByErrno } from './errno.ts'
import { findInside } from './inside.ts'
import { LIST_ENTRIES_MAX } from './limits.ts'
import { done, FileBroken, refused, type Told } from './outcome.ts'
import type { TransferRules } from './rules.ts'
import { createStepped } from './stepped.ts'
import type { Steps, Writing } from './steps.ts'
import type { Download, FileEntry, FileTransport, Seen } from './transport.ts'

/**
 * Files in a folder of this machine or one that it mounts: what a bank's own program picks up, or a test. The same meaning as
 * over SFTP, and stronger: a file has its name only when it is on the disk, and no file is ever overwritten. Links that lead
 * out of the root are not followed. Throws a Bug for rules that could not work.
 */
export const createFolderTransport = (
  { world }: { readonly world: World },
  { root, ...rules }: TransferRules & { readonly root: string },
): FileTransport => createStepped(world, createSteps(root), rules)

// After a power cut a file may have its length and not its bytes, so a partial one is begun anew: that costs nothing here.
const createSteps = (root: string): Steps => ({
  can_resume: false,
  list: (folder) => at(root, folder, listFolder, 'no_such_folder'),
  look: async (path) => {
    const seen = await at(root, path, async (place) => done(seenOf(await lstat(place))))
    return seen.kind === 'refused' && seen.reason === 'no_such_file' ? done(undefined) : seen
  },
  read: (path, from_byte) => at(root, path, (place) => openToRead(place, from_byte)),
  write: (path, writing) => at(root, path, (place) => writeFile(place, writing), 'no_such_folder'),
  move: (from, to) =>
    at(root, from, async (source) => {
      const target = await at(root, to, (place) => Promise.resolve(done(place)), 'no_such_folder')
      return target.kind === 'done' ? moveFile(source, target.value) : target
    }),
  remove: async (path) => {
    const removed = await at(root, path, async (place) => {
      await unlink(place)
      await syncFolder(dirname(place))
      return done(undefined)
    })
    return removed.kind === 'refused' && removed.reason === 'no_such_file' ? done(undefined) : removed
  },
  makeFolder: (path) =>
    at(root, path, async (place) => {
      await mkdir(place)
      await syncFolder(dirname(place))
      return done(undefined)
    }),
  close: () => Promise.resolve(),
})

/** Names that Windows reads as something else: streams, devices, and names whose last letters it drops. */
const notOnWindows = /[<>:"|?*]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const isWindows = process.platform === 'win32'

/** Runs `fn` on the place of a path; `missing` is what a part that is not there means to it. */
async function at<T>(
  root: string,
  path: string,
  fn: (place: string) => Promise<Told<T>>,
  missing: 'no_such_file' | 'no_such_folder' = 'no_such_file',
): Promise<Told<T>> {
  if (isWindows && path.split('/').some((part) => notOnWindows.test(part)))
    return refused('name_not_allowed', 'this machine has no such names')
  try {
    const inside = await findInside(root, path)
    return 'kind' in inside ? inside : await fn(inside.path)
  } catch (error) {
    const why = refusedByErrno(error)
    return why.reason === 'no_such_file' ? refused(missing, why.why) : why
  }
}

const seenOf = (stats: Stats): Seen => ({
  size: stats.size,
  modified_at: instant(Math.round(stats.mtimeMs * 1000)),
  kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
})

async function listFolder(place: string): Promise<Told<readonly FileEntry[]>> {
  const entries: FileEntry[] = []
  // Closed by its iterator.
  for await (const { name } of await opendir(place)) {
    if (entries.length >= LIST_ENTRIES_MAX)
      return refused('too_long', `the folder holds more than ${LIST_ENTRIES_MAX} files`)
    const seen = await lstat(join(place, name)).then(seenOf, () => undefined)
    // It went away between its name and its size.
    if (seen !== undefined) entries.push({ name, ...seen })
  }
  return done(entries)
}

const PIECE_BYTES = 65_536
/** Not known on Windows, where links need rights that programs do not have. */
const NO_FOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0

async function openToRead(place: string, from_byte: number): Promise<Told<Download>> {
  const seen = seenOf(await lstat(place))
  const size = seen.size ?? 0
  if (seen.kind !== 'file') return refused('not_a_file', 'this is no file')
  if (from_byte > size) return refused('content_differs', 'the file has become shorter')
  await access(place, constants.R_OK)
  // It is opened when it is taken, so one that nobody takes holds nothing.
  return done({ size, bytes: readPieces(place, { from_byte, size }) })
}

async function* readPieces(
  place: string,
  { from_byte, size }: { from_byte: number; size: number },
): AsyncGenerator<Uint8Array> {
  let position = from_byte
  const broken = (error: unknown): FileBroken => new FileBroken(refusedByErrno(error), position)
  const file = await open(place, constants.O_RDONLY | NO_FOLLOW).catch((error: unknown) => {
    throw broken(error)
  })
  try {
    while (position < size) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size - position))
      const { bytesRead } = await file.read(piece, 0, piece.length, position).catch((error: unknown) => {
        throw broken(error)
      })
      if (bytesRead === 0)
        throw new FileBroken(refused('content_differs', 'the file has become shorter'), position)
      position += bytesRead
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function writeFile(place: string, { from_byte, chunks }: Writing): Promise<Told<Seen>> {
  const flags = constants.O_WRONLY | constants.O_CREAT | NO_FOLLOW
  const file = await open(place, flags, 0o640)
  try {
    let position = from_byte
    for await (const chunk of chunks) {
      await writeWhole(file, chunk, position)
      position += chunk.length
    }
    await file.sync()
    return done(seenOf(await file.stat()))
  } finally {
    await file.close()
  }
}

async function writeWhole(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written)
    written += bytesWritten
  }
}

/** A second name and then the first one away: unlike a renaming, it fails where the name is taken. */
async function moveFile(source: string, target: string): Promise<Told<undefined>> {
  try {
    await link(source, target)
    await unlink(source)
  } catch (error) {
    const why = refusedByErrno(error)
    if (!hasNoLinks.has((error as { code: string }).code)) return why
    // Where a file cannot have two names, the look before is all there is.
    const isTaken = await lstat(target).then(
      () => true,
      () => false,
    )
    if (isTaken) return refused('name_taken', 'another file has this name')
    await rename(source, target)
  }
  await syncFolder(dirname(target))
  if (dirname(source) !== dirname(target)) await syncFolder(dirname(source))
  return done(undefined)
}

/** Codes of file systems without second names, such as FAT and some that come over a network. */
const hasNoLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK'])

/** A name is on the disk when its folder is. Windows cannot be asked to, and does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (isWindows) return
  const file = await open(folder, constants.O_RDONLY)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
