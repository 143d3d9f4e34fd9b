import { type RawBuilder, sql } from 'kysely'
import type { TenantId } from '../../platform/scope.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import { canonicalUnnumbered, type AuditEvent, type Unnumbered } from './event.ts'
import type { Block } from './block.ts'
import { LOOKED_AT_MAX } from './limits.ts'

type EventRow = Omit<AuditEvent, 'id' | 'seq'> & { id: string; seq: bigint }

const eventOf = (row: EventRow): AuditEvent => ({ ...row, id: idOf('aud', row.id), seq: Number(row.seq) })

const eventColumns = sql`seq, id, at, actor_type, actor_id, authenticated_by, on_behalf_of, ip, action, resource_type,
  resource_id, encode(before_hash, 'hex') as before_hash, encode(after_hash, 'hex') as after_hash, request_id,
  encode(leaf_hash, 'hex') as leaf_hash`

type BlockRow = Omit<Block, 'number' | 'first_seq' | 'last_seq'> &
  Record<'number' | 'first_seq' | 'last_seq', bigint>

const blockOf = (row: BlockRow): Block => ({
  ...row,
  number: Number(row.number),
  first_seq: Number(row.first_seq),
  last_seq: Number(row.last_seq),
})

const blockColumns = sql`number, first_seq, last_seq, encode(root, 'hex') as root, encode(prev_hash, 'hex') as prev_hash,
  encode(hash, 'hex') as hash, checkpoint, sealed_at`

/** One call for any number of events. */
export function appendCall(tenant_id: TenantId, events: readonly Unnumbered[]): RawBuilder<unknown> {
  const texts = (read: (event: Unnumbered) => string | null) => sql`${events.map(read)}::text[]`
  return sql`audit.append(${tenant_id},
    ${events.map(({ at }) => instantText(at))}::timestamptz[], ${texts((event) => event.actor_type)},
    ${texts((event) => event.actor_id)}, ${texts((event) => event.authenticated_by)},
    ${texts((event) => event.on_behalf_of)}, ${texts((event) => event.ip)}, ${texts((event) => event.request_id)},
    ${events.map(({ id }) => uuidOf(id))}::uuid[], ${texts((event) => event.action)},
    ${texts((event) => event.resource_type)}, ${texts((event) => event.resource_id)},
    ${texts((event) => event.before_hash)}, ${texts((event) => event.after_hash)},
    ${texts(canonicalUnnumbered)})`
}

export type EventFilter = {
  readonly action?: string | undefined
  readonly actor_id?: string | undefined
  readonly resource_type?: string | undefined
  readonly resource_id?: string | undefined
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

export type AuditPage = {
  readonly events: readonly AuditEvent[]
  /** The last number looked at, when the look ended before the trail did. */
  readonly looked_to: number | undefined
}

/**
 * Newest first, from below `before_seq` (all when undefined); at most `limit`. No index knows types of resources, so that a page
 * of a rare one can be short and have more behind it.
 */
export async function listEvents(
  db: Db,
  tenant_id: TenantId,
  filter: EventFilter,
  page: { before_seq: number | undefined; limit: number },
): Promise<AuditPage> {
  const { action, actor_id, resource_type, resource_id, from, to } = filter
  const nothing = sql``
  const looked_to = resource_type === undefined ? undefined : await lowest(db, tenant_id, page.before_seq)
  const { rows } = await sql<EventRow>`select ${eventColumns} from audit.event where tenant_id = ${tenant_id}
    ${looked_to === undefined ? nothing : sql`and seq >= ${looked_to}`}
    ${page.before_seq === undefined ? nothing : sql`and seq < ${page.before_seq}`}
    ${action === undefined ? nothing : sql`and action = ${action}`}
    ${actor_id === undefined ? nothing : sql`and actor_id = ${actor_id}`}
    ${resource_type === undefined ? nothing : sql`and resource_type = ${resource_type}`}
    ${resource_id === undefined ? nothing : sql`and resource_id = ${resource_id}`}
    ${from === undefined ? nothing : sql`and at >= ${instantText(from)}`}
    ${to === undefined ? nothing : sql`and at < ${instantText(to)}`}
    order by seq desc limit ${page.limit}`.execute(db)
  const isCut = looked_to !== undefined && looked_to > 1 && rows.length < page.limit
  return { events: rows.map(eventOf), looked_to: isCut ? looked_to : undefined }
}

/** The lowest number that a look of LOOKED_AT_MAX events comes to: they are numbered without gaps. */
async function lowest(db: Db, tenant_id: TenantId, before_seq: number | undefined): Promise<number> {
  const before = before_seq ?? (await readEnds(db, tenant_id)).head + 1
  return Math.max(1, before - LOOKED_AT_MAX)
}

export async function findEvent(db: Db, tenant_id: TenantId, id: Id<'aud'>): Promise<AuditEvent | undefined> {
  const { rows } = await sql<EventRow>`select ${eventColumns} from audit.event
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
  return rows[0] === undefined ? undefined : eventOf(rows[0])
}

/** Events numbered `first` to `last`, both included, in order; what is missing is missing. */
export async function readEvents(
  db: Db,
  tenant_id: TenantId,
  first: number,
  last: number,
): Promise<AuditEvent[]> {
  const { rows } = await sql<EventRow>`select ${eventColumns} from audit.event
    where tenant_id = ${tenant_id} and seq between ${first} and ${last} order by seq`.execute(db)
  return rows.map(eventOf)
}

/** The last number given out, and the greatest number that is there. They differ only when somebody tampered. */
export async function readEnds(db: Db, tenant_id: TenantId): Promise<{ head: number; last: number }> {
  const { rows } = await sql<{ head: bigint; last: bigint }>`select
    coalesce((select h.seq from audit.head h where h.tenant_id = ${tenant_id}), 0) as head,
    coalesce((select max(e.seq) from audit.event e where e.tenant_id = ${tenant_id}), 0) as last`.execute(db)
  return { head: Number(rows[0]?.head), last: Number(rows[0]?.last) }
}

export async function lastBlock(db: Db, tenant_id: TenantId): Promise<Block | undefined> {
  const { rows } = await sql<BlockRow>`select ${blockColumns} from audit.block
    where tenant_id = ${tenant_id} order by number desc limit 1`.execute(db)
  return rows[0] === undefined ? undefined : blockOf(rows[0])
}

/** At most `limit` blocks with numbers above `after`, in order. */
export async function readBlocks(
  db: Db,
  tenant_id: TenantId,
  after: number,
  limit: number,
): Promise<Block[]> {
  const { rows } = await sql<BlockRow>`select ${blockColumns} from audit.block
    where tenant_id = ${tenant_id} and number > ${after} order by number limit ${limit}`.execute(db)
  return rows.map(blockOf)
}

/** False when another sealer wrote this block first. */
export async function insertBlock(db: Db, tenant_id: TenantId, block: Block): Promise<boolean> {
  const { rows } = await sql`insert into audit.block
    (tenant_id, number, first_seq, last_seq, root, prev_hash, hash, checkpoint, sealed_at)
    values (${tenant_id}, ${block.number}, ${block.first_seq}, ${block.last_seq}, decode(${block.root}, 'hex'),
      decode(${block.prev_hash}, 'hex'), decode(${block.hash}, 'hex'), ${block.checkpoint}, ${instantText(block.sealed_at)})
    on conflict (tenant_id, number) do nothing returning number`.execute(db)
  return rows.length === 1
}

type TenantRow = { tenant_id: TenantId }

/** Tenants above `after` with events that no block covers yet, in order. Crosses tenants: a named read. */
export async function unsealedTenants(
  database: Database,
  after: TenantId,
  limit: number,
): Promise<TenantId[]> {
  return database.scatter('audit.unsealed_tenants', async (db) => {
    const { rows } = await sql<TenantRow>`select h.tenant_id from audit.head h
      where h.tenant_id > ${after} and h.seq > coalesce((select b.last_seq from audit.block b
        where b.tenant_id = h.tenant_id order by b.number desc limit 1), 0)
      order by h.tenant_id limit ${limit}`.execute(db)
    return rows.map(({ tenant_id }) => tenant_id)
  })
}

/** Every tenant that has a trail, above `after`, in order: events without a head row count too. */
export async function auditedTenants(
  database: Database,
  after: TenantId,
  limit: number,
): Promise<TenantId[]> {
  return database.scatter('audit.tenants', async (db) => {
    const { rows } = await sql<TenantRow>`select tenant_id from (
        select h.tenant_id from audit.head h where h.tenant_id > ${after}
        union select e.tenant_id from audit.event e where e.seq = 1 and e.tenant_id > ${after}
        union select b.tenant_id from audit.block b where b.number = 1 and b.tenant_id > ${after}) t
      order by tenant_id limit ${limit}`.execute(db)
    return rows.map(({ tenant_id }) => tenant_id)
  })
}
