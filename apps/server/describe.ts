import { realWorld } from '../../kernel/world.ts'
import { createAudit, localSigner, routes as auditRoutes } from '../../modules/audit/index.ts'
import { createAuth, credentialErrors, routes as authRoutes } from '../../modules/auth/index.ts'
import { createLedger, routes as ledgerRoutes } from '../../modules/ledger/index.ts'
import { createDatabase } from '../../platform/db/database.ts'
import { createEdge } from '../../platform/http/edge.ts'
import { idempotencyRoutes } from '../../platform/idempotency/http.ts'
import type { OpenApiDocument } from '../../platform/http/openapi.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import { keySubjects } from './key_subjects.ts'
import { API_VERSION, versions } from './versions.ts'

/** The OpenAPI document of this release, without a database or a port: nothing is connected or listened to. */
export async function describeApi(public_url: string): Promise<OpenApiDocument> {
  const world = realWorld()
  // Connections are opened when first used, and here nothing uses them.
  const db = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' })
  const audit = createAudit({ db, world, signer: localSigner('none', new Uint8Array(32)) })
  const auth = createAuth({ db, world, audit, scopes: () => [], version: API_VERSION })
  const ledger = createLedger({ db, world, lanes: 1 })
  const routes = [
    ...auditRoutes(audit),
    ...authRoutes(auth, { world }),
    ...ledgerRoutes(ledger),
    ...idempotencyRoutes(db, keySubjects),
  ]
  const edge = createEdge({
    routes,
    authenticate: auth.authenticate,
    auth_errors: credentialErrors.table,
    db,
    world,
    log: silentLog,
    versions,
    config: { public_url },
  })
  const document = edge.openapi()
  await edge.close()
  await auth.close()
  await db.close()
  return document
}
