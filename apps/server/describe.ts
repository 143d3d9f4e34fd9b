import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realWorld } from '../../kernel/world.ts'
import { credentialErrors } from '../../modules/auth/index.ts'
import { sentEvents } from '../../modules/webhooks/index.ts'
import { createDatabase } from '../../platform/db/database.ts'
import { createEdge } from '../../platform/http/edge.ts'
import type { OpenApiDocument } from '../../platform/http/openapi.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import { createMetrics } from '../../platform/telemetry/metrics.ts'
import { readConfig } from './config.ts'
import { eventCatalogue } from './event_catalogue.ts'
import { createModules } from './modules.ts'
import { vaultUrl } from './vault.ts'
import { versions } from './versions.ts'

/** The OpenAPI document of this release, without a database or a port: nothing is connected or listened to. */
export async function describeApi(public_url: string): Promise<OpenApiDocument> {
  const world = realWorld()
  const data_dir = await mkdtemp(join(tmpdir(), 'florin-describe-'))
  try {
    // Connections are opened when first used, and here nothing uses them.
    const url = 'postgres://nobody@127.0.0.1:1/none'
    const db = createDatabase({ url })
    const config = readConfig({ FLORIN_DATA_DIR: data_dir, FLORIN_SIMULATOR: 'off' })
    const parts = { db, url, world, log: silentLog, metrics: createMetrics(), config, public_url }
    const modules = await createModules(parts)
    const edge = createEdge({
      routes: modules.routes,
      elsewhere: { routes: modules.vault_parts.routes, url: vaultUrl(config) },
      authenticate: modules.auth.authenticate,
      auth_errors: credentialErrors.table,
      db,
      world,
      log: silentLog,
      versions,
      events: sentEvents(eventCatalogue),
      config: { public_url },
    })
    const document = edge.openapi()
    await edge.close()
    await modules.close()
    await db.close()
    return document
  } finally {
    await rm(data_dir, { recursive: true, force: true })
  }
}
