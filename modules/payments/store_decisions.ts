import { sql } from 'kysely'
import { type Id, idOf, newId, uuidOf } from '../../kernel/id.ts'
import { type Instant, plusMs, type World } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Assessment } from '../risk/index.ts'
import type { RouteDecision } from '../routing/index.ts'
import type { OutcomeResult } from './payment.ts'

/** Why an attempt went where it went: what risk and routing saw and decided before it was sent. */
export type StoredDecision = {
  /** The attempt it was made for. */
  readonly id: Id<'att'>
  readonly payment: Id<'pay'>
  /** Of the attempt, from 1. */
  readonly number: number
  /** Where it was sent: of a further attempt, the next candidate. */
  readonly account: Id<'aca'>
  readonly result: OutcomeResult | null
  readonly decided: { readonly risk: Assessment; readonly route: RouteDecision }
  readonly at: Instant
}
type Row = {
  id: string
  payment_id: string
  number: number
  account_id: string
  decision: string
  result: OutcomeResult | null
  created_at: Instant
}

const decisionOf = (row: Row): StoredDecision => ({
  id: idOf('att', row.id),
  payment: idOf('pay', row.payment_id),
  number: row.number,
  account: idOf('aca', row.account_id),
  result: row.result,
  decided: JSON.parse(row.decision) as StoredDecision['decided'],
  at: row.created_at,
})

const columns = sql.raw('y.id, y.payment_id, y.number, y.account_id, y.decision, y.created_at, l.result')
const latest = sql.raw(`left join lateral (select u.result from payments.outcome u
    where u.tenant_id = y.tenant_id and u.operation_id = y.id and u.is_applied order by u.at desc, u.id desc limit 1) l on true`)

export async function findDecision(
  db: Db,
  tenant_id: TenantId,
  id: Id<'att'>,
): Promise<StoredDecision | undefined> {
  const { rows } = await sql<Row>`select ${columns} from payments.operation y ${latest}
    where y.tenant_id = ${tenant_id}::int8 and y.id = ${uuidOf(id)}::uuid and y.kind = 'authorize'
      and y.decision is not null`.execute(db)
  return rows[0] === undefined ? undefined : decisionOf(rows[0])
}

/** An id that no attempt has reached: those of other operations are chance, and most of them lie above it. */
const beyond = (world: World): Id<'att'> => newId('att', { ...world, now: () => plusMs(world.now(), 60_000) })

/** Of one payment, the last attempt first, from below the number `before`. */
export async function listDecisionsOf(
  db: Db,
  tenant_id: TenantId,
  payment: Id<'pay'>,
  page: { before: number | undefined; limit: number },
): Promise<StoredDecision[]> {
  const { rows } = await sql<Row>`select ${columns} from payments.operation y ${latest}
    where y.tenant_id = ${tenant_id}::int8 and y.payment_id = ${uuidOf(payment)}::uuid and y.kind = 'authorize'
      and y.decision is not null ${page.before === undefined ? sql`` : sql`and y.number < ${page.before}::int4`}
    order by y.number desc limit ${page.limit}`.execute(db)
  return rows.map(decisionOf)
}

/** Newest first, from below `before`. */
export async function listDecisions(
  db: Db,
  { tenant_id, world }: { readonly tenant_id: TenantId; readonly world: World },
  page: { before: Id<'att'> | undefined; limit: number },
): Promise<StoredDecision[]> {
  const { rows } = await sql<Row>`select ${columns} from (
      select x.* from payments.operation x where x.tenant_id = ${tenant_id}::int8 and x.kind = 'authorize'
        and x.decision is not null and x.id < ${uuidOf(page.before ?? beyond(world))}::uuid
      order by x.id desc limit ${page.limit}) y ${latest}
    order by y.id desc`.execute(db)
  return rows.map(decisionOf)
}
