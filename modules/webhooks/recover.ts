import { assert } from '../../kernel/assert.ts'
import { type Id, newUuid, uuidOf } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Instant, World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import type { Delivery } from './delivery.ts'
import { deliveryStates } from './delivery.machine.ts'
import type { Endpoint } from './endpoint.ts'
import { webhookErrors } from './errors.ts'
import { wants } from './filters.ts'
import { RECOVER_PAGE_MAX } from './limits.ts'
import { addDeliveries, eventsSince, findDelivery, requeue, type ToldBefore } from './store_deliveries.ts'
import { findEndpoint } from './store_endpoints.ts'

export type RecoverDeps = {
  readonly db: Database
  readonly world: World
  readonly audit: Pick<Audit, 'append'>
  /** Told after each page's commit, so that its first deliveries are not looked for, and go while the others are found. */
  readonly due: (tenant_id: TenantId) => void
}
export type Recover = {
  /** By the tenant's clock: of events that came then or later. */
  readonly since: Instant
  /** `failed`: only what is dead, held or was never told; `all`: what was taken, too. */
  readonly which: 'all' | 'failed'
  readonly is_dry_run: boolean
}
/** `again`: were taken before; `dead`: had used up their schedule; `never`: the endpoint was not told of. */
export type Recovered = { readonly again: number; readonly dead: number; readonly never: number }

const SUCCEEDED = deliveryStates.indexOf('succeeded')
const DEAD = deliveryStates.indexOf('dead')

/**
 * Sends everything since a moment once more, in pages of one transaction each: what was taken, what is dead, and events that
 * pass its filters but that the endpoint was never told of, because it did not exist then. What waits or is held goes out
 * by itself and is left alone. A dry run says what it would do. A repeat sends again what was sent meanwhile.
 *
 * Errors: `webhook_endpoint_not_found`.
 */
export async function recover(
  deps: RecoverDeps,
  scope: OpenScope,
  id: Id<'whe'>,
  order: Recover,
): Promise<Result<Recovered, Failure>> {
  const { db } = deps
  const { tenant_id } = scope
  const endpoint = await db.withTenant(tenant_id, (tx) => findEndpoint(tx, tenant_id, id))
  if (endpoint === undefined) return webhookErrors.fail('webhook_endpoint_not_found')
  let sum: Recovered = { again: 0, dead: 0, never: 0 }
  for (let after_seq: bigint | undefined = 0n; after_seq !== undefined; ) {
    const from: bigint = after_seq
    const page = await db.withTenant(tenant_id, (tx) =>
      recoverPage(deps, { ...scope, db: tx }, endpoint, order, from),
    )
    sum = {
      again: sum.again + page.counts.again,
      dead: sum.dead + page.counts.dead,
      never: sum.never + page.counts.never,
    }
    after_seq = page.last_seq
    if (!order.is_dry_run) deps.due(tenant_id)
  }
  if (!order.is_dry_run)
    await db.withTenant(tenant_id, (tx) =>
      deps.audit.append({ ...scope, db: tx }, [
        {
          action: 'webhook_endpoints.recover',
          resource_type: 'webhook_endpoint',
          resource_id: id,
          after: { ...sum },
        },
      ]),
    )
  return ok(sum)
}

async function recoverPage(
  { world }: RecoverDeps,
  scope: Scope,
  endpoint: Endpoint,
  order: Recover,
  after_seq: bigint,
): Promise<{ readonly counts: Recovered; readonly last_seq: bigint | undefined }> {
  const { db, tenant_id } = scope
  const page = { after_seq, limit: RECOVER_PAGE_MAX }
  const found = await eventsSince(db, tenant_id, endpoint.id, order.since, page)
  const last_seq = found.length < RECOVER_PAGE_MAX ? undefined : found.at(-1)?.seq
  const isOf = (state: number) => (one: ToldBefore) => one.state === state
  const again = order.which === 'all' ? found.filter(isOf(SUCCEEDED)) : []
  const dead = found.filter(isOf(DEAD))
  const never = found.filter(({ id, type }) => id === null && wants(endpoint.filters, type))
  const counts = { again: again.length, dead: dead.length, never: never.length }
  if (order.is_dry_run) return { counts, last_seq }
  const fresh = never.map(({ seq }) => ({ id: newUuid(world), seq }))
  const now = world.now()
  if (fresh.length > 0)
    await addDeliveries(db, tenant_id, now, endpoint.id, {
      ids: fresh.map(({ id }) => id),
      seqs: fresh.map(({ seq }) => seq),
    })
  const ids = [...again, ...dead].flatMap(({ id }) => id ?? [])
  await requeue(db, tenant_id, now, endpoint.id, [...ids, ...fresh.map(({ id }) => id)])
  return { counts, last_seq }
}

/**
 * Sends one delivery once more, with its schedule begun anew; in its turn where an order is kept, and when it is enabled
 * where the endpoint is disabled. Errors: `webhook_delivery_not_found`, `webhook_delivery_under_way`.
 */
export async function redeliver(
  deps: Pick<RecoverDeps, 'world'>,
  scope: Scope,
  id: Id<'dlv'>,
): Promise<Result<Delivery, Failure>> {
  const { db, tenant_id } = scope
  const known = await findDelivery(db, tenant_id, id)
  if (known === undefined) return webhookErrors.fail('webhook_delivery_not_found')
  const count = await requeue(db, tenant_id, deps.world.now(), known.endpoint_id, [uuidOf(id)])
  const after = await findDelivery(db, tenant_id, id)
  assert(after !== undefined, 'a delivery is never deleted')
  return count === 0 ? webhookErrors.fail('webhook_delivery_under_way') : ok(after)
}
