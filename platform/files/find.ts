import { sha256OfStream } from './content.ts'
import { done, FileBroken, type Refused, type RefusedReason, type Told } from './outcome.ts'
import type { Steps } from './steps.ts'
import type { UploadKey } from './transport.ts'

/** How a file compares with what was meant; `same_size` when it may not be read and so cannot be told from another. */
export type Found = 'absent' | 'same' | 'same_size' | 'differs'

/** Reasons that say nothing of the file: nobody was reached, or nobody answered. */
const unheard: ReadonlySet<RefusedReason> = new Set([
  'address_not_allowed',
  'no_connection',
  'no_common_algorithm',
  'host_key_differs',
  'authentication_failed',
  'key_not_readable',
  'no_sftp',
  'busy',
  'closed',
  'connection_lost',
  'no_answer_in_time',
])
export const isUnheard = ({ reason }: Refused): boolean => unheard.has(reason)

/** Compares a file with what was meant, by its size and then by reading and hashing it. */
export async function findFile(steps: Steps, path: string, key: UploadKey): Promise<Told<Found>> {
  const seen = await steps.look(path)
  if (seen.kind === 'refused') return seen
  if (seen.value === undefined) return done('absent')
  const { size, kind } = seen.value
  if (kind !== 'file' || (size !== undefined && size !== key.size)) return done('differs')
  const hash = await hashFile(steps, path)
  if (hash.kind === 'done') {
    const isSame = hash.value.size === key.size && hash.value.sha256 === key.sha256
    return done(isSame ? 'same' : 'differs')
  }
  if (hash.reason === 'no_such_file') return done('absent')
  if (isUnheard(hash) || size === undefined) return hash
  return done('same_size')
}

async function hashFile(steps: Steps, path: string): Promise<Told<{ size: number; sha256: string }>> {
  const opened = await steps.read(path, 0)
  if (opened.kind === 'refused') return opened
  try {
    return done(await sha256OfStream(opened.value.bytes))
  } catch (error) {
    if (error instanceof FileBroken) return error.refused
    throw error
  }
}
