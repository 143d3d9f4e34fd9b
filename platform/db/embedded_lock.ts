import * as fs from 'node:fs'
import { join } from 'node:path'
import { StartRefused } from './start_refused.ts'

type Holder = { readonly pid: number; readonly born: string }

/** When a process began, so that a number given out again is not taken for the old process. */
function bornOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EPERM') return undefined
  }
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? ''
  } catch {
    return '' // no /proc on this system: alive is all that can be known
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

const isAlive = (holder: Holder): boolean => bornOf(holder.pid) === holder.born
const fileOf = (data_dir: string): string => join(data_dir, 'florin.lock')

/** Whether a Florin uses this data directory now. */
export function isInUse(data_dir: string): boolean {
  const holder = readHolder(fileOf(data_dir))
  return holder !== undefined && isAlive(holder)
}

/**
 * Takes the data directory for this process. What a killed process left is cleared away. Returns the release.
 * Errors: StartRefused when another process holds it.
 */
export function takeDataDir(data_dir: string): () => void {
  const file = fileOf(data_dir)
  const holder = readHolder(file)
  if (holder !== undefined && isAlive(holder))
    throw new StartRefused(
      `Florin is already running on ${data_dir} (process ${holder.pid}); use that one, stop it, or set FLORIN_DATA_DIR and PORT to start another.`,
    )
  const mine: Holder = { pid: process.pid, born: bornOf(process.pid) ?? '' }
  const draft = `${file}.${process.pid}`
  fs.writeFileSync(draft, JSON.stringify(mine))
  fs.renameSync(draft, file)
  return () => fs.rmSync(file, { force: true })
}
