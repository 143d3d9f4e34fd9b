import { bootPostgres } from '../../platform/db/embedded.ts'
import type { ServerConfig } from './config.ts'
import { explainEmbedded, explainGiven } from './database_faults.ts'

export type OpenedDatabase = {
  readonly url: string
  /** Which database this is, for people. */
  readonly words: string
  /** Tells a second start where this one answers. */
  announce(http_url: string): void
  /** What went wrong with it as a StartRefused, where that is known; anything else as it is. */
  explain(error: unknown): unknown
  stop(): Promise<void>
}
type Hears = {
  /** One sentence, when the start takes unusually long. */
  readonly log?: (sentence: string) => void
  /** Called when all that is left is to wait for the embedded database. */
  readonly on_waiting?: () => void
  /** One sentence, when the embedded database has ended by itself. It does not come back. */
  readonly on_lost?: (sentence: string) => void
}

const nothing = (): void => undefined

/** The database that DATABASE_URL names, else the embedded one in the data directory. */
export async function openDatabase(config: ServerConfig, hears: Hears = {}): Promise<OpenedDatabase> {
  if (config.database_url !== undefined)
    return {
      url: config.database_url,
      words: 'the one that DATABASE_URL names',
      announce: nothing,
      explain: explainGiven,
      stop: () => Promise.resolve(),
    }
  const { data_dir } = config
  const booted = await bootPostgres({ data_dir, durable: true, ...hears })
  return {
    url: booted.url,
    words: `embedded PostgreSQL, in ${data_dir}`,
    announce: (http_url) => booted.announce(http_url),
    explain: (error) => explainEmbedded(error, data_dir, booted.loss),
    stop: () => booted.stop(),
  }
}
