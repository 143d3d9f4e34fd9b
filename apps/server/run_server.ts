import { mkdir } from 'node:fs/promises'
import type { World } from '../../kernel/world.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { type App, createApp } from './app.ts'
import type { ServerConfig } from './config.ts'
import { type FirstPayment, firstStart } from './first_start.ts'
import { openDatabase } from './open_database.ts'

export type RunningServer = {
  readonly url: string
  /** Which database this is, in words. */
  readonly database: string
  readonly first: FirstPayment | undefined
  readonly app: App
  close(): Promise<void>
}

/**
 * Starts everything that `npm start` means: the database, the schema, the API and the workers, and at the
 * first start a sandbox with keys.
 *
 * Errors: StartRefused with the one sentence that says why and what to do; whatever was started is stopped.
 */
export async function runServer(options: { config: ServerConfig; world: World }): Promise<RunningServer> {
  const { config, world } = options
  await mkdir(config.data_dir, { recursive: true, mode: 0o755 }).catch(explainFolder(config.data_dir))
  const database = await openDatabase(config, (sentence) => console.error(`florin: ${sentence}`))
  let app: App | undefined
  try {
    const url =
      config.public_url ?? `${config.tls === undefined ? 'http' : 'https'}://${config.host}:${config.port}`
    app = await createApp({ config, world, database_url: database.url, public_url: url }).catch(
      explainDatabase,
    )
    const first = await firstStart({ auth: app.auth, ledger: app.ledger, world, data_dir: config.data_dir })
    if (config.roles.includes('api')) await app.edge.listen(config).catch(explainPort(config))
    database.announce(url)
    await app.start()
    const running = app
    return {
      url,
      database: database.words,
      first,
      app: running,
      async close() {
        await running.close()
        await database.stop()
      },
    }
  } catch (error) {
    await app?.close()
    await database.stop()
    throw error
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? ''

const explainFolder =
  (folder: string) =>
  (error: unknown): never => {
    throw new StartRefused(
      `The data directory ${folder} cannot be made (${codeOf(error)}); set FLORIN_DATA_DIR to one that can.`,
    )
  }

const explainPort =
  ({ host, port }: ServerConfig) =>
  (error: unknown): never => {
    if (codeOf(error) === 'EADDRINUSE')
      throw new StartRefused(
        `Port ${port} on ${host} is taken, perhaps by another Florin; stop that program, or set PORT to a free one.`,
      )
    if (codeOf(error) === 'EACCES')
      throw new StartRefused(`This user may not listen on port ${port}; set PORT to 1024 or above.`)
    if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(codeOf(error)))
      throw new StartRefused(`${host} is not an address of this machine; set HOST to one that is.`)
    throw error
  }

/** What PostgreSQL and the socket say when DATABASE_URL is wrong, each as one sentence. The URL itself may hold a password. */
const databaseSentences: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'Nothing answers where DATABASE_URL points; start that PostgreSQL, or correct the address and port.',
  ENOTFOUND: 'The host in DATABASE_URL is not known; correct it.',
  ETIMEDOUT: 'The host in DATABASE_URL does not answer; correct it, or open the way to it.',
  '28P01': 'PostgreSQL refused the user or password in DATABASE_URL; correct them.',
  '28000': 'PostgreSQL refused the user in DATABASE_URL; correct it, or allow it in pg_hba.conf.',
  '3D000':
    'The database that DATABASE_URL names does not exist; create it first (createdb), or correct the name.',
  '42501': 'The user in DATABASE_URL may not create what Florin needs; grant it CREATE on the database.',
  '53100': 'The disk of the database is full; make room and start again. Nothing was lost.',
  ENOSPC: 'The disk is full; make room and start again. Nothing was lost.',
}

function explainDatabase(error: unknown): never {
  const sentence = databaseSentences[codeOf(error)]
  if (sentence !== undefined) throw new StartRefused(sentence)
  throw error
}
