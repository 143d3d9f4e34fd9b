import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import { packBigint, packInstant, packText, packIds } from '../../platform/batcher/pack.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { EventPlace, StoredEvent } from './event.ts'

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
  readonly ids: readonly Id<'evt'>[]
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
    ${instantText(at.now)}::timestamptz, ${at.api_version}, ${packBigint(columns.seqs)}::int8[],
    ${packIds(columns.ids)}::uuid[], ${packText(columns.types)}::text[],
    ${packText(columns.objects)}::text[], ${packInstant(columns.created_ats)}::timestamptz[],
    ${packText(columns.correlations)}::text[], ${packText(columns.told)}::text[], ${fan_out.ids}::uuid[],
    ${fan_out.endpoints}::uuid[], ${packBigint(fan_out.seqs)}::int8[], ${packText(fan_out.objects)}::text[]) as count`.execute(
    db,
  )
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

/** From behind `after_seq`, oldest first unless the newest are wanted first. */
export type EventPage = {
  readonly after_seq: bigint
  readonly limit: number
  readonly is_newest_first?: boolean
}
const behind = ({ after_seq, is_newest_first = false }: EventPage) =>
  is_newest_first ? sql`v.seq < ${String(after_seq)}::int8` : sql`v.seq > ${String(after_seq)}::int8`
const orderOf = ({ is_newest_first = false }: EventPage) => sql.raw(is_newest_first ? 'desc' : 'asc')

/** In the order of the feed, or in the opposite one. */
export async function listEvents(
  db: Db,
  tenant_id: TenantId,
  { object_id, type = '*' }: EventFilter,
  page: EventPage,
): Promise<StoredEvent[]> {
  const query =
    object_id !== undefined
      ? ofObject(tenant_id, object_id, type, page)
      : type === '*'
        ? ofAll(tenant_id, page)
        : type.endsWith('*')
          ? ofTypes(tenant_id, type.slice(0, -1), page)
          : ofType(tenant_id, type, page)
  return (await query.execute(db)).rows.map(eventOf)
}

const ofAll = (tenant_id: TenantId, page: EventPage) => sql<EventRow>`${eventsFor(tenant_id)}
  where v.tenant_id = ${tenant_id}::int8 and ${behind(page)}
  order by v.seq ${orderOf(page)} limit ${page.limit}::int4`

const ofType = (tenant_id: TenantId, type: string, page: EventPage) => sql<EventRow>`${eventsFor(tenant_id)}
  where v.tenant_id = ${tenant_id}::int8 and v.type collate "C" = ${type} and ${behind(page)}
  order by v.seq ${orderOf(page)} limit ${page.limit}::int4`

/** One object's events have numbers in the order of the feed, and their own index goes by those. */
const ofObject = (
  tenant_id: TenantId,
  object_id: string,
  type: string,
  page: EventPage,
) => sql<EventRow>`${eventsFor(tenant_id)}
  where v.tenant_id = ${tenant_id}::int8 and v.object_id = ${object_id} and ${behind(page)}
    and ${type.endsWith('*') ? sql`starts_with(v.type, ${type.slice(0, -1)})` : sql`v.type = ${type}`}
  order by v.sequence ${orderOf(page)} limit ${page.limit}::int4`

/**
 * Types that begin alike. The index is asked for each type there is, from one to the next, and then for the first events of
 * each: however many other events lie between, only as many rows are read as the page could need of each type.
 */
const ofTypes = (tenant_id: TenantId, prefix: string, page: EventPage) => sql<EventRow>`
  with recursive found (type) as (
    (select e.type from webhooks.event e
      where e.tenant_id = ${tenant_id}::int8 and e.type collate "C" >= ${prefix}
      order by e.type collate "C" limit 1)
    union all
    select (select e.type from webhooks.event e
      where e.tenant_id = ${tenant_id}::int8 and e.type collate "C" > f.type
      order by e.type collate "C" limit 1)
    from found f where starts_with(f.type, ${prefix})
  )
  select one.* from found f cross join lateral (${eventsFor(tenant_id)}
    where v.tenant_id = ${tenant_id}::int8 and v.type collate "C" = f.type and ${behind(page)}
    order by v.seq ${orderOf(page)} limit ${page.limit}::int4) one
  where starts_with(f.type, ${prefix})
  order by one.seq ${orderOf(page)} limit ${page.limit}::int4`

/** The last event and its place in the feed; undefined when there is none. */
export async function lastEvent(db: Db, tenant_id: TenantId): Promise<EventPlace | undefined> {
  const { rows } = await sql<{ seq: bigint; id: string }>`select v.seq, v.id from webhooks.event v
    where v.tenant_id = ${tenant_id}::int8 order by v.seq desc limit 1`.execute(db)
  return rows[0] === undefined ? undefined : { seq: rows[0].seq, id: idOf('evt', rows[0].id) }
}

/** Places of the last events of tenants whose events are streamed. Crosses tenants. */
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
