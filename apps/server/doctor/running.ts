import { existsSync } from 'node:fs'
import { livingHolder } from '../../../platform/db/embedded_claim.ts'
import { folderAt } from '../../../platform/db/embedded_folder.ts'
import type { ServerConfig } from '../config.ts'

/** Whether a Florin runs on the data directory now. With a database of its own it leaves no claim, and is not seen. */
export const isRunning = ({ data_dir }: ServerConfig): boolean => {
  const { claim_file } = folderAt(data_dir)
  return existsSync(claim_file) && livingHolder(claim_file) !== undefined
}
