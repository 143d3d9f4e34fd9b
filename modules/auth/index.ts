import { Bug, present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import type { Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Authenticate } from '../../platform/http/principal.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import type { ApiKey } from './api_key.ts'
import { createAuthenticate } from './authenticate.ts'
import { type Bootstrapped, bootstrap } from './bootstrap.ts'
import { type CreateKey, createKey, type KeyWithSecret } from './create_key.ts'
import {
  type CreateTenant,
  createOrganization,
  createSandbox,
  createTenant,
  type TenantWithKeys,
} from './create_tenant.ts'
import type { AuthFailure } from './errors.ts'
import { createLastUse } from './last_use.ts'
import { SETTLE_MS } from './limits.ts'
import { createLoader } from './load_credentials.ts'
import { type ClockStep, type ClockView, moveTenantClock, readClock, stepTenantClock } from './move_clock.ts'
import { findReplacement, replaceSandbox } from './replace_sandbox.ts'
import type { Sealer } from './members/deps.ts'
import { createMembers, type Members } from './members/members.ts'
import { openTenant, systemScopeNow } from './open_tenant.ts'
import { createCache } from './principal_cache.ts'
import { revokeKey } from './revoke_key.ts'
import { rotateKey } from './rotate_key.ts'
import type { ClockMove } from './sandbox_clock.ts'
import { findKey, listKeys } from './store.ts'
import { findTenant, listOrganizations, listSandboxes, listTenants } from './store_directory.ts'
import type { Organization, Tenant } from './tenant.ts'
import { tenantOfKey } from './tenant_of_key.ts'

/** Who may come in, and as whom. What each method does and refuses stands beside its function. */
export type Auth = {
  /** Proves a bearer credential; synchronous when it is cached. */
  readonly authenticate: Authenticate
  /** People of organizations: how they come in, and their sessions. */
  readonly members: Members
  /** The first start; undefined when it was done before. What `keep` does comes first, or nothing is done. */
  bootstrap(keep?: (made: Bootstrapped) => Promise<void>): Promise<Bootstrapped | undefined>
  /** The tenant that this key lets its bearer into now; undefined when it lets nobody in. */
  tenantOfKey(credential: string): Promise<TenantId | undefined>
  createOrganization(name: string): Promise<Organization>
  createTenant(command: CreateTenant): Promise<Result<TenantWithKeys, AuthFailure>>
  /** For operators: at most `limit` organizations, oldest first. */
  listOrganizations(limit: number): Promise<Organization[]>
  /** For operators: tenants of every organization from above `after`, oldest first; at most `limit`. */
  listTenants(page: { after: Id<'ten'> | undefined; limit: number }): Promise<Tenant[]>
  createSandbox(scope: Scope, name: string): Promise<Result<TenantWithKeys, AuthFailure>>
  /** Sandboxes of the caller's organization, newest first, from below `before`; at most `limit`. */
  listSandboxes(scope: OpenScope, page: { before: Id<'ten'> | undefined; limit: number }): Promise<Tenant[]>
  /** Makes sure that a tenant of the directory can be written to; its first request does it too. A repeat does nothing. */
  openTenant(tenant: Tenant): Promise<void>
  /** The tenant of the scope. */
  ownTenant(scope: OpenScope): Promise<Tenant>
  createKey(scope: Scope, command: CreateKey): Promise<Result<KeyWithSecret, AuthFailure>>
  rotateKey(scope: Scope, id: Id<'key'>, overlap_ms: number): Promise<Result<KeyWithSecret, AuthFailure>>
  revokeKey(scope: Scope, id: Id<'key'>): Promise<Result<ApiKey, AuthFailure>>
  /** Undefined when the tenant has no such key. */
  findKey(scope: OpenScope, id: Id<'key'>): Promise<ApiKey | undefined>
  /** Newest first, from below `before`; at most `limit`. */
  listKeys(scope: OpenScope, page: { before: Id<'key'> | undefined; limit: number }): Promise<ApiKey[]>
  readClock(scope: OpenScope): Promise<Result<ClockView, AuthFailure>>
  moveClock(scope: Scope, move: ClockMove): Promise<Result<ClockView, AuthFailure>>
  /** See `stepTenantClock`. */
  stepClock(scope: Scope, step: ClockStep): Promise<boolean>
  /** See `replace_sandbox.ts`. */
  replaceSandbox(scope: OpenScope, key: string): Promise<Tenant>
  findReplacement(scope: OpenScope, key: string): Promise<Tenant | undefined>
  /** A scope in the system's own name, by the tenant's clock as of now: for what no key asks for. */
  systemScope(tenant_id: TenantId, request_id?: string): Promise<OpenScope>
  /** Runs `fn` in a transaction of the tenant in the system's own name: for operators' commands. */
  asSystem<T>(tenant_id: TenantId, fn: (scope: Scope) => Promise<T>): Promise<T>
  /** Writes down when keys were last used, now; it also happens by itself some seconds after a use. */
  flushLastUse(): Promise<number>
  /** Writes what is pending and stops the timers. */
  close(): Promise<void>
}

export type AuthDeps = {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly audit: Audit
  /** Every scope that a route asks for (`collectScopes`); called late, because routes are made from faces. */
  readonly scopes: () => readonly string[]
  /** The API version that new keys are pinned to. */
  readonly version: string
  /** Seals the secrets of members’ one-time passwords; called late, because the vault is made later. */
  readonly sealer?: () => Sealer
  /** Where browsers reach the server. */
  readonly public_url?: string
}

/** Of a process that serves no browsers, such as an operator’s command. */
const noBrowsers = {
  public_url: 'http://127.0.0.1:4010',
  sealer: (): never => {
    throw new Bug('this process seals nothing')
  },
}

export function createAuth(deps: AuthDeps): Auth {
  const { db, world } = deps
  const cache = createCache(world)
  const last_use = createLastUse(deps)
  const loader = createLoader({ db, world, openTenant: (tenant) => openTenant(deps, tenant) })
  // The transaction that made the change ends after this call, so its tenant's keys are not trusted for a while.
  const onChange = ({ tenant_id }: Pick<Scope, 'tenant_id'>): void =>
    cache.distrust(tenant_id, world.elapsed_ms() + SETTLE_MS)
  const with_change = { ...deps, onChange }
  const members = createMembers({ ...noBrowsers, ...deps })
  const tenantOf = async (scope: Scope): Promise<Tenant> =>
    present(await findTenant(scope.db, scope.tenant_id), 'the tenant of the scope')
  const ownTenant = async ({ tenant_id }: OpenScope): Promise<Tenant> =>
    present(await db.system((tx) => findTenant(tx, tenant_id)), 'the tenant of the scope')
  return {
    authenticate: createAuthenticate({ world, cache, loader, last_use }),
    members,
    bootstrap: (keep) => bootstrap(deps, keep),
    tenantOfKey: (credential) => tenantOfKey({ world, cache, loader }, credential),
    createOrganization: (name) => createOrganization(deps, name),
    createTenant: (command) => createTenant(deps, command),
    listOrganizations: (limit) => db.system((tx) => listOrganizations(tx, limit)),
    listTenants: (page) => db.system((tx) => listTenants(tx, page)),
    createSandbox: (scope, name) => createSandbox(deps, scope, name),
    async listSandboxes(scope, page) {
      const { organization_id } = await ownTenant(scope)
      return db.system((tx) => listSandboxes(tx, organization_id, page))
    },
    openTenant: (tenant) => openTenant(deps, tenant),
    ownTenant,
    createKey: async (scope, command) => createKey(with_change, scope, (await tenantOf(scope)).mode, command),
    rotateKey: (scope, id, overlap_ms) => rotateKey(with_change, scope, id, overlap_ms),
    revokeKey: (scope, id) => revokeKey(with_change, scope, id),
    findKey: ({ tenant_id }, id) => db.withTenant(tenant_id, (tx) => findKey(tx, tenant_id, id)),
    listKeys: ({ tenant_id }, page) => db.withTenant(tenant_id, (tx) => listKeys(tx, tenant_id, page)),
    readClock: (scope) => readClock(with_change, scope),
    moveClock: (scope, move) => moveTenantClock(with_change, scope, move),
    stepClock: (scope, step) => stepTenantClock(with_change, scope, step),
    replaceSandbox: (scope, key) => replaceSandbox(with_change, scope, key),
    findReplacement: (scope, key) => findReplacement(deps, scope, key),
    systemScope: (tenant_id, request_id) => systemScopeNow(deps, tenant_id, request_id),
    async asSystem(tenant_id, fn) {
      const scope = await systemScopeNow(deps, tenant_id)
      return db.withTenant(tenant_id, (tx) => fn({ ...scope, db: tx }))
    },
    flushLastUse: () => last_use.flush(),
    close: () => members.close().then(() => last_use.close()),
  }
}

export type { ApiKey } from './api_key.ts'
export type { Bootstrapped } from './bootstrap.ts'
export type { CreateKey, KeyWithSecret } from './create_key.ts'
export type { CreateTenant, TenantWithKeys } from './create_tenant.ts'
export { authErrors, credentialErrors } from './errors.ts'
export { CLOCK_AHEAD_MS_MAX } from './limits.ts'
export { authFacts } from './facts.ts'
export { routes } from './http.ts'
export { memberFacts } from './members/facts.ts'
export type { LinkRefused, OperatorLink } from './members/first_owner.ts'
export { scopeKinds } from './members/role_scopes.ts'
export type { ClockStep, ClockView } from './move_clock.ts'
export type { ClockMove } from './sandbox_clock.ts'
export { namedTenant } from './named_tenant.ts'
export { collectScopes } from './scopes.ts'
export { type Organization, type Tenant, tenantJson } from './tenant.ts'
