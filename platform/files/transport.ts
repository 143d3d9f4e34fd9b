import type { Instant } from '../../kernel/world.ts'
import type { Content } from './content.ts'
import type { Outcome, Told } from './outcome.ts'

/** What the other side tells of a file; what it does not tell is undefined. */
export type Seen = {
  readonly size: number | undefined
  /** By the other side's clock, mostly in whole seconds. */
  readonly modified_at: Instant | undefined
  readonly kind: 'file' | 'folder' | 'other'
}
export type FileEntry = Seen & { readonly name: string }

export type Listing = {
  /** In the order of their names. */
  readonly entries: readonly FileEntry[]
  /** Names that are none, such as `../x`: escaped, at most REFUSED_NAMES_MAX. Somebody should look at them. */
  readonly refused_names: readonly string[]
}

export type Download = {
  /** Of the whole file, when the other side tells it. */
  readonly size: number | undefined
  /**
   * The file from the byte that was asked for. It is read while it is taken, so it must be taken or closed; one that is never
   * begun is let go after the time of one answer. Throws FileBroken when it ends too early.
   */
  readonly bytes: AsyncIterable<Uint8Array>
}

/** What an upload is known by: to be recorded before it is sent, for `settle`. */
export type UploadKey = {
  readonly path: string
  readonly size: number
  /** Lower-case hex digits. */
  readonly sha256: string
}

export type Uploaded = UploadKey & {
  /** It had been there already, by an earlier attempt or by somebody else's. */
  readonly was_there: boolean
}

/**
 * What is there after an outcome that was unknown:
 * - `final`: the file, complete, under its name. It has been delivered.
 * - `temporary`: it has not been delivered; a repeat of the upload goes on from there.
 * - `neither`: nothing. Banks take files away at once, so it may have been delivered and taken: the bank's answer files say,
 *   or a person asks. A file that was certainly not asked to be renamed is not there and may be sent again.
 */
export type Settled = { readonly found: 'final' | 'temporary' | 'neither' }

/**
 * Files that go to a bank and come from it, over whatever way. Paths are relative to the root that the transport was made
 * with, with `/` between folders; hostile ones are refused. What can happen comes back as a value (see `Outcome`), and every
 * call can be repeated. No call may be made inside a database transaction.
 */
export type FileTransport = {
  /** Files and folders in a folder; '' is the root. Errors: no_such_folder, too_long beyond LIST_ENTRIES_MAX. */
  list(folder: string): Promise<Told<Listing>>
  /** What is told of one file; undefined when there is none. */
  stat(path: string): Promise<Told<Seen | undefined>>
  /** Opens a file to be read from a byte on, 0 when absent. Errors: no_such_file, content_differs when it has got shorter. */
  download(path: string, options?: { readonly from_byte?: number }): Promise<Told<Download>>
  /**
   * Writes the file under a temporary name, and gives it its own when its size agrees, and its hash by reading it back where
   * the transport is told to. A file that has the final name already is never overwritten: the same content is `done`
   * again, other content is `name_taken`. A partial temporary file is taken up where it is surely good, or replaced.
   *
   * `unknown`: the renaming was asked for and not answered. Ask `settle` before anything else.
   */
  upload(path: string, content: Content, options: { readonly sha256: string }): Promise<Outcome<Uploaded>>
  /** Looks for the final name, then for the temporary one. `unknown` while nobody can be asked; name_taken for other content. */
  settle(upload: UploadKey): Promise<Outcome<Settled>>
  /** Moves a file to the archive folder, under another name when its own is taken. `unknown`: ask `stat`, then repeat. */
  archive(path: string): Promise<Outcome<{ readonly path: string }>>
  /** Removes a file; one that is not there is done too. */
  remove(path: string): Promise<Outcome<undefined>>
  /** Lets go of every connection. Calls that follow are refused as `closed`. */
  close(): Promise<void>
}
