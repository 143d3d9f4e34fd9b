import { assert } from '../../kernel/assert.ts'
import { checkContent, type Content } from './content.ts'
import { findFile, isUnheard } from './find.ts'
import { WINDOW_BYTES } from './limits.ts'
import { done, type Outcome, type Refused, refused, type Told, unknown } from './outcome.ts'
import { readPath } from './path.ts'
import type { ReadRules } from './rules.ts'
import type { Steps } from './steps.ts'
import type { Settled, Uploaded, UploadKey } from './transport.ts'

/** What one upload needs to know. */
type Job = {
  readonly steps: Steps
  readonly rules: ReadRules
  readonly key: UploadKey
  readonly temporary: string
}

const taken = (): Refused => refused('name_taken', 'another file has this name already')

function readJob(steps: Steps, rules: ReadRules, key: UploadKey): Job | Refused {
  assert(/^[0-9a-f]{64}$/.test(key.sha256), 'a hash is 64 lower-case hex digits')
  const path = readPath(key.path)
  if ('kind' in path) return path
  const temporary = rules.temporaryOf(path, key.sha256)
  return typeof temporary === 'string' ? { steps, rules, key, temporary } : temporary
}

/** See `FileTransport.upload`. Two at once of the same content in two processes give one file; so do repeats. */
export async function upload(
  steps: Steps,
  rules: ReadRules,
  key: UploadKey,
  content: Content,
): Promise<Outcome<Uploaded>> {
  const job = readJob(steps, rules, key)
  if ('kind' in job) return job
  const before = await findFile(steps, key.path, key)
  if (before.kind === 'refused') return before
  if (before.value === 'same') return thereAlready(job)
  if (before.value !== 'absent') return taken()
  const written = await writeTemporary(job, content)
  if (written.kind === 'refused') return written
  if (written.value === 'out_of_sight') {
    // Another attempt has just renamed it, or the server hides files that have their temporary name.
    const now = await findFile(steps, key.path, key)
    if (now.kind === 'refused') return now
    if (now.value === 'same') return thereAlready(job)
  }
  const moved = await steps.move(job.temporary, key.path)
  if (moved.kind === 'done') return done({ ...key, was_there: false })
  if (moved.kind === 'unknown' || isUnheard(moved)) return moved
  return afterRefusal(job, moved, written.value === 'in_sight')
}

async function thereAlready({ steps, key, temporary }: Job): Promise<Outcome<Uploaded>> {
  // What an earlier attempt left. Where it may not be removed it stays: it does not count.
  await steps.remove(temporary)
  return done({ ...key, was_there: true })
}

/** The renaming was refused: because another attempt was faster, because the name is taken, or although it was done. */
async function afterRefusal(job: Job, moved: Refused, wasInSight: boolean): Promise<Outcome<Uploaded>> {
  const { steps, key, temporary } = job
  const now = await findFile(steps, key.path, key)
  if (now.kind === 'refused') return unknown(`${moved.why}; ${now.why}`)
  if (now.value === 'same') return thereAlready(job)
  if (now.value === 'same_size') return unknown('a file of this name and size is there and may not be read')
  if (now.value === 'differs') return taken()
  const left = await steps.look(temporary)
  if (left.kind === 'refused') return unknown(`${moved.why}; ${left.why}`)
  // It was renamed all the same, and the bank has taken it at once. Of a file that was never in sight nobody can tell.
  const hasGone = left.value === undefined && (wasInSight || moved.reason === 'no_such_file')
  return hasGone ? unknown(`${moved.why}; the temporary file has gone`) : moved
}

/** Writes what is missing and checks it. `out_of_sight`: written, and then not seen under its temporary name. */
async function writeTemporary(job: Job, content: Content): Promise<Told<'in_sight' | 'out_of_sight'>> {
  const { steps, rules, key, temporary } = job
  const from_byte = await chooseStart(job)
  if (typeof from_byte !== 'number') return from_byte
  const checked = checkContent(content, from_byte)
  // Nothing is cut: another attempt may just have checked the same file, and be about to rename it.
  const written = await steps.write(temporary, { from_byte, chunks: checked.chunks })
  if (written.kind === 'refused') return written
  if (!checked.isAsSaid(key.sha256)) {
    await steps.remove(temporary)
    return refused('content_differs', 'the content to send is not of the size and hash that were said')
  }
  const after = await steps.look(temporary)
  if (after.kind === 'refused') return after
  const told = after.value?.size ?? written.value.size
  if (told !== undefined && told !== key.size)
    return refused('content_differs', `the other side has ${told} bytes of ${key.size}`)
  if (rules.reads_back || told === undefined) return checkByReading(job)
  return done(after.value === undefined ? 'out_of_sight' : 'in_sight')
}

/** The first byte that is written. Up to a window before the end of a partial file all has surely been written. */
async function chooseStart({ steps, rules, key, temporary }: Job): Promise<number | Refused> {
  const begun = await steps.look(temporary)
  if (begun.kind === 'refused') return begun
  if (begun.value === undefined) return 0
  if (begun.value.kind !== 'file') return refused('name_taken', 'the temporary name is that of a folder')
  const { size } = begun.value
  if (size === undefined || size > key.size) {
    const removed = await steps.remove(temporary)
    if (removed.kind !== 'done') return refused('failed', `the temporary file is not ours: ${removed.why}`)
    return 0
  }
  return steps.can_resume && rules.knows_content ? Math.max(0, size - WINDOW_BYTES) : 0
}

async function checkByReading({ steps, key, temporary }: Job): Promise<Told<'in_sight' | 'out_of_sight'>> {
  const found = await findFile(steps, temporary, key)
  if (found.kind === 'refused') return found
  switch (found.value) {
    case 'same':
      return done('in_sight')
    case 'absent':
      return refused('no_such_file', 'the temporary file cannot be read back: it is not there')
    case 'same_size':
      return refused('permission_denied', 'the temporary file may not be read back')
    case 'differs':
      await steps.remove(temporary)
      return refused('content_differs', 'what was read back is not what was sent')
  }
}

/** See `FileTransport.settle`. */
export async function settle(steps: Steps, rules: ReadRules, key: UploadKey): Promise<Outcome<Settled>> {
  const job = readJob(steps, rules, key)
  if ('kind' in job) return job
  const first = await settleFinal(job)
  if (first !== undefined) return first
  const left = await steps.look(job.temporary)
  if (left.kind === 'refused') return unknown(left.why)
  if (left.value !== undefined) return done({ found: 'temporary' })
  // It may have been renamed between the two looks.
  return (await settleFinal(job)) ?? done({ found: 'neither' })
}

async function settleFinal({ steps, key, temporary }: Job): Promise<Outcome<Settled> | undefined> {
  const now = await findFile(steps, key.path, key)
  if (now.kind === 'refused') return unknown(now.why)
  if (now.value === 'absent') return undefined
  if (now.value === 'differs') return taken()
  await steps.remove(temporary)
  return done({ found: 'final' })
}
