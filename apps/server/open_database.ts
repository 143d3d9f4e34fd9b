import { bootPostgres } from '../../platform/db/embedded.ts'
import type { ServerConfig } from './config.ts'

export type OpenedDatabase = { url: string; words: string; stop(): Promise<void> }

/** The database that DATABASE_URL names, else the embedded one in the data directory. */
export async function openDatabase(config: ServerConfig): Promise<OpenedDatabase> {
  if (config.database_url !== undefined)
    return {
      url: config.database_url,
      words: 'the one that DATABASE_URL names',
      stop: () => Promise.resolve(),
    }
  const booted = await bootPostgres({ data_dir: config.data_dir, durable: true })
  return { url: booted.url, words: `embedded PostgreSQL, in ${config.data_dir}`, stop: () => booted.stop() }
}
