import { type RawBuilder, sql } from 'kysely'
import { idOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../db/database.ts'
import type { TenantId } from '../scope.ts'
import type { FeedFact } from './fact.ts'

export type FactColumns = {
  readonly ids: readonly string[]
  readonly types: readonly string[]
  readonly objects: readonly (string | null)[]
  readonly bodies: readonly string[]
}

/** The call that writes them, and answers the first number. */
export const factsCall = (tenant_id: TenantId, at: Instant, columns: FactColumns): RawBuilder<unknown> =>
  sql`platform.append_facts(${tenant_id}::int8, ${instantText(at)}::timestamptz, ${columns.ids}::uuid[],
    ${columns.types}::text[], ${columns.objects}::text[], ${columns.bodies}::text[])`

export async function insertFacts(db: Db, call: RawBuilder<unknown>): Promise<bigint> {
  const { rows } = await sql<{ first: bigint }>`select ${call} as first`.execute(db)
  return (rows[0] as { first: bigint }).first
}

type Row = Omit<FeedFact, 'tenant_id' | 'id'> & { readonly id: string }

export async function selectFeed(
  db: Db,
  tenant_id: TenantId,
  after_seq: bigint,
  limit: number,
  bytes_max: number,
): Promise<FeedFact[]> {
  const { rows } = await sql<Row>`select f.seq, f.id, f.type, f.object_id, f.refs, f.at, f.body
    from platform.read_feed(${tenant_id}::int8, ${after_seq}::int8, ${limit}::int4, ${bytes_max}::int8) as f
    order by f.seq`.execute(db)
  return rows.map((row) => ({ ...row, tenant_id, id: idOf('evt', row.id) }))
}

export async function selectFacts(db: Db, tenant_id: TenantId, seqs: readonly bigint[]): Promise<FeedFact[]> {
  const { rows } =
    await sql<Row>`select f.seq, f.id, f.type, f.object_id, f.refs, f.at, f.body from platform.outbox f
    where f.tenant_id = ${tenant_id}::int8 and f.seq = any (${seqs.map(String)}::int8[]) order by f.seq`.execute(
      db,
    )
  return rows.map((row) => ({ ...row, tenant_id, id: idOf('evt', row.id) }))
}

export async function selectCursor(db: Db, tenant_id: TenantId, consumer: string): Promise<bigint> {
  const { rows } = await sql<{ seq: bigint }>`select c.seq from platform.feed_cursor c
    where c.tenant_id = ${tenant_id}::int8 and c.consumer = ${consumer}`.execute(db)
  return rows[0]?.seq ?? 0n
}

export type CursorMove = {
  readonly consumer: string
  readonly from_seq: bigint
  readonly to_seq: bigint
}

export async function updateCursor(db: Db, tenant_id: TenantId, move: CursorMove): Promise<boolean> {
  const { rows } = await sql<{ moved: boolean }>`select platform.move_cursor(${tenant_id}::int8,
    ${move.consumer}, ${move.from_seq}::int8, ${move.to_seq}::int8) as moved`.execute(db)
  return rows[0]?.moved === true
}

export type TenantBehind = { readonly tenant_id: TenantId; readonly behind: bigint }
/** Which tenants to look at: those after `after`, of every `of` tenants the one that leaves `rest`. */
export type TenantRange = { readonly after: bigint; readonly of: number; readonly rest: number }

export async function selectBehind(
  db: Db,
  consumer: string,
  range: TenantRange,
  limit: number,
): Promise<TenantBehind[]> {
  const { rows } = await sql<TenantBehind>`select h.tenant_id, h.seq - coalesce(c.seq, 0) as behind
    from platform.tenant_head h
    left join platform.feed_cursor c on c.tenant_id = h.tenant_id and c.consumer = ${consumer}
    where h.seq > coalesce(c.seq, 0) and h.tenant_id > ${range.after}::int8
      and mod(h.tenant_id, ${range.of}::int8) = ${range.rest}::int8
    order by h.tenant_id limit ${limit}::int4`.execute(db)
  return rows
}

export async function selectLag(db: Db): Promise<{ consumer: string; behind: bigint }[]> {
  const { rows } = await sql<{ consumer: string; behind: bigint }>`
    select c.consumer, max(h.seq - c.seq) as behind
    from platform.feed_cursor c join platform.tenant_head h on h.tenant_id = c.tenant_id
    group by c.consumer order by c.consumer`.execute(db)
  return rows
}
