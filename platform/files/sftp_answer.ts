import { instant, type Instant } from '../../kernel/world.ts'
import type { Secret } from '../../kernel/secret.ts'
import { refused, type Refused, type RefusedReason } from './outcome.ts'
import { cleanSaid } from './said.ts'
import type { Answer } from './sftp_link.ts'
import type { Seen } from './transport.ts'

/** Status codes of SFTP: 0 to 8 of version 3, the others of later drafts, which servers send all the same. */
const reasons: Readonly<Record<number, RefusedReason>> = {
  2: 'no_such_file',
  3: 'permission_denied',
  8: 'not_supported',
  10: 'no_such_folder',
  11: 'name_taken',
  12: 'permission_denied',
  14: 'disk_full',
  15: 'disk_full',
  20: 'name_not_allowed',
  24: 'not_a_file',
}

/** For the general failure of version 3, whose text is all that servers have to say why. */
const words: readonly (readonly [RegExp, RefusedReason])[] = [
  [/no space|space left|disk (is )?full|quota|enospc|edquot/i, 'disk_full'],
  [/no such|not found|not exist|n't exist|enoent/i, 'no_such_file'],
  [/exist/i, 'name_taken'],
  [/permission|denied|not allowed|forbidden|read.?only|eacces|eperm/i, 'permission_denied'],
  [/too many|try again|busy/i, 'busy'],
]

export type NotAnswered = Exclude<Answer<unknown>, { kind: 'answered' }>

/** What a request that was not answered well means. `secrets` are kept out of what is passed on. */
export function refusedAs(answer: NotAnswered, secrets: readonly (Secret | undefined)[]): Refused {
  if (answer.kind === 'lost') return answer.why
  const said = cleanSaid(answer.said, secrets)
  const reason = reasons[answer.code] ?? words.find(([pattern]) => pattern.test(said))?.[1] ?? 'failed'
  return refused(reason, said === '' ? `status ${answer.code}` : said)
}

const TYPE_BITS = 0o170000
const FOLDER_BITS = 0o040000
const FILE_BITS = 0o100000
const SECONDS_MAX = 0xffff_ffff

/** Attributes as they arrive: any of them may be missing, and what is there need not make sense. */
export type Attributes = {
  readonly mode?: number | undefined
  readonly size?: number | undefined
  readonly mtime?: number | undefined
}

/** `longname` is the line that `ls -l` would print; its first letter tells the type where the attributes do not. */
export function seenOf({ mode, size, mtime }: Attributes, longname = ''): Seen {
  return {
    size: size !== undefined && Number.isSafeInteger(size) ? size : undefined,
    modified_at: modifiedAt(mtime),
    kind: kindOf(mode, longname),
  }
}

/** Zero is what servers send that do not know. */
const modifiedAt = (seconds: number | undefined): Instant | undefined =>
  seconds !== undefined && seconds > 0 && seconds <= SECONDS_MAX ? instant(seconds * 1_000_000) : undefined

/** What has no type is taken for a file, since that is what whoever names it wants it to be. */
function kindOf(mode: number | undefined, longname: string): Seen['kind'] {
  const bits = (mode ?? 0) & TYPE_BITS
  if (bits === FOLDER_BITS) return 'folder'
  if (bits === FILE_BITS) return 'file'
  if (bits !== 0) return 'other'
  if (longname.startsWith('d')) return 'folder'
  return /^[lbcps][r-]/.test(longname) ? 'other' : 'file'
}
