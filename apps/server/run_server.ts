import { mkdir } from 'node:fs/promises'
import { ownOf } from '../../kernel/own.ts'
import type { World } from '../../kernel/world.ts'
import type { OperatorLink } from '../../modules/auth/index.ts'
import { codeOf } from '../../platform/db/embedded_folder.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import type { App } from './app.ts'
import { listenerUrl, type ServerConfig } from './config.ts'
import { explainOwnFile } from './database_faults.ts'
import type { FirstPayment } from './first_start.ts'
import { openDatabase } from './open_database.ts'

export type RunningServer = {
  readonly url: string
  /** Where card numbers come in. */
  readonly vault_url: string
  /** Which database this is, in words. */
  readonly database: string
  readonly first: FirstPayment | undefined
  /** Where the owner sets themselves up, until somebody has. */
  readonly owner: OperatorLink | undefined
  readonly app: App
  close(): Promise<void>
}

/**
 * Starts everything that `npm start` means: the database, the schema, the API and the workers, and at the
 * first start a sandbox with keys. `on_lost` hears one sentence when the embedded database has ended by itself;
 * it does not come back, so there is nothing to go on for.
 *
 * Errors: StartRefused with the one sentence that says why and what to do; whatever was started is stopped.
 */
export async function runServer(options: {
  config: ServerConfig
  world: World
  on_lost?: (sentence: string) => void
}): Promise<RunningServer> {
  const { config, world, on_lost } = options
  const { data_dir } = config
  const explainFiles = (error: unknown): never => {
    throw explainOwnFile(error, data_dir)
  }
  await mkdir(data_dir, { recursive: true, mode: 0o755 }).catch(explainFiles)
  const log = (sentence: string): void => console.error(`florin: ${sentence}`)
  // PostgreSQL takes its time to start; most of the program is loaded meanwhile.
  const on_waiting = (): void => void load().catch(() => undefined)
  const hears = { log, on_waiting, ...(on_lost === undefined ? {} : { on_lost }) }
  const database = await openDatabase(config, hears)
  const explain = (error: unknown): never => explainFiles(database.explain(error))
  let app: App | undefined
  try {
    const { createApp, firstStart } = await load()
    const url = config.public_url ?? listenerUrl(config)
    app = await createApp({ config, world, database_url: database.url, public_url: url }).catch(explain)
    const first = await firstStart({ auth: app.auth, ledger: app.ledger, world, data_dir }).catch(explain)
    // One process makes the link: each new one ends the one before.
    const owner = config.roles.includes('api')
      ? await app.auth.members.firstOwnerLink().catch(explain)
      : undefined
    await listen(app, config)
    database.announce(url)
    await app.start()
    if (config.roles.includes('api')) app.dashboard.prepareLater()
    const running = app
    return {
      url,
      vault_url: config.vault_public_url ?? listenerUrl({ ...config, port: config.vault_port }),
      database: database.words,
      first,
      owner,
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

async function listen(app: App, config: ServerConfig): Promise<void> {
  const { host, port, vault_port } = config
  if (config.roles.includes('api')) await app.edge.listen(config).catch(explainPort({ host, port }))
  if (config.roles.includes('vault'))
    await app.vault_edge
      .listen({ host, port: vault_port })
      .catch(explainPort({ host, port: vault_port, name: 'VAULT_PORT' }))
  app.simulator?.start()
}

/** A repeat is the same modules. What does not load is told by whoever waits for it. */
const load = () =>
  Promise.all([import('./app.ts'), import('./first_start.ts')]).then(([app, first]) => ({ ...app, ...first }))

/** `name` is the variable that sets the port. */
type Place = { readonly host: string; readonly port: number; readonly name?: string }

const explainPort =
  ({ host, port, name = 'PORT' }: Place) =>
  (error: unknown): never => {
    const sentence = ownOf(portSentences, codeOf(error) ?? '')
    if (sentence !== undefined) throw new StartRefused(sentence({ host, port, name }))
    throw error
  }

const notOurs = ({ host }: Place): string =>
  `${host} is not an address of this machine; set HOST to one that is, such as 127.0.0.1.`

const portSentences: Readonly<Record<string, (place: Place) => string>> = {
  EADDRINUSE: ({ host, port, name }) =>
    `Port ${port} on ${host} is taken, perhaps by another Florin; stop that program, or set ${name} to a free one.`,
  EACCES: ({ port, name }) => `This user may not listen on port ${port}; set ${name} to 1024 or above.`,
  EADDRNOTAVAIL: notOurs,
  ENOTFOUND: notOurs,
  EAI_AGAIN: notOurs,
}
