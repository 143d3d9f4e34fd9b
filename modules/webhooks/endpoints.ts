import type { Id } from '../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import { plusMs, type World } from '../../kernel/world.ts'
import { present } from '../../kernel/assert.ts'
import type { Database } from '../../platform/db/database.ts'
import { readSafeUrl } from '../../platform/outbound/safe_url.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import {
  type Endpoint,
  type EndpointChange,
  type EndpointWithSecret,
  endpointJson,
  type NewEndpoint,
} from './endpoint.ts'
import { webhookErrors } from './errors.ts'
import { unknownFilters } from './filters.ts'
import { PURPOSE, type Sealer } from './sealer.ts'
import type { SendDeps } from './send.ts'
import { newSecret } from './sign.ts'
import {
  changeEndpoint,
  findEndpoint,
  insertEndpoint,
  rotateSecret,
  setEndpointState,
  validSecrets,
} from './store_endpoints.ts'

export type EndpointDeps = Pick<SendDeps, 'world' | 'tenants' | 'versions' | 'policyOf'> & {
  readonly db: Database
  /** The wall's world: times of endpoints and secrets are real. */
  readonly world: World
  readonly audit: Pick<Audit, 'append'>
  readonly sealer: Sealer
  /** Every type of event there is. */
  readonly event_types: readonly string[]
}
type Checked = Result<null, Failure>

/** Faults of what is given, by field. */
async function check(
  deps: EndpointDeps,
  scope: Pick<Scope, 'tenant_id'>,
  change: EndpointChange,
): Promise<Checked> {
  const faults: Fault[] = []
  const add = (param: string, detail: string): void => void faults.push({ code: 'not_usable', param, detail })
  const { mode } = await deps.tenants.of(scope.tenant_id)
  if (change.url !== undefined) {
    const place = readSafeUrl(change.url, deps.policyOf(mode))
    if ('why' in place) add('url', place.why)
  }
  for (const filter of unknownFilters(change.filters ?? [], deps.event_types))
    add('events', `no event passes ${filter}`)
  if (change.api_version !== undefined && !deps.versions.known.includes(change.api_version))
    add('api_version', `must be one of ${deps.versions.known.join(', ')}`)
  const [first] = faults
  if (first === undefined) return ok(null)
  const detail = `${first.param}: ${first.detail}`
  return webhookErrors.fail('webhook_endpoint_invalid', { param: first.param, detail, errors: faults })
}

const audited = (action: string, endpoint: Endpoint, before?: Endpoint) => ({
  action: `webhook_endpoints.${action}`,
  resource_type: 'webhook_endpoint',
  resource_id: endpoint.id,
  after: endpointJson(endpoint),
  ...(before === undefined ? {} : { before: endpointJson(before) }),
})

/**
 * Makes an endpoint under an id that its caller derives from the key of the request, and shows its secret. A repeat under
 * the same id changes nothing and shows the secret again. Sealing may ask a key service, so it stands outside of the transaction.
 *
 * Errors: `webhook_endpoint_invalid` with every fault, `webhook_endpoint_limit_reached`.
 */
export async function createEndpoint(
  deps: EndpointDeps,
  scope: OpenScope,
  id: Id<'whe'>,
  endpoint: NewEndpoint,
): Promise<Result<EndpointWithSecret, Failure>> {
  const { description: _description, ...given } = endpoint
  const checked = await check(deps, scope, given)
  if (!checked.ok) return checked
  const { db, sealer, world } = deps
  const made = newSecret(world)
  const sealed = await sealer.seal(scope, PURPOSE, made)
  const { tenant_id } = scope
  const { outcome, stored } = await db.withTenant(tenant_id, async (tx) => {
    const came = await insertEndpoint(tx, tenant_id, world.now(), { ...endpoint, id, sealed })
    const found = await findEndpoint(tx, tenant_id, id)
    if (came === 'created')
      await deps.audit.append({ ...scope, db: tx }, [audited('create', present(found, 'the endpoint'))])
    return { outcome: came, stored: found }
  })
  if (outcome === 'endpoint_limit_reached') return webhookErrors.fail('webhook_endpoint_limit_reached')
  if (stored === undefined) return webhookErrors.fail('webhook_endpoint_not_found')
  if (outcome === 'created') return ok({ endpoint: stored, secret: made })
  return ok({ endpoint: stored, secret: await currentSecret(deps, scope, id) })
}

async function currentSecret({ db, world, sealer }: EndpointDeps, scope: OpenScope, id: Id<'whe'>) {
  const { tenant_id } = scope
  const [current] = await db.withTenant(tenant_id, (tx) => validSecrets(tx, tenant_id, id, world.now()))
  return sealer.unseal(scope, PURPOSE, present(current, 'the current secret').sealed)
}

/**
 * Makes another secret; the one before signs as well for `overlap_ms`, and one from before that ends now. A repeat, and a
 * run that is resumed after a crash, makes another one: nobody saw the secret that was lost.
 *
 * Errors: `webhook_endpoint_not_found`, `webhook_secret_rotated` when somebody else was faster.
 */
export async function rotateEndpointSecret(
  deps: EndpointDeps,
  scope: OpenScope,
  id: Id<'whe'>,
  overlap_ms: number,
): Promise<Result<EndpointWithSecret, Failure>> {
  const { db, sealer, world } = deps
  const { tenant_id } = scope
  const known = await db.withTenant(tenant_id, (tx) => findEndpoint(tx, tenant_id, id))
  if (known === undefined) return webhookErrors.fail('webhook_endpoint_not_found')
  const made = newSecret(world)
  const sealed = await sealer.seal(scope, PURPOSE, made)
  const rotated = await db.withTenant(tenant_id, async (tx) => {
    const now = world.now()
    const next = { id, number: known.secret_number + 1, sealed, until: plusMs(now, overlap_ms) }
    if (!(await rotateSecret(tx, tenant_id, now, next))) return undefined
    const endpoint = present(await findEndpoint(tx, tenant_id, id), 'the endpoint')
    await deps.audit.append({ ...scope, db: tx }, [audited('rotate_secret', endpoint)])
    return endpoint
  })
  if (rotated === undefined) return webhookErrors.fail('webhook_secret_rotated')
  return ok({ endpoint: rotated, secret: made })
}

/**
 * Changes what is given. Its ordering counts for events from then on; those that are on their way go to the new URL.
 * A repeat changes nothing. Errors: `webhook_endpoint_not_found`, `webhook_endpoint_invalid`.
 */
export async function updateEndpoint(
  deps: EndpointDeps,
  scope: Scope,
  id: Id<'whe'>,
  change: EndpointChange,
): Promise<Result<Endpoint, Failure>> {
  const { db, tenant_id } = scope
  const before = await findEndpoint(db, tenant_id, id)
  if (before === undefined) return webhookErrors.fail('webhook_endpoint_not_found')
  const checked = await check(deps, scope, change)
  if (!checked.ok) return checked
  await changeEndpoint(db, tenant_id, deps.world.now(), id, change)
  const endpoint = present(await findEndpoint(db, tenant_id, id), 'the endpoint')
  await deps.audit.append(scope, [audited('update', endpoint, before)])
  return ok(endpoint)
}

/**
 * Disabling holds what waits and what comes, enabling lets it go with its schedule begun anew, deleting cancels it. A
 * repeat changes nothing. Errors: `webhook_endpoint_not_found`. Answers the endpoint, or what it was before it was deleted.
 */
export async function moveEndpoint(
  deps: EndpointDeps,
  scope: Scope,
  id: Id<'whe'>,
  state: 'enabled' | 'disabled' | 'deleted',
): Promise<Result<Endpoint, Failure>> {
  const { db, tenant_id } = scope
  const before = await findEndpoint(db, tenant_id, id)
  if (before === undefined || !(await setEndpointState(db, tenant_id, deps.world.now(), id, state)))
    return webhookErrors.fail('webhook_endpoint_not_found')
  const endpoint = (await findEndpoint(db, tenant_id, id)) ?? before
  const action = { enabled: 'enable', disabled: 'disable', deleted: 'delete' }[state]
  if (before.state !== state) await deps.audit.append(scope, [audited(action, endpoint, before)])
  return ok(endpoint)
}
