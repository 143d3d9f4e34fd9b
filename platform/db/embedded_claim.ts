import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { pause, type World } from '../../kernel/world.ts'
import { codeOf, explainFile, type Folder } from './embedded_folder.ts'
import { beganOf } from './embedded_pid.ts'
import { StartRefused } from './start_refused.ts'

/** Who works on a data directory, as `florin.json` in it says. */
type Holder = {
  readonly pid: number
  readonly began: string
  /** Where it answers, once it does. */
  readonly url?: string
  readonly is_stopping?: boolean
}

export type Claim = {
  /** Tells a second start where this one answers. */
  announce(url: string): void
  /** Makes a second start wait for the end instead of refusing. */
  stopping(): void
  release(): void
}

/** One that was killed needs a moment to be gone; a start right after it should not be refused. */
const GOING_MS_MAX = 1_500
const STOPPING_MS_MAX = 20_000
const LOOK_MS = 50

/**
 * Takes the data directory for this program, or takes it over from one that is gone. `release` gives it back;
 * without that it counts as free as soon as this program has ended.
 *
 * Errors: StartRefused when another Florin works on it.
 */
export async function claimFolder(folder: Folder, world: World): Promise<Claim> {
  const began_ms = world.elapsed_ms()
  for (;;) {
    const text = tryTake(folder)
    if (text !== undefined) return claimOf(folder.claim_file, text)
    const holder = livingHolder(folder.claim_file)
    const waited_ms = world.elapsed_ms() - began_ms
    if (holder !== undefined && waited_ms > (holder.is_stopping === true ? STOPPING_MS_MAX : GOING_MS_MAX))
      throw alreadyRunning(holder)
    if (holder !== undefined) await pause(world, LOOK_MS)
  }
}

const alreadyRunning = ({ pid, url }: Holder): StartRefused =>
  new StartRefused(
    `Florin is already running on this data directory (pid ${pid}${url === undefined ? '' : `, ${url}`}); stop it first, or set FLORIN_DATA_DIR and PORT to start a second one.`,
  )

/** The program that works on this data directory now, if any. */
export const livingHolder = (claim_file: string): Holder | undefined => {
  const holder = parse(read(claim_file))
  return holder !== undefined && beganOf(holder.pid) === holder.began ? holder : undefined
}

/** Puts the claim in place in one step, complete, and only where there is none. */
function tryTake({ claim_file, data_dir }: Folder): string | undefined {
  const mine: Holder = { pid: process.pid, began: beganOf(process.pid) ?? '' }
  const text = JSON.stringify(mine)
  const draft = `${claim_file}.${process.pid}`
  try {
    rmSync(draft, { force: true })
    writeFileSync(draft, text)
    linkSync(draft, claim_file)
    return text
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw explainFile(error, { data_dir })
    if (livingHolder(claim_file) === undefined) clearAway(claim_file)
    return undefined
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * Two starts may find the same dead claim, and the slower one may move the living claim of the faster away:
 * then it puts it back.
 */
function clearAway(claim_file: string): void {
  const aside = `${claim_file}.${process.pid}.old`
  try {
    renameSync(claim_file, aside)
    if (livingHolder(aside) !== undefined) linkSync(aside, claim_file)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error
  }
  rmSync(aside, { force: true })
}

function claimOf(claim_file: string, taken: string): Claim {
  let text = taken
  const write = (change: Partial<Holder>): void => {
    // Somebody may have deleted the directory under a running program; then there is nothing to tell.
    if (read(claim_file) !== text) return
    const changed = JSON.stringify({ ...parse(text), ...change })
    try {
      writeFileSync(`${claim_file}.new`, changed)
      renameSync(`${claim_file}.new`, claim_file)
      text = changed
    } catch {
      // A full disk has no room for the note, and must not stop the stop: a second start then hears less.
      rmSync(`${claim_file}.new`, { force: true })
    }
  }
  return {
    announce: (url) => write({ url }),
    stopping: () => write({ is_stopping: true }),
    release() {
      if (read(claim_file) === text) rmSync(claim_file, { force: true })
    },
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function parse(text: string | undefined): Holder | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Holder)
  } catch {
    return undefined
  }
}
