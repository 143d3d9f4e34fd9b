import { SERVER_NAMES_AT_ONCE, SERVER_READ_BYTES_MAX } from './limits.ts'
import { attributesOf, keptAttributes, virtualPath } from './sftp_server_disk.ts'
import { statuses } from './sftp_server_fault.ts'
import type { Opened } from './sftp_server_opened.ts'
import type { Reply, Request, Served, Work } from './sftp_server_session.ts'

/** Listens to every request that version 3 of SFTP knows. */
export function answerRequests(served: Served): void {
  answerFiles(served)
  answerFolders(served)
  answerNames(served)
  answerRest(served)
}

/** Reads and writes, by what the client has open. */
function answerFiles(served: Served): void {
  const { sftp, disk, opened, say, run, leaves_out } = served
  sftp.on('OPEN', (id, path, flags) =>
    run(id, { kind: 'open', path: virtualPath(path) }, async () => {
      if (opened.isFull()) return say(id, { ...statuses.failure, text: 'Too many open files' })
      const file = await disk.open(path, flags)
      const called = opened.add({ kind: 'file', path: virtualPath(path), file })
      return () => sftp.handle(id, called)
    }),
  )
  sftp.on('READ', (id, called, from_byte, bytes) =>
    onFile(served, id, { called, kind: 'read', from_byte, bytes }, async (file) => {
      const room = Buffer.alloc(Math.min(bytes, SERVER_READ_BYTES_MAX))
      const { bytesRead } = await file.read(room, 0, room.length, from_byte)
      return bytesRead === 0 ? say(id, statuses.end) : () => sftp.data(id, room.subarray(0, bytesRead))
    }),
  )
  sftp.on('WRITE', (id, called, from_byte, content) =>
    onFile(served, id, { called, kind: 'write', from_byte, bytes: content.length }, async (file, is_half) => {
      const part = is_half ? content.subarray(0, content.length >> 1) : content
      await file.write(part, 0, part.length, from_byte)
      return say(id, statuses.ok)
    }),
  )
  sftp.on('FSTAT', (id, called) =>
    onFile(served, id, { called, kind: 'stat_open' }, async (file) => {
      const attributes = keptAttributes(attributesOf(await file.stat()), leaves_out)
      return () => sftp.attrs(id, attributes)
    }),
  )
  sftp.on('CLOSE', (id, called) =>
    run(id, { kind: 'close', path: opened.find(called)?.path ?? '' }, async () =>
      say(id, (await opened.close(called)) ? statuses.ok : statuses.failure),
    ),
  )
}

type FileWork = (file: Extract<Opened, { kind: 'file' }>['file'], is_half: boolean) => Promise<Reply>

/** What is open is looked for when it is the request's turn: the one before may have opened or closed it. */
function onFile(
  { run, opened, say }: Served,
  id: number,
  { called, ...request }: Omit<Request, 'path'> & { readonly called: Buffer },
  work: FileWork,
): void {
  const find: Work = (is_half) => {
    const one = opened.find(called)
    return one?.kind === 'file' ? work(one.file, is_half) : Promise.resolve(say(id, statuses.failure))
  }
  run(id, { ...request, path: opened.find(called)?.path ?? '' }, find)
}

function answerFolders({ sftp, disk, opened, say, run, plan, leaves_out }: Served): void {
  sftp.on('OPENDIR', (id, given) => {
    const path = virtualPath(given)
    run(id, { kind: 'list', path }, async () => {
      if (opened.isFull()) return say(id, { ...statuses.failure, text: 'Too many open files' })
      const entries = []
      for (const entry of await disk.list(path)) {
        const fault = await plan({ kind: 'list_entry', path: virtualPath(`${path}/${entry.filename}`) })
        if (fault.kind !== 'hide') entries.push({ ...entry, attrs: keptAttributes(entry.attrs, leaves_out) })
      }
      const called = opened.add({ kind: 'folder', path, entries })
      return () => sftp.handle(id, called)
    })
  })
  sftp.on('READDIR', (id, called) =>
    run(id, { kind: 'list', path: opened.find(called)?.path ?? '' }, () => {
      const folder = opened.find(called)
      if (folder?.kind !== 'folder') return Promise.resolve(say(id, statuses.failure))
      const some = folder.entries.slice(0, SERVER_NAMES_AT_ONCE)
      folder.entries = folder.entries.slice(SERVER_NAMES_AT_ONCE)
      return Promise.resolve(some.length === 0 ? say(id, statuses.end) : () => sftp.name(id, some))
    }),
  )
  sftp.on('MKDIR', (id, path) =>
    run(id, { kind: 'make_folder', path: virtualPath(path) }, async () => {
      await disk.makeFolder(path)
      return say(id, statuses.ok)
    }),
  )
  sftp.on('RMDIR', (id, path) =>
    run(id, { kind: 'remove_folder', path: virtualPath(path) }, async () => {
      await disk.removeFolder(path)
      return say(id, statuses.ok)
    }),
  )
}

function answerNames({ sftp, disk, say, run, leaves_out }: Served): void {
  const stat = (id: number, path: string): void =>
    run(id, { kind: 'stat', path: virtualPath(path) }, async () => {
      const attributes = keptAttributes(await disk.stat(path), leaves_out)
      return () => sftp.attrs(id, attributes)
    })
  sftp.on('STAT', stat)
  sftp.on('LSTAT', stat)
  sftp.on('REMOVE', (id, path) =>
    run(id, { kind: 'remove', path: virtualPath(path) }, async () => {
      await disk.remove(path)
      return say(id, statuses.ok)
    }),
  )
  sftp.on('RENAME', (id, from, to) =>
    run(id, { kind: 'rename', path: virtualPath(from), to: virtualPath(to) }, async () => {
      await disk.rename(from, to)
      return say(id, statuses.ok)
    }),
  )
  sftp.on('REALPATH', (id, path) =>
    run(id, { kind: 'real_path', path: virtualPath(path) }, () => {
      const attrs = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 }
      return Promise.resolve(() => sftp.name(id, [{ filename: virtualPath(path), longname: '', attrs }]))
    }),
  )
}

/** Attributes that a client sets are taken and forgotten; links and extensions are not there. */
function answerRest({ sftp, say }: Served): void {
  const forget = (id: number): void => say(id, statuses.ok)()
  const refuse = (id: number): void => say(id, statuses.not_supported)()
  sftp.on('SETSTAT', forget).on('FSETSTAT', forget)
  sftp.on('READLINK', refuse).on('SYMLINK', refuse).on('EXTENDED', refuse)
}
