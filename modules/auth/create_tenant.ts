import { present } from '../../kernel/assert.ts'
import { type Id, newId } from '../../kernel/id.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import type { Mode } from './api_key.ts'
import { makeKey } from './create_key.ts'
import { type AuthFailure, authErrors } from './errors.ts'
import { authFacts } from './facts.ts'
import { SANDBOXES_PER_ORGANIZATION_MAX } from './limits.ts'
import { openTenant } from './open_tenant.ts'
import { insertKey } from './store.ts'
import * as directory from './store_directory.ts'
import { drawTenantId, type Organization, type Tenant, tenantJson } from './tenant.ts'

/** Real time, also for sandboxes: these are records of the installation, not of the tenant. */
export type TenantDeps = {
  readonly db: Database
  readonly world: World
  readonly audit: Audit
  readonly version: string
}
/** A tenant with its first two keys; the secrets are shown now and never again. */
export type TenantWithKeys = {
  readonly tenant: Tenant
  readonly secret_key: Secret
  readonly publishable_key: Secret
}

export const makeOrganization = (world: World, name: string): Organization => ({
  id: newId('org', world),
  name,
  created_at: world.now(),
})

/** Writes an organization down. For operators: no key can do this. A repeat makes another one. */
export async function createOrganization(deps: TenantDeps, name: string): Promise<Organization> {
  const organization = makeOrganization(deps.world, name)
  await deps.db.system((db) => directory.insertOrganization(db, organization))
  return organization
}

export type CreateTenant = { readonly organization_id: Id<'org'>; readonly name: string; readonly mode: Mode }

/**
 * Makes a tenant of an organization with a secret and a publishable key, and opens it. For operators; a key
 * can only make sandboxes. A repeat makes another one. Errors: `organization_not_found`, `sandbox_limit_reached`.
 */
export async function createTenant(
  deps: TenantDeps,
  command: CreateTenant,
): Promise<Result<TenantWithKeys, AuthFailure>> {
  const { organization_id, mode } = command
  const made = await deps.db.system(async (db) => {
    if (!(await directory.hasOrganization(db, organization_id)))
      return authErrors.fail('organization_not_found')
    if (mode === 'sandbox' && !(await hasRoom(db, organization_id)))
      return authErrors.fail('sandbox_limit_reached')
    return ok(await insertTenant(deps, db, command, 'florin'))
  })
  if (made.ok) await openTenant(deps, made.value.tenant)
  return made
}

/**
 * Makes another sandbox of the caller's organization, in the caller's transaction. Only the directory is
 * written here: the sandbox may live on another node, so its own rows come with its first use (`openTenant`).
 * A repeat makes another one. Errors: `sandbox_limit_reached`.
 */
export async function createSandbox(
  deps: TenantDeps,
  scope: Scope,
  name: string,
): Promise<Result<TenantWithKeys, AuthFailure>> {
  const { db, tenant_id, actor } = scope
  const own = present(await directory.findTenant(db, tenant_id), 'the caller’s tenant')
  const { organization_id } = own
  if (!(await hasRoom(db, organization_id))) return authErrors.fail('sandbox_limit_reached')
  const made = await insertTenant(deps, db, { organization_id, name, mode: 'sandbox' }, actor.id)
  const { id } = made.tenant
  await deps.audit.append(scope, [
    { action: 'sandboxes.create', resource_type: 'tenant', resource_id: id, after: tenantJson(made.tenant) },
  ])
  await appendFacts(db, scope, [authFacts.fact('auth.sandbox_created', id, { id, name })])
  return ok(made)
}

async function hasRoom(db: Db, organization_id: Id<'org'>): Promise<boolean> {
  await directory.lockOrganization(db, organization_id)
  return (await directory.countSandboxes(db, organization_id)) < SANDBOXES_PER_ORGANIZATION_MAX
}

/** The directory's rows of a new tenant and its two keys, in the caller's transaction. */
export async function insertTenant(
  deps: Pick<TenantDeps, 'world' | 'version'>,
  db: Db,
  { organization_id, name, mode }: CreateTenant,
  created_by: string,
): Promise<TenantWithKeys> {
  const now = deps.world.now()
  const tenant_id = drawTenantId(deps.world)
  const tenant: Tenant = {
    tenant_id,
    id: newId('ten', deps.world),
    organization_id,
    name,
    mode,
    created_at: now,
  }
  const owner = { tenant_id, mode, created_by, now }
  const secret = makeKey(deps, owner, { kind: 'secret', name: 'First secret key' })
  const publishable = makeKey(deps, owner, { kind: 'publishable', name: 'First publishable key' })
  await directory.insertTenant(db, tenant)
  await insertKey(db, secret.row)
  await insertKey(db, publishable.row)
  return { tenant, secret_key: secret.secret, publishable_key: publishable.secret }
}
