import { type FileHandle, open, readFile, truncate } from 'node:fs/promises'
import { usage } from '../exits.ts'
import { newTally, type Tally } from './tally.ts'

/** What a state file is about. Another file, tenant or setting must not be mixed into it. */
export type Subject = { readonly file: string; readonly tenant: string; readonly settings: string }
/** How far a replay is: everything below `next_row` is in the tally, nothing above it. */
export type Point = {
  readonly next_row: number
  readonly tally: Tally
  /** Rows that answered 202 and whose payment is not known yet. */
  readonly unresolved: readonly (readonly [row: number, payment: string])[]
  /** Working time so far, all runs together. */
  readonly wall_ms: number
  /** Where the sandbox's clock stood at which time of the file: microseconds each. */
  readonly clock: { readonly file: number; readonly sandbox: number } | null
}
export type Journal = {
  readonly start: Point
  /** Ids of customers, merchants and tokens, by kind and name. */
  readonly parties: ReadonlyMap<string, string>
  keepParty(name: string, id: string): void
  keepPoint(point: Point): void
  /** When everything so far is written. */
  flush(): Promise<void>
  close(): Promise<void>
}

type Line = { subject?: Subject; party?: readonly [string, string]; point?: Point }
const beginning = (): Point => ({ next_row: 0, tally: newTally(), unresolved: [], wall_ms: 0, clock: null })

/**
 * A state file that is only ever added to, so that a kill at any moment costs at most its last line. Errors: CommandError
 * when it is about something else, and what `open` says when it cannot be written.
 */
export async function openJournal(path: string, subject: Subject): Promise<Journal> {
  const { lines, bytes } = await readLines(path)
  const [first] = lines
  if (first?.subject !== undefined) refuseOther(path, first.subject, subject)
  const file = await open(path, 'a', 0o600)
  // A line that was cut off by a kill would spoil the next one.
  await truncate(path, bytes)
  const parties = new Map(lines.flatMap(({ party }) => (party === undefined ? [] : [party])))
  const write = createWriter(file)
  if (first === undefined) write({ subject })
  return {
    start: lines.findLast(({ point }) => point !== undefined)?.point ?? beginning(),
    parties,
    keepParty: (name, id) => write({ party: [name, id] }),
    keepPoint: (point) => write({ point }),
    flush: () => write.written(),
    async close() {
      await write.written()
      await file.close()
    },
  }
}

/** Writes lines one after the other, as many at once as came meanwhile. */
function createWriter(file: FileHandle): ((line: Line) => void) & { written(): Promise<void> } {
  let waiting = ''
  let writing = Promise.resolve()
  const write = (line: Line): void => {
    const isFirst = waiting === ''
    waiting += `${JSON.stringify(line)}\n`
    if (!isFirst) return
    writing = writing.then(async () => {
      const text = waiting
      waiting = ''
      await file.appendFile(text)
    })
    // Told to whoever asks whether it is written.
    writing.catch(() => undefined)
  }
  return Object.assign(write, { written: () => writing })
}

async function readLines(path: string): Promise<{ lines: Line[]; bytes: number }> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  })
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  try {
    const lines = whole
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line)
    return { lines, bytes: Buffer.byteLength(whole) }
  } catch {
    throw usage(`${path} is not the state of a replay`, 'name another file with --state')
  }
}

function refuseOther(path: string, kept: Subject, asked: Subject): void {
  if (kept.tenant !== asked.tenant)
    throw usage(`${path} is about another tenant (${kept.tenant})`, 'name another file with --state')
  if (kept.file !== asked.file) throw usage(`${path} is about another file`, 'name another file with --state')
  if (kept.settings !== asked.settings)
    throw usage(
      `${path} was begun with other settings`,
      'use the same flags to go on, or --run <name> to replay the file once more',
    )
}
