import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Attempt, Delivery } from './delivery.ts'
import { type DeliveryState, deliveryStates } from './delivery.machine.ts'
import { DELIVERIES_COUNTED_MAX, LATEST_DELIVERIES_MAX } from './limits.ts'

type DeliveryRow = Omit<Delivery, 'id' | 'endpoint_id' | 'event_id' | 'state'> & {
  readonly id: string
  readonly endpoint_id: string
  readonly event_id: string
  readonly state: number
}
const deliveryOf = (row: DeliveryRow): Delivery => ({
  ...row,
  id: idOf('dlv', row.id),
  endpoint_id: idOf('whe', row.endpoint_id),
  event_id: idOf('evt', row.event_id),
  state: deliveryStates[row.state] as DeliveryState,
})
const deliveries =
  sql.raw(`select d.id, d.endpoint_id, v.id as event_id, v.type as event_type, d.state, d.attempts,
    d.due_at, d.last_status, d.created_at, d.finished_at
  from webhooks.delivery d
  join webhooks.event v on v.tenant_id = d.tenant_id and v.seq = d.event_seq`)

export async function findDelivery(
  db: Db,
  tenant_id: TenantId,
  id: Id<'dlv'>,
): Promise<Delivery | undefined> {
  const { rows } = await sql<DeliveryRow>`${deliveries}
    where d.tenant_id = ${tenant_id}::int8 and d.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : deliveryOf(rows[0])
}

export type DeliveryFilter = {
  readonly endpoint_id?: Id<'whe'>
  readonly event_id?: Id<'evt'>
  readonly state?: DeliveryState
}

/** Newest first, from below `before`. */
export async function listDeliveries(
  db: Db,
  tenant_id: TenantId,
  filter: DeliveryFilter,
  page: { readonly before: Id<'dlv'> | undefined; readonly limit: number },
): Promise<Delivery[]> {
  const { endpoint_id, event_id, state } = filter
  const nothing = sql``
  const { rows } = await sql<DeliveryRow>`${deliveries}
    where d.tenant_id = ${tenant_id}::int8
      ${page.before === undefined ? nothing : sql`and d.id < ${uuidOf(page.before)}::uuid`}
      ${endpoint_id === undefined ? nothing : sql`and d.endpoint_id = ${uuidOf(endpoint_id)}::uuid`}
      ${event_id === undefined ? nothing : sql`and v.id = ${uuidOf(event_id)}::uuid`}
      ${state === undefined ? nothing : sql`and d.state = ${deliveryStates.indexOf(state)}::int2`}
      ${state === 'queued' ? sql`and d.lane is not null` : nothing}
    order by d.id desc limit ${page.limit}::int4`.execute(db)
  return rows.map(deliveryOf)
}

export async function listAttempts(db: Db, tenant_id: TenantId, id: Id<'dlv'>): Promise<Attempt[]> {
  const { rows } =
    await sql<Attempt>`select a.number, a.signed_at, a.url, a.signature, a.took_ms, a.status, a.fault,
      a.response_headers, a.response_body
    from webhooks.delivery_attempt a
    where a.tenant_id = ${tenant_id}::int8 and a.delivery_id = ${uuidOf(id)}::uuid
    order by a.number desc limit 100`.execute(db)
  return rows
}

/** How many of these deliveries were put back. */
export async function requeue(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  endpoint_id: Id<'whe'>,
  ids: readonly string[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select webhooks.requeue(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(endpoint_id)}::uuid, ${ids}::uuid[]) as count`.execute(db)
  return rows[0]?.count ?? 0
}

/** How many deliveries were made of events that the endpoint was not told of. They are held. */
export async function addDeliveries(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  endpoint_id: Id<'whe'>,
  fan_out: { readonly ids: readonly string[]; readonly seqs: readonly bigint[] },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select webhooks.add_deliveries(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(endpoint_id)}::uuid, ${fan_out.ids}::uuid[],
    ${fan_out.seqs.map(String)}::int8[]) as count`.execute(db)
  return rows[0]?.count ?? 0
}

export type ToldBefore = {
  readonly seq: bigint
  readonly type: string
  readonly id: string | null
  readonly state: number | null
}

/** Events since a moment of the tenant's clock, in order from behind `after_seq`, and this endpoint's delivery of each. */
export async function eventsSince(
  db: Db,
  tenant_id: TenantId,
  endpoint_id: Id<'whe'>,
  since: Instant,
  page: { readonly after_seq: bigint; readonly limit: number },
): Promise<ToldBefore[]> {
  const { rows } = await sql<ToldBefore>`select v.seq, v.type, d.id, d.state
    from (select e.seq, e.type from webhooks.event e
      where e.tenant_id = ${tenant_id}::int8 and e.seq > ${String(page.after_seq)}::int8
        and e.created_at >= ${instantText(since)}::timestamptz
      order by e.seq limit ${page.limit}::int4) v
    -- Behind \`offset 0\` each is found by its key, whatever is known of the table when this is planned.
    left join lateral (select w.id, w.state from webhooks.delivery w
      where w.tenant_id = ${tenant_id}::int8 and w.endpoint_id = ${uuidOf(endpoint_id)}::uuid
        and w.event_seq = v.seq offset 0) d on true
    order by v.seq`.execute(db)
  return rows
}

export type WebhookHealth = {
  readonly endpoints: bigint
  readonly disabled: bigint
  /** On, and without a success since the first of its failures. */
  readonly failing: bigint
  /** Not delivered yet; counted up to DELIVERIES_COUNTED_MAX. */
  readonly pending: bigint
  /** Of the latest LATEST_DELIVERIES_MAX. */
  readonly succeeded: bigint
  readonly given_up: bigint
}

/** How well callers hear us. Each part reads a bounded range of an index, however long the tenant has been told things. */
export async function readHealth(db: Db, tenant_id: TenantId): Promise<WebhookHealth> {
  const own = sql`d.tenant_id = ${tenant_id}::int8`
  const { rows } =
    await sql<WebhookHealth>`select e.endpoints, e.disabled, e.failing, w.count + q.count as pending,
      l.succeeded, l.given_up
    from (select count(*) as endpoints, count(*) filter (where x.state = 1) as disabled,
        count(*) filter (where x.state = 0 and x.failing_since is not null) as failing
      from webhooks.endpoint x where x.tenant_id = ${tenant_id}::int8 and x.state <> 2) e
    cross join (select count(*) from (select from webhooks.delivery d where ${own} and d.state in (1, 2)
      limit ${DELIVERIES_COUNTED_MAX}::int4) d) w
    cross join (select count(*) from (select from webhooks.delivery d where ${own} and d.lane is not null and d.state = 0
      limit ${DELIVERIES_COUNTED_MAX}::int4) d) q
    cross join (select count(*) filter (where x.state = 3) as succeeded, count(*) filter (where x.state = 4) as given_up
      from (select d.state from webhooks.delivery d where ${own} order by d.id desc
        limit ${LATEST_DELIVERIES_MAX}::int4) x) l`.execute(db)
  return rows[0] as WebhookHealth
}
