import { bootPostgres } from '../../platform/db/embedded.ts'
import type { ServerConfig } from './config.ts'

export type OpenedDatabase = {
  readonly url: string
  /** Which database this is, for people. */
  readonly words: string
  /** Tells a second start where this one answers. */
  announce(http_url: string): void
  stop(): Promise<void>
}

const nothing = (): void => undefined

/** The database that DATABASE_URL names, else the embedded one in the data directory. */
export async function openDatabase(
  config: ServerConfig,
  tell: (sentence: string) => void = nothing,
): Promise<OpenedDatabase> {
  if (config.database_url !== undefined)
    return {
      url: config.database_url,
      words: 'the one that DATABASE_URL names',
      announce: nothing,
      stop: () => Promise.resolve(),
    }
  const { data_dir } = config
  const booted = await bootPostgres({ data_dir, durable: true, log: tell, on_lost: tell })
  return {
    url: booted.url,
    words: `embedded PostgreSQL, in ${data_dir}`,
    announce: (http_url) => booted.announce(http_url),
    stop: () => booted.stop(),
  }
}
