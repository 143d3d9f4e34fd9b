import type { World } from '../../kernel/world.ts'
import type { ServerConfig } from './config.ts'
import { openDatabase } from './open_database.ts'

export type OperateDeps = { readonly config: ServerConfig; readonly world: World }

/** Runs `fn` with the address of the installation's database; boots the embedded one for as long as it takes. */
export async function withDatabaseUrl<T>(
  { config }: OperateDeps,
  fn: (url: string) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(config)
  try {
    return await fn(database.url)
  } finally {
    await database.stop()
  }
}
