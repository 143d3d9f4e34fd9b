/** One request of SFTP, as the planner of faults sees it. */
export type ServerOperation = {
  readonly user: string
  readonly kind:
    | 'open'
    | 'read'
    | 'write'
    | 'close'
    | 'stat'
    /** Of a file that is open. */
    | 'stat_open'
    | 'list'
    /** Asked for each name of a listing; only `hide` means something. */
    | 'list_entry'
    | 'remove'
    | 'rename'
    | 'make_folder'
    | 'remove_folder'
    | 'real_path'
  /** From the user's root, beginning with a slash. */
  readonly path: string
  /** Of `rename`: the new name. */
  readonly to?: string
  /** Of `read` and `write`. */
  readonly from_byte?: number
  readonly bytes?: number
  /** Counts the requests of the server, from 1. */
  readonly number: number
}

export type FailCode = 'no_such_file' | 'permission_denied' | 'failure' | 'not_supported' | 'disk_full'

/** What the server does with a request, to play a bank on a bad day. */
export type PlannedFault =
  | { readonly kind: 'ok' }
  /** Not done, and told so. */
  | { readonly kind: 'fail'; readonly code: FailCode; readonly text?: string }
  /** Not done, and the connection ends. */
  | { readonly kind: 'drop_connection_before' }
  /** Done, and the connection ends before the answer. */
  | { readonly kind: 'drop_connection_after' }
  /** Of `write`: the first half of the bytes, and the connection ends. */
  | { readonly kind: 'drop_connection_half_way' }
  /** Done and told, so much later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Never told; `onSilence` is called when all that is done has been done. */
  | { readonly kind: 'silent'; readonly is_done: boolean; readonly onSilence?: () => void }
  /** The file is there and nobody is told of it. */
  | { readonly kind: 'hide' }

export type OnDone = (operation: ServerOperation) => void | Promise<void>
export type OnOperation = (operation: ServerOperation) => PlannedFault | Promise<PlannedFault>

const OK = 0
const NO_SUCH_FILE = 2
const PERMISSION_DENIED = 3
const FAILURE = 4
const NOT_SUPPORTED = 8

export type Status = { readonly code: number; readonly text: string }

/** As OpenSSH tells them; a full disk is a failure like any other, but for its text. */
export const statuses: Readonly<Record<FailCode | 'ok' | 'end' | 'name_taken', Status>> = {
  ok: { code: OK, text: 'Success' },
  end: { code: 1, text: 'End of file' },
  no_such_file: { code: NO_SUCH_FILE, text: 'No such file' },
  permission_denied: { code: PERMISSION_DENIED, text: 'Permission denied' },
  failure: { code: FAILURE, text: 'Failure' },
  name_taken: { code: FAILURE, text: 'File already exists' },
  disk_full: { code: FAILURE, text: 'No space left on device' },
  not_supported: { code: NOT_SUPPORTED, text: 'Operation unsupported' },
}
