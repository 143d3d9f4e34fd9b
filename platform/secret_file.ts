import { link, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { StartRefused } from './db/start_refused.ts'

/** The text of a file that its owner alone may read. `what` says in words what it is. Errors: StartRefused. */
export async function readSecretFile(file: string, what: string): Promise<string> {
  const { mode } = await stat(file)
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new StartRefused(`Others may read ${what} ${file}; run: chmod 600 ${file}`)
  return readFile(file, 'utf8')
}

/**
 * Makes such a file. It has its name only when it is complete, so a kill or a full disk leaves nothing that looks damaged; of
 * two processes that make it, the first one's counts.
 */
export async function makeSecretFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`
  try {
    await writeFile(draft, text, { mode: 0o600, flush: true })
    await link(draft, file).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    })
  } finally {
    await rm(draft, { force: true })
  }
}
