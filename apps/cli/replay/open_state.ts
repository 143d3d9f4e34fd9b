import { createHash } from 'node:crypto'
import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { ReplayOptions } from '../commands_replay.ts'
import { configFile, type Means } from '../means.ts'
import { type Journal, openJournal, type Subject } from './journal.ts'

/** The state of this replay: where `--state` says, else beside the file, else with the profiles. */
export async function openState(
  means: Means,
  file: string,
  options: ReplayOptions,
  about: Subject,
): Promise<{ path: string; journal: Journal }> {
  const path = options.state ?? (await usualPath(means, file, options.run))
  return { path, journal: await openJournal(path, about) }
}

async function usualPath(means: Means, file: string, run: string | undefined): Promise<string> {
  const suffix = run === undefined ? '.replay' : `.${run.replaceAll(/[^\w.-]/g, '_')}.replay`
  const beside = await isWritable(dirname(resolve(file)))
  if (beside) return file + suffix
  const folder = join(dirname(configFile(means.env)), 'replays')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return join(folder, createHash('sha256').update(resolve(file)).digest('hex').slice(0, 16) + suffix)
}

/** A folder that nobody may write is left alone, even by a superuser, who could. */
async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK)
    return ((await stat(folder)).mode & 0o222) !== 0
  } catch {
    return false
  }
}
