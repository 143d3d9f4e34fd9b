import { createHash } from 'node:crypto'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { type Secret, secret } from '../../../kernel/secret.ts'
import { boundedCache } from '../../../platform/bounded_cache.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope, TenantId } from '../../../platform/scope.ts'
import { sandboxMerchantNumber } from '../accounts.ts'
import { type PayeeDeps, PROVIDER_PURPOSE, type SandboxPayeeProvider } from './deps.ts'
import { payeeProviderErrors } from './errors.ts'
import { payeeFacts } from './facts.ts'
import { EQUIPPED_MAX, PROVIDERS_PER_TENANT_MAX } from './limits.ts'
import { type PayeeProvider, type SealedPayeeProvider, withoutSecret } from './provider.ts'
import * as store from './store_providers.ts'

const SECRET_BYTES = 32

export type NewPayeeProvider = Pick<
  PayeeProvider,
  'id' | 'connector' | 'name' | 'url' | 'client_id' | 'countries'
> & { readonly secret: Secret }

/**
 * Adds a contract with a provider. Its secret is sealed before the transaction, so this opens its own. A repeat, known by
 * the id, answers what was made.
 *
 * Errors: `payee_connector_unknown`, `payee_provider_address_refused` (reliability.md B7), `payee_provider_exists`,
 * `payee_provider_limit_reached`.
 */
export async function createProvider(
  deps: PayeeDeps,
  scope: OpenScope,
  asked: NewPayeeProvider,
): Promise<Result<PayeeProvider, Failure>> {
  const { connector, url } = asked
  if (deps.payees?.connectors.some(({ name }) => name === connector) !== true)
    return payeeProviderErrors.fail('payee_connector_unknown', { param: 'connector' })
  const { tenant_id } = scope
  const detail = await deps.destinations.faultOf(url, await deps.destinations.policyOf(tenant_id))
  if (detail !== undefined)
    return payeeProviderErrors.fail('payee_provider_address_refused', {
      param: 'url',
      detail: `url: ${detail}`,
      errors: [{ code: 'not_usable', param: 'url', detail }],
    })
  const provider = await sealed(deps, scope, asked)
  return deps.db.withTenant(tenant_id, async (db): Promise<Result<PayeeProvider, Failure>> => {
    const known = await store.listProviders(db, tenant_id)
    const same = known.find(({ id }) => id === asked.id)
    if (same !== undefined) return ok(withoutSecret(same))
    if (known.length >= PROVIDERS_PER_TENANT_MAX)
      return payeeProviderErrors.fail('payee_provider_limit_reached')
    if (!(await store.insertProvider(db, tenant_id, provider)))
      return payeeProviderErrors.fail('payee_provider_exists')
    await tell(deps, { ...scope, db }, provider, 'create')
    return ok(withoutSecret(provider))
  })
}

async function sealed(
  { sealer }: PayeeDeps,
  scope: OpenScope,
  { secret: plain, ...rest }: NewPayeeProvider,
): Promise<SealedPayeeProvider> {
  const sealed_secret = await sealer.seal(scope, PROVIDER_PURPOSE, plain)
  return { ...rest, sealed_secret, state: 'enabled', created_at: scope.world.now() }
}

async function tell(
  { audit }: PayeeDeps,
  scope: Scope,
  { id, connector, name, url, client_id, state }: PayeeProvider,
  verb: 'create' | 'enable' | 'disable',
): Promise<void> {
  const after = { id, connector, name, url, client_id, state }
  await audit.append(scope, [
    { action: `payee_providers.${verb}`, resource_type: 'payee_provider', resource_id: id, after },
  ])
  const type = verb === 'create' ? 'rails.payee_provider_created' : 'rails.payee_provider_changed'
  await appendFacts(scope.db, scope, [payeeFacts.fact(type, id, { id, connector, name, state })])
}

/** Enables or disables a provider, in the caller's transaction. A repeat does nothing. Errors: `payee_provider_not_found`. */
export async function changeProvider(
  deps: PayeeDeps,
  scope: Scope,
  id: Id<'pvp'>,
  verb: 'enable' | 'disable',
): Promise<Result<PayeeProvider, Failure>> {
  const { db, tenant_id } = scope
  const state = verb === 'enable' ? 'enabled' : 'disabled'
  const isChanged = await store.updateProviderState(db, tenant_id, id, state)
  const found = await store.findProvider(db, tenant_id, id)
  if (found === undefined) return payeeProviderErrors.fail('payee_provider_not_found')
  if (isChanged) await tell(deps, scope, found, verb)
  return ok(withoutSecret(found))
}

/** Makes what a sandbox has without being told. A repeat, also in another process, does nothing. Outside of transactions. */
export type Equip = (scope: OpenScope) => Promise<void>

export function createEquip(deps: PayeeDeps): Equip {
  const equipped = boundedCache<TenantId, true>(EQUIPPED_MAX)
  return async (scope) => {
    const { tenant_id } = scope
    if (deps.payees === undefined || equipped.has(tenant_id)) return
    const wanted = await deps.payees.simulated(tenant_id)
    const has = new Set((await listProviders(deps, tenant_id)).map(({ id }) => id))
    const missing = wanted.filter(({ connector }) => !has.has(sandboxProviderId(tenant_id, connector)))
    for (const one of missing) await makeSimulated(deps, scope, one)
    equipped.set(tenant_id, true)
  }
}

const sandboxProviderId = (tenant_id: TenantId, connector: string): Id<'pvp'> =>
  idFromBytes(
    'pvp',
    createHash('sha256').update(`florin sandbox payee provider\n${tenant_id}\n${connector}`).digest(),
  )

/** Two at once make the same id; whoever comes second finds it made. */
async function makeSimulated(deps: PayeeDeps, scope: OpenScope, one: SandboxPayeeProvider): Promise<void> {
  const { tenant_id, world } = scope
  const plain = secret(Buffer.from(world.random(SECRET_BYTES)).toString('base64url'))
  const client_id = sandboxMerchantNumber(tenant_id)
  const id = sandboxProviderId(tenant_id, one.connector)
  const provider = await sealed(deps, scope, { ...one, id, client_id, secret: plain })
  await deps.db.withTenant(tenant_id, async (db) => {
    if (await store.insertProvider(db, tenant_id, provider))
      await tell(deps, { ...scope, db }, provider, 'create')
  })
}

export const listProviders = ({ db }: PayeeDeps, tenant_id: TenantId): Promise<SealedPayeeProvider[]> =>
  db.withTenant(tenant_id, (tx) => store.listProviders(tx, tenant_id))
