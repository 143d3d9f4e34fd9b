import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Folder } from './embedded_folder.ts'

/** How much the database stores: as it was noted at the last stop, since looking takes 10 ms of every start. */
export function storedBytes({ pgdata, size_file }: Folder): number {
  try {
    const noted = Number(readFileSync(size_file, 'utf8'))
    if (noted > 0) return noted
  } catch {
    // A first start, or no start was ever stopped: look.
  }
  return sizeOf(pgdata)
}

/** For the next start. What cannot be written is looked for then. */
export function noteStoredBytes({ pgdata, size_file }: Folder): void {
  try {
    // Root may have started it once for somebody, whose file it is not then.
    rmSync(size_file, { force: true })
    writeFileSync(size_file, String(sizeOf(pgdata)))
  } catch {
    // A full disk, for instance, stops nothing that is ending anyway.
  }
}

/** The files of the database `postgres`, whose number is 5 in every cluster since PostgreSQL 15. */
function sizeOf(pgdata: string): number {
  const folder = join(pgdata, 'base/5')
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  } catch {
    return 0 // PostgreSQL says it better if its files cannot be read
  }
}
