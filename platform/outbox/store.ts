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

/** Moves each that stands where its move begins, and answers whose moved. In the order of names: nobody locks across. */
export async function updateCursors(
  db: Db,
  tenant_id: TenantId,
  moves: readonly CursorMove[],
): Promise<Set<string>> {
  const sorted = moves.toSorted((one, other) => (one.consumer < other.consumer ? -1 : 1))
  const { rows } = await sql<{ consumer: string }>`select u.consumer
    from unnest(${sorted.map((move) => move.consumer)}::text[],
      ${sorted.map((move) => String(move.from_seq))}::int8[],
      ${sorted.map((move) => String(move.to_seq))}::int8[]) as u (consumer, from_seq, to_seq)
    where platform.move_cursor(${tenant_id}::int8, u.consumer, u.from_seq, u.to_seq)`.execute(db)
  return new Set(rows.map((row) => row.consumer))
}

/** A consumer, and the tenant after which to look. */
export type Looking = { readonly consumer: string; readonly after: bigint }
export type Behind = { readonly consumer: string; readonly tenant_id: TenantId }
/** Of every `of` tenants, the one whose number leaves `rest`. */
export type TenantRange = { readonly of: number; readonly rest: number }

/** For each consumer its next tenants with news, by their numbers, `limit` at most. */
export async function selectBehind(
  db: Db,
  looking: readonly Looking[],
  range: TenantRange,
  limit: number,
): Promise<Behind[]> {
  const { rows } = await sql<Behind>`select u.consumer, b.tenant_id
    from unnest(${looking.map(({ consumer }) => consumer)}::text[],
      ${looking.map(({ after }) => String(after))}::int8[]) as u (consumer, after)
    cross join lateral (select h.tenant_id
      from platform.tenant_head h
      left join platform.feed_cursor c on c.tenant_id = h.tenant_id and c.consumer = u.consumer
      where h.seq > coalesce(c.seq, 0) and h.tenant_id > u.after
        and mod(h.tenant_id, ${range.of}::int8) = ${range.rest}::int8
      order by h.tenant_id limit ${limit}::int4) as b
    order by u.consumer, b.tenant_id`.execute(db)
  return rows
}

export async function selectLag(db: Db): Promise<{ consumer: string; behind: bigint }[]> {
  const { rows } = await sql<{ consumer: string; behind: bigint }>`
    select c.consumer, max(h.seq - c.seq) as behind
    from platform.feed_cursor c join platform.tenant_head h on h.tenant_id = c.tenant_id
    group by c.consumer order by c.consumer`.execute(db)
  return rows
}
