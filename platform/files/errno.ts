import { ownOf } from '../../kernel/own.ts'
import { refused, type Refused, type RefusedReason } from './outcome.ts'

/** Errors of the file system by their short code. */
const reasons: Readonly<Record<string, RefusedReason>> = {
  ENOENT: 'no_such_file',
  ENOTDIR: 'no_such_folder',
  EISDIR: 'not_a_file',
  EACCES: 'permission_denied',
  EPERM: 'permission_denied',
  EROFS: 'permission_denied',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EFBIG: 'too_long',
  EEXIST: 'name_taken',
  ENOTEMPTY: 'name_taken',
  // A link where a file was expected: it is not followed.
  ELOOP: 'name_not_allowed',
  ENAMETOOLONG: 'name_not_allowed',
  EINVAL: 'name_not_allowed',
  EMFILE: 'busy',
  ENFILE: 'busy',
  EBUSY: 'busy',
  ETXTBSY: 'busy',
}

/** What an error of the file system means. What is no error of it is thrown on: it is a bug. */
export function refusedByErrno(error: unknown): Refused {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  if (typeof code !== 'string' || typeof syscall !== 'string') throw error
  return refused(ownOf(reasons, code) ?? 'failed', `${code} at ${syscall}`)
}
