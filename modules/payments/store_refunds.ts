import { CompiledQuery, sql } from 'kysely'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Day, type Instant, instantText, type World } from '../../kernel/world.ts'
import { casts } from '../../platform/db/casts.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { joinedPosting, type PostCommand } from '../ledger/index.ts'
import type { Refund, RefundNotes } from './refund.ts'
import { refundStateOf } from './steps.ts'

const BEGIN = 'timestamptz uuid int4 uuid uuid uuid int8 text text'
const LEDGER_FROM = 3 + BEGIN.split(' ').length
const begin = `select p.at from payments.begin_refund($1::int8, $2::timestamptz, ${casts(3, BEGIN)}) as b (at)
  cross join lateral ${joinedPosting.exactCall('$1::int8', 'b.at', LEDGER_FROM)} as l
  cross join lateral payments.assert_posted(l.results, l.recorded_at) as p (at)`

/** T1: the refund, its operation and the ledger's hold. Raises FL201 when the payment changed, FL202 when nothing is there. */
export async function beginRefund(
  db: Db,
  tenant_id: TenantId,
  times: { at: Instant; lease_until: Instant; world: World },
  begun: { refund: Refund; version: number; posting: PostCommand; request_id: string },
): Promise<void> {
  const { refund, version, posting, request_id } = begun
  const values = [
    String(tenant_id),
    instantText(times.at),
    instantText(times.lease_until),
    uuidOf(refund.payment),
    version,
    uuidOf(refund.id),
    uuidOf(refund.operation),
    uuidOf(refund.account),
    refund.amount,
    JSON.stringify(refund.notes),
    request_id,
    ...joinedPosting.exactValues(times.world, [posting]),
  ]
  await db.executeQuery(CompiledQuery.raw(begin, values))
}

type Row = {
  id: string
  payment_id: string
  operation_id: string
  account_id: string
  step: number
  version: number
  amount: bigint
  currency: string
  asked: string
  acquirer_reference: string | null
  network_code: string | null
  decline_code: string | null
  settled_on: Day | null
  created_at: Instant
  updated_at: Instant
}
const columns =
  sql.raw(`r.id, r.payment_id, r.operation_id, y.account_id, r.step, r.version, r.amount, p.currency, r.asked,
  l.acquirer_reference, l.network_code, l.decline_code, r.settled_on, r.created_at, r.updated_at`)
const joins = sql.raw(`join payments.payment p on p.tenant_id = r.tenant_id and p.id = r.payment_id
  join payments.operation y on y.tenant_id = r.tenant_id and y.id = r.operation_id
  left join lateral (select u.* from payments.outcome u where u.tenant_id = r.tenant_id and u.operation_id = r.operation_id
    and u.is_applied order by u.at desc, u.id desc limit 1) l on true`)

const refundOf = (row: Row): Refund => ({
  id: idOf('ref', row.id),
  payment: idOf('pay', row.payment_id),
  operation: idOf('opn', row.operation_id),
  account: idOf('aca', row.account_id),
  state: refundStateOf(row.step),
  version: row.version,
  amount: Number(row.amount),
  currency: row.currency as Currency,
  notes: JSON.parse(row.asked) as RefundNotes,
  acquirer_reference: row.acquirer_reference,
  failure: row.network_code ?? row.decline_code,
  settled_on: row.settled_on,
  created_at: row.created_at,
  updated_at: row.updated_at,
})

export async function findRefund(db: Db, tenant_id: TenantId, id: Id<'ref'>): Promise<Refund | undefined> {
  const { rows } = await sql<Row>`select ${columns} from payments.refund r ${joins}
    where r.tenant_id = ${tenant_id}::int8 and r.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : refundOf(rows[0])
}

/** The refund that an operation carries out. */
export async function findRefundBy(
  db: Db,
  tenant_id: TenantId,
  operation: string,
): Promise<Refund | undefined> {
  const { rows } = await sql<Row>`select ${columns} from payments.operation o
    join payments.refund r on r.tenant_id = o.tenant_id and r.id = o.refund_id ${joins}
    where o.tenant_id = ${tenant_id}::int8 and o.id = ${uuidOf(operation)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : refundOf(rows[0])
}

/** Newest first, from below `before`. */
export async function listRefunds(
  db: Db,
  tenant_id: TenantId,
  payment: Id<'pay'> | undefined,
  page: { before: Id<'ref'> | undefined; limit: number },
): Promise<Refund[]> {
  // The page first: joined before, all refunds of a tenant were sorted for one.
  const { rows } = await sql<Row>`select ${columns}
    from (select f.* from payments.refund f where f.tenant_id = ${tenant_id}::int8
        ${payment === undefined ? sql`` : sql`and f.payment_id = ${uuidOf(payment)}::uuid`}
        ${page.before === undefined ? sql`` : sql`and f.id < ${uuidOf(page.before)}::uuid`}
      order by f.id desc limit ${page.limit}) r ${joins}
    order by r.id desc`.execute(db)
  return rows.map(refundOf)
}
