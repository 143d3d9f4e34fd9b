import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { livingHolder } from '../../../platform/db/embedded_claim.ts'
import type { ServerConfig } from '../config.ts'

/** Whether a Florin runs on the data directory now. With a database of its own it leaves no claim, and is not seen. */
export const isRunning = ({ data_dir }: ServerConfig): boolean => {
  const claim_file = join(data_dir, 'florin.json')
  return existsSync(claim_file) && livingHolder(claim_file) !== undefined
}
