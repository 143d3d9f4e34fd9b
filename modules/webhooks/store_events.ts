import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { StoredEvent } from './event.ts'

type EventRow = Omit<StoredEvent, 'id' | 'previous_id' | 'sequence'> & {
  readonly id: string
  readonly previous_id: string | null
  readonly sequence: bigint
}
const eventOf = (row: EventRow): StoredEvent => ({
  ...row,
  id: idOf('evt', row.id),
  previous_id: row.previous_id === null ? null : idOf('evt', row.previous_id),
  sequence: Number(row.sequence),
})
const eventsFor = (tenant_id: TenantId) =>
  sql`select v.seq, v.id, v.type, v.object_id, v.sequence, v.previous_id, v.created_at, v.api_version,
    v.correlation_id, webhooks.told_text(${tenant_id}::int8, v.seq, v.data, v.correlation_id) as told
  from webhooks.event v`

export type EventColumns = {
  readonly seqs: readonly bigint[]
  readonly ids: readonly string[]
  readonly types: readonly string[]
  readonly objects: readonly string[]
  readonly created_ats: readonly Instant[]
  readonly correlations: readonly (string | null)[]
  /** Null where it is the body of the fact. */
  readonly told: readonly (string | null)[]
}
export type FanOut = {
  readonly ids: readonly string[]
  readonly endpoints: readonly string[]
  readonly seqs: readonly bigint[]
  readonly objects: readonly string[]
}

/** Events with their numbers, and deliveries of them; says how many of the latter. One statement. */
export async function projectEvents(
  db: Db,
  tenant_id: TenantId,
  at: { readonly now: Instant; readonly api_version: string },
  columns: EventColumns,
  fan_out: FanOut,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select webhooks.project_events(${tenant_id}::int8,
    ${instantText(at.now)}::timestamptz, ${at.api_version}, ${columns.seqs.map(String)}::int8[], ${columns.ids}::uuid[],
    ${columns.types}::text[], ${columns.objects}::text[], ${columns.created_ats.map(instantText)}::timestamptz[],
    ${columns.correlations}::text[], ${columns.told}::text[], ${fan_out.ids}::uuid[], ${fan_out.endpoints}::uuid[],
    ${fan_out.seqs.map(String)}::int8[], ${fan_out.objects}::text[]) as count`.execute(db)
  return rows[0]?.count ?? 0
}

export async function findEvent(
  db: Db,
  tenant_id: TenantId,
  id: Id<'evt'>,
): Promise<StoredEvent | undefined> {
  const { rows } = await sql<EventRow>`${eventsFor(tenant_id)}
    where v.tenant_id = ${tenant_id}::int8 and v.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : eventOf(rows[0])
}

export type EventFilter = {
  readonly object_id?: string | undefined
  /** A type, or `payment.*`. */
  readonly type?: string | undefined
}

/** In the order of the feed, from behind `after_seq`. */
export async function listEvents(
  db: Db,
  tenant_id: TenantId,
  { object_id, type = '*' }: EventFilter,
  page: { readonly after_seq: bigint; readonly limit: number },
): Promise<StoredEvent[]> {
  const of_object = object_id === undefined ? sql`` : sql`and v.object_id = ${object_id}`
  const of_type =
    type === '*'
      ? sql``
      : type.endsWith('*')
        ? sql`and starts_with(v.type, ${type.slice(0, -1)})`
        : sql`and v.type = ${type}`
  // One object's events have numbers in the order of the feed, and their own index goes by those.
  const order = object_id === undefined ? sql`v.seq` : sql`v.sequence`
  const { rows } = await sql<EventRow>`${eventsFor(tenant_id)}
    where v.tenant_id = ${tenant_id}::int8 and v.seq > ${String(page.after_seq)}::int8 ${of_object} ${of_type}
    order by ${order} limit ${page.limit}::int4`.execute(db)
  return rows.map(eventOf)
}

/** The last event's place in the feed; 0 when there is none. */
export async function lastSeq(db: Db, tenant_id: TenantId): Promise<bigint> {
  const { rows } = await sql<{ seq: bigint }>`select v.seq from webhooks.event v
    where v.tenant_id = ${tenant_id}::int8 order by v.seq desc limit 1`.execute(db)
  return rows[0]?.seq ?? 0n
}

/** The same for tenants whose events are streamed. Crosses tenants. */
export async function lastSeqs(db: Db, tenants: readonly TenantId[]): Promise<Map<TenantId, bigint>> {
  const { rows } = await sql<{ tenant_id: TenantId; seq: bigint }>`
    select t.tenant_id, v.seq from unnest(${tenants.map(String)}::int8[]) as t (tenant_id)
    cross join lateral (select e.seq from webhooks.event e where e.tenant_id = t.tenant_id
      order by e.seq desc limit 1) v`.execute(db)
  return new Map(rows.map(({ tenant_id, seq }) => [tenant_id, seq]))
}

/** A sandbox's clock was moved ahead: its retries come that much earlier. */
export async function advanceDeliveries(db: Db, tenant_id: TenantId, by_ms: number): Promise<void> {
  await sql`select webhooks.advance_deliveries(${tenant_id}::int8, ${by_ms}::float8 * interval '1 millisecond')`.execute(
    db,
  )
}
