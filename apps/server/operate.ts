import type { World } from '../../kernel/world.ts'
import { runningUrl } from '../../platform/db/embedded.ts'
import type { ServerConfig } from './config.ts'
import { explainGiven } from './database_faults.ts'
import { openDatabase } from './open_database.ts'

export type OperateDeps = { readonly config: ServerConfig; readonly world: World }

/** Runs `fn` with the address of the installation's database; boots the embedded one for as long as it takes. */
export async function withDatabaseUrl<T>(
  { config }: OperateDeps,
  fn: (url: string) => Promise<T>,
): Promise<T> {
  // A server that runs now has booted the embedded one already.
  const running = config.database_url ?? runningUrl(config.data_dir)
  if (running !== undefined)
    return fn(running).catch((error: unknown) => {
      throw config.database_url === undefined ? error : explainGiven(error)
    })
  const database = await openDatabase(config)
  try {
    return await fn(database.url)
  } finally {
    await database.stop()
  }
}
