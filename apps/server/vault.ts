import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '../../kernel/world.ts'
import type { Audit } from '../../modules/audit/index.ts'
import { type Auth, credentialErrors } from '../../modules/auth/index.ts'
import type { Requests } from '../../modules/requests/index.ts'
import {
  createVault,
  type KeyProvider,
  loadLocalKeys,
  passphraseKey,
  routes,
  type Vault,
  type VaultDeps,
} from '../../modules/vault/index.ts'
import { createDatabase, type Database } from '../../platform/db/database.ts'
import { VAULT_ROLE } from '../../platform/db/session.ts'
import { createEdge, type Edge } from '../../platform/http/edge.ts'
import type { Route } from '../../platform/http/route.ts'
import type { ApiVersions } from '../../platform/http/versions.ts'
import type { Send } from '../../platform/outbound/wire.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Metrics } from '../../platform/telemetry/metrics.ts'
import { listenerUrl, type ServerConfig } from './config.ts'
import { versions } from './versions.ts'

/** The vault with connections of its own role. */
export type VaultParts = {
  readonly vault: Vault
  readonly routes: readonly Route[]
  /** Its own listener: no other one reads a card number. */
  listener(auth: Auth): Edge
  close(): Promise<void>
}
type Deps = {
  readonly url: string
  readonly config: ServerConfig
  /** Where the documents are: the vault serves none. */
  readonly public_url: string
  readonly world: World
  readonly log: Log
  readonly metrics: Metrics
  readonly audit: Audit
  readonly send: Send
  /** Whether card details may go to this address: asked at each call, because accounts come and go. */
  readonly isAllowed: VaultDeps['isAllowed']
  readonly requests: Pick<Requests, 'finished'>
}

export async function openVault(deps: Deps): Promise<VaultParts> {
  const { url, config, public_url, world, metrics, audit, requests, send, isAllowed } = deps
  const log = deps.log.with({ stream: 'vault' })
  const db = databaseOf(url, log)
  // Made while the schema is looked at: the check of the keys would wait for it.
  const opening = db.open()
  const keys = await keysOf(config, world)
  const vault = createVault({ db, world, audit, keys, send, isAllowed })
  const own_routes = routes(vault)
  let edge: Edge | undefined
  return {
    vault,
    routes: own_routes,
    listener(auth) {
      edge = createEdge({
        routes: own_routes,
        authenticate: auth.authenticate,
        auth_errors: credentialErrors.table,
        db,
        world,
        log,
        versions: versionsAt(public_url),
        metrics: metrics.edge,
        finished: requests.finished,
        config: {
          public_url: vaultUrl(config),
          trusted_proxies: config.trusted_proxies,
          rates: config.rates,
          serves_pages: true,
          ...(config.tls === undefined ? {} : { tls: config.tls }),
        },
      })
      edge.prepare()
      return edge
    },
    async close() {
      await opening
      await edge?.close()
      await vault.close()
      await db.close()
    },
  }
}

/** No change of the shape of its routes yet. */
const versionsAt = (public_url: string): ApiVersions => ({
  ...versions,
  older: versions.older.map((one) => ({ ...one, guide: new URL(one.guide, public_url).href })),
  changes: [],
})

const databaseOf = (url: string, log: Log): Database =>
  createDatabase({
    url,
    pool_max: 5,
    role: VAULT_ROLE,
    application_name: 'florin-vault',
    on_lost: (error) => log.warn('database_connection_lost', { error }),
  })

export const vaultUrl = (config: ServerConfig): string =>
  config.vault_public_url ?? listenerUrl({ ...config, port: config.vault_port })

/** A passphrase wraps from now on, and what the file's keys wrapped before stays readable. */
export async function keysOf(
  { data_dir, vault_passphrase }: ServerConfig,
  world: World,
): Promise<KeyProvider[]> {
  const file = join(data_dir, 'vault.key')
  if (vault_passphrase === undefined) return loadLocalKeys({ file, world })
  const salt_file = join(data_dir, 'vault.salt')
  const own = await passphraseKey({ passphrase: vault_passphrase, salt_file, world })
  return existsSync(file) ? [own, ...(await loadLocalKeys({ file, world }))] : [own]
}
