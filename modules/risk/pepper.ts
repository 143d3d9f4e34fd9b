import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type Secret, secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { makeSecretFile, readSecretFile } from '../../platform/secret_file.ts'
import { keepMark } from './store_pepper.ts'

const PEPPER = /^[0-9a-f]{64}$/
const PEPPER_BYTES = 32

/**
 * The pepper that is in `file`; a file that is not there is made, readable by its owner only. Every process of an installation
 * needs the same one. Errors: StartRefused when others may read the file, or when it does not hold a pepper.
 */
export async function loadPepper(options: { file: string; world: World }): Promise<Secret> {
  const { file, world } = options
  if (!existsSync(file))
    await makeSecretFile(file, `${Buffer.from(world.random(PEPPER_BYTES)).toString('hex')}\n`)
  const text = (await readSecretFile(file, 'the pepper of risk')).trim()
  if (!PEPPER.test(text))
    throw new StartRefused(`The pepper of risk ${file} is damaged; restore it from a backup.`)
  return secret(text)
}

/**
 * Refuses a start with another pepper than the first one's: lists would stop to hold and counts begin anew, and nobody would
 * notice. The first start leaves a mark that the pepper can be told by and not found from. Errors: StartRefused.
 */
export async function refuseOtherPepper(
  { db, world }: { readonly db: Database; readonly world: World },
  pepper: string,
): Promise<void> {
  const mark = hash('sha256', `florin risk pepper\0${pepper}`, 'buffer').subarray(0, 16)
  const kept = await db.system((tx) => keepMark(tx, mark, world.now()))
  if (!kept.equals(mark))
    throw new StartRefused(
      'The counts and lists of risk were made with another pepper; restore risk.key (or FLORIN_RISK_PEPPER) from a backup.',
    )
}
