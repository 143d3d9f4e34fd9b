import type { FileHandle } from 'node:fs/promises'
import type { FileEntry } from 'ssh2'
import { SERVER_FILES_MAX } from './limits.ts'

/** What a client has open: a file, or a folder that is read in several answers. */
export type Opened =
  | { readonly kind: 'file'; readonly path: string; readonly file: FileHandle }
  | { readonly kind: 'folder'; readonly path: string; entries: readonly FileEntry[] }

export type OpenedFiles = {
  readonly isFull: () => boolean
  /** What the client calls it from now on. */
  add(opened: Opened): Buffer
  find(called: Buffer): Opened | undefined
  close(called: Buffer): Promise<boolean>
  closeAll(): Promise<void>
}

/** The open files of one session, by numbers that are never used twice. */
export function createOpenedFiles(): OpenedFiles {
  const opened = new Map<number, Opened>()
  let last = 0
  const numberOf = (called: Buffer): number => (called.length === 4 ? called.readUInt32BE(0) : 0)
  const close = async (called: number): Promise<boolean> => {
    const one = opened.get(called)
    opened.delete(called)
    if (one?.kind === 'file') await one.file.close()
    return one !== undefined
  }
  return {
    isFull: () => opened.size >= SERVER_FILES_MAX,
    add(one) {
      const called = Buffer.alloc(4)
      called.writeUInt32BE(++last, 0)
      opened.set(last, one)
      return called
    },
    find: (called) => opened.get(numberOf(called)),
    close: (called) => close(numberOf(called)),
    async closeAll() {
      for (const called of opened.keys()) await close(called)
    },
  }
}
