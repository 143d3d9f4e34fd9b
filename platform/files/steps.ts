import type { Outcome, Told } from './outcome.ts'
import type { Download, FileEntry, Seen } from './transport.ts'

export type Writing = {
  /** The first byte that is written; what is before it stays, and so would be what is behind the last one. */
  readonly from_byte: number
  readonly chunks: AsyncIterable<Uint8Array>
}

/**
 * What a place that holds files can do in one step: the part of a transport that differs between SFTP and a folder. Paths
 * have been checked; nothing is decided here.
 */
export type Steps = {
  /** What lies in a temporary file up to its last WINDOW_BYTES is what was written, whatever broke since. */
  readonly can_resume: boolean
  /** What listed names are is not checked yet. */
  list(folder: string): Promise<Told<readonly FileEntry[]>>
  look(path: string): Promise<Told<Seen | undefined>>
  read(path: string, from_byte: number): Promise<Told<Download>>
  /** Writes and, where that is possible, waits until it is on a disk. Tells what the open file then was. */
  write(path: string, writing: Writing): Promise<Told<Seen>>
  /** Gives a file another name. Only this and `remove` may be unknown. */
  move(from: string, to: string): Promise<Outcome<undefined>>
  remove(path: string): Promise<Outcome<undefined>>
  makeFolder(path: string): Promise<Told<undefined>>
  close(): Promise<void>
}
