/** Why nothing has changed under the file's final name. */
export type RefusedReason =
  // Nobody was reached.
  | 'address_not_allowed'
  | 'no_connection'
  | 'no_common_algorithm'
  | 'host_key_differs'
  | 'authentication_failed'
  | 'key_not_readable'
  | 'no_sftp'
  | 'busy'
  | 'closed'
  // The conversation ended before anything counted.
  | 'connection_lost'
  | 'no_answer_in_time'
  // The other side said no.
  | 'permission_denied'
  | 'no_such_file'
  | 'no_such_folder'
  | 'not_a_file'
  | 'disk_full'
  | 'name_taken'
  | 'not_supported'
  | 'too_long'
  | 'failed'
  // We said no.
  | 'name_not_allowed'
  /** The bytes are not those that were meant: of another size or hash, or changed while they were read. */
  | 'content_differs'

export type Done<T> = { readonly kind: 'done'; readonly value: T }
export type Refused = { readonly kind: 'refused'; readonly reason: RefusedReason; readonly why: string }
/** It may have happened. Whoever gets this looks before doing anything else: `settle` for an upload, else `stat`. */
export type Unknown = { readonly kind: 'unknown'; readonly why: string }
/** What became of a call that only looks, or whose effect does not count by itself. */
export type Told<T> = Done<T> | Refused
/** What became of a call. A refusal has changed nothing that counts; a repeat of any call is harmless. */
export type Outcome<T> = Told<T> | Unknown

export const done = <T>(value: T): Done<T> => ({ kind: 'done', value })
export const refused = (reason: RefusedReason, why: string): Refused => ({ kind: 'refused', reason, why })
export const unknown = (why: string): Unknown => ({ kind: 'unknown', why })

/** Thrown into whoever reads a stream that ends too early. What was read is good: go on from `at_byte`. */
export class FileBroken extends Error {
  override readonly name = 'FileBroken'
  readonly refused: Refused
  /** Bytes of the file that were handed out, those skipped at its beginning included. */
  readonly at_byte: number
  constructor(why: Refused, at_byte: number) {
    super(`${why.reason}: ${why.why}`)
    this.refused = why
    this.at_byte = at_byte
  }
}
