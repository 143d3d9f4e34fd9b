import { realWorld, type World } from '../../../kernel/world.ts'
import type { Database } from '../../db/database.ts'
import { idempotencyRoutes } from '../../idempotency/http.ts'
import type { TenantId } from '../../scope.ts'
import { silentLog } from '../../telemetry/log.ts'
import { createEdge, type Edge, type EdgeConfig, type EdgeDeps } from '../edge.ts'
import { edgeErrors } from '../errors.ts'
import type { AuthOutcome, Principal } from '../principal.ts'
import { type SampleHooks, sampleRoutes } from './sample_routes.ts'
import { sampleVersions } from './sample_versions.ts'

export const SECRET = 'sk_test_sample'
/** May read notes and nothing else. */
export const RESTRICTED = 'rk_test_sample'
/** Of another tenant. */
export const OTHER = 'sk_test_other'
/** Pinned to the older version. */
export const PINNED = 'sk_test_pinned'
/** Known only after a look into the database. */
export const SLOW = 'sk_test_slow'

function principal(credential_id: string, world: World, more: Partial<Principal> = {}): Principal {
  return {
    credential_id,
    tenant_id: 1n as TenantId,
    tenant_public_id: 'ten_1',
    mode: 'sandbox',
    kind: 'secret',
    allows: () => true,
    actor: { type: 'api_key', id: credential_id, authenticated_by: 'secret_key', on_behalf_of: null },
    version: sampleVersions.current,
    world,
    ...more,
  }
}

const samplePrincipals = (world: World): Map<string, Principal> =>
  new Map([
    [SECRET, principal('key_all', world)],
    [
      RESTRICTED,
      principal('key_notes', world, { kind: 'restricted', allows: (scope) => scope === 'sample.notes:read' }),
    ],
    [OTHER, principal('key_other', world, { tenant_id: 2n as TenantId, tenant_public_id: 'ten_2' })],
    [PINNED, principal('key_pinned', world, { version: '2026-10-01' })],
    [SLOW, principal('key_slow', world)],
  ])

/** The edge over the sample routes. `more` replaces parts of what it stands on. */
export function sampleEdge(
  db: Database,
  more: Partial<EdgeDeps> & { hooks?: SampleHooks; set?: Partial<EdgeConfig> } = {},
): Edge {
  const { hooks, set, ...deps } = more
  const world = deps.world ?? realWorld()
  const principals = samplePrincipals(world)
  const authenticate = (credential: string): AuthOutcome | Promise<AuthOutcome> => {
    const found = principals.get(credential)
    const outcome: AuthOutcome =
      found === undefined ? edgeErrors.fail('unauthenticated') : { ok: true, value: found }
    return credential === SLOW ? Promise.resolve(outcome) : outcome
  }
  return createEdge({
    routes: [...sampleRoutes(db, hooks), ...idempotencyRoutes(db, { 'POST /v1/posts': 'trf' })],
    authenticate,
    db,
    world,
    log: silentLog,
    versions: sampleVersions,
    config: { public_url: 'http://127.0.0.1:4010', ...set },
    ...deps,
  })
}

/** Headers of a request with a secret key, and an idempotency key when given. */
export const keyed = (
  idempotency_key?: string,
  more: Record<string, string> = {},
): Record<string, string> => ({
  authorization: `Bearer ${SECRET}`,
  'content-type': 'application/json',
  ...(idempotency_key === undefined ? {} : { 'idempotency-key': idempotency_key }),
  ...more,
})
