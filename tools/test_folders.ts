import { readdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pause, type World } from '../kernel/world.ts'
import { livingHolder } from '../platform/db/embedded_claim.ts'
import { folderAt } from '../platform/db/embedded_folder.ts'

/** All that a run of the suite writes lies in one such folder, what its tests write as well: TMPDIR points into it. */
export const RUN_PREFIX = 'florin-test-run-'

/** As `mkdtemp` names them. The chaos loop also runs by itself; the start's were made beside the run's in earlier days. */
const ours = /^florin-(test-run|chaos|start)-[A-Za-z0-9]{6}$/
/**
 * What was left a moment ago may still be ending, and the programs of another container do not show here: so a
 * folder is left alone for an hour, and longer while a living program has claimed a data directory in it.
 */
const STALE_MS = 3_600_000
/** How deep data directories lie in a run's folder: `tmp/florin-start-…/home`. */
const CLAIM_DEPTH = 3
/** Below the ten seconds after which whoever stops us kills us. */
const ENDING_MS_MAX = 8_000
const LOOK_MS = 50

/** Removes what killed runs left in the temporary directory `place`; answers the names. */
export function sweepFolders(place: string, now_ms: number): string[] {
  return namesIn(place)
    .filter((name) => ours.test(name) && isStale(join(place, name), now_ms))
    .filter((name) => remove(join(place, name)))
}

/** Waits a while for the programs that work in a folder, such as those that a stopped test has started. */
export async function awaitHolders(folder: string, world: World): Promise<void> {
  const began_ms = world.elapsed_ms()
  while (isHeld(folder) && world.elapsed_ms() - began_ms < ENDING_MS_MAX) await pause(world, LOOK_MS)
}

function isStale(folder: string, now_ms: number): boolean {
  const found = statSync(folder, { throwIfNoEntry: false })
  return found?.isDirectory() === true && now_ms - found.mtimeMs > STALE_MS && !isHeld(folder)
}

function isHeld(folder: string, depth = CLAIM_DEPTH): boolean {
  const names = namesIn(folder)
  const { claim_file } = folderAt(folder)
  if (names.includes(basename(claim_file)) && livingHolder(claim_file) !== undefined) return true
  // Nothing of ours lies in what belongs to PostgreSQL.
  return depth > 0 && names.some((name) => name !== 'pgdata' && isHeld(join(folder, name), depth - 1))
}

/** Nothing, for what is no directory, or is not ours to read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function remove(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true })
    return true
  } catch {
    // Another user's: that user's next run removes it.
    return false
  }
}
