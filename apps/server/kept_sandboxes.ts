import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Id } from '../../kernel/id.ts'

/** What `sandbox.json` in the data directory says of a sandbox that a first start made. */
export type KeptSandbox = {
  readonly tenant: string
  readonly secret_key: string
  readonly debit_account: Id<'acc'>
  readonly credit_account: Id<'acc'>
  /** False until the two accounts are open. */
  readonly has_accounts: boolean
}

const KEPT_MAX = 20
const fileOf = (data_dir: string): string => join(data_dir, 'sandbox.json')

/** Newest first; none when there is no such file, or not one of ours. */
export async function readSandboxes(data_dir: string): Promise<KeptSandbox[]> {
  try {
    const { earlier = [], ...newest } = JSON.parse(
      await readFile(fileOf(data_dir), 'utf8'),
    ) as KeptSandbox & {
      earlier?: KeptSandbox[]
    }
    return [newest, ...earlier]
  } catch {
    return []
  }
}

/** Puts the file in place in one step, readable by this user only. */
export async function writeSandboxes(data_dir: string, all: readonly KeptSandbox[]): Promise<void> {
  const [newest, ...earlier] = all.slice(0, KEPT_MAX)
  const fresh = `${fileOf(data_dir)}.new`
  try {
    const text = JSON.stringify({ ...newest, earlier }, null, 2)
    await writeFile(fresh, `${text}\n`, { mode: 0o600, flush: true })
    await chmod(fresh, 0o600)
    await rename(fresh, fileOf(data_dir))
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
}
