import { CompiledQuery, sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import { casts } from '../../platform/db/casts.ts'
import type { Db } from '../../platform/db/database.ts'
import type { Scope, TenantId } from '../../platform/scope.ts'
import { joinedPosting, type PostCommand, type TransferOrder } from '../ledger/index.ts'

const MOVE = 'uuid int4 int8'
const LEDGER_FROM = 3 + MOVE.split(' ').length
const move = `select p.at from payments.move_disputed($1::int8, $2::timestamptz, ${casts(3, MOVE)}) as m (at)
  cross join lateral ${joinedPosting.exactCall('$1::int8', 'm.at', LEDGER_FROM)} as l
  cross join lateral payments.assert_posted(l.results, l.recorded_at) as p (at)`

/** The payment and the ledger, in the caller's transaction. Raises FL201 when the payment changed, FL202 when nothing is there. */
export async function moveDisputed(
  scope: Scope,
  moved: { payment: Id<'pay'>; version: number; delta: number; transfers: readonly TransferOrder[] },
): Promise<void> {
  const { tenant_id, world, request_id, actor } = scope
  const at = world.now()
  const posting: PostCommand = { transfers: moved.transfers, request_id, actor, ip: scope.ip ?? null, at }
  await scope.db.executeQuery(
    CompiledQuery.raw(move, [
      String(tenant_id),
      instantText(at),
      uuidOf(moved.payment),
      moved.version,
      moved.delta,
      ...joinedPosting.exactValues(world, [posting]),
    ]),
  )
}

/** What is kept of a captured payment for the disputes of its card. */
export type PaidByCard = {
  readonly payment: Id<'pay'>
  readonly merchant: Id<'mer'>
  readonly token: Id<'tok'>
  readonly account: Id<'aca'>
  readonly paid_at: Instant
}

type PaidRow = {
  readonly id: string
  readonly merchant_id: string
  readonly token_id: string
  readonly account_id: string
  readonly created_at: Instant
}

export async function findPaid(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'pay'>[],
): Promise<PaidByCard[]> {
  // Behind `offset 0` each row is found by its key, whatever is known of the tables when this is planned.
  const { rows } =
    await sql<PaidRow>`select n.id, o.merchant_id, coalesce(a.token_id, o.token_id) as token_id,
      a.account_id, o.created_at
    from unnest(${ids.map(uuidOf)}::uuid[]) as n (id)
    cross join lateral (select p.attempt_id from payments.payment p
      where p.tenant_id = ${tenant_id}::int8 and p.id = n.id offset 0) p
    cross join lateral (select x.merchant_id, x.token_id, x.created_at from payments.payment_order x
      where x.tenant_id = ${tenant_id}::int8 and x.id = n.id offset 0) o
    cross join lateral (select y.account_id, y.token_id from payments.operation y
      where y.tenant_id = ${tenant_id}::int8 and y.id = p.attempt_id offset 0) a
    where coalesce(a.token_id, o.token_id) is not null`.execute(db)
  return rows.map((row) => ({
    payment: idOf('pay', row.id),
    merchant: idOf('mer', row.merchant_id),
    token: idOf('tok', row.token_id),
    account: idOf('aca', row.account_id),
    paid_at: row.created_at,
  }))
}

/** For the timeline; the last statement of the same transaction. */
export async function keepDisputed(
  { db, tenant_id, world, actor, request_id }: Scope,
  kept: {
    payment: Id<'pay'>
    version: number
    delta: number
    transfers: readonly TransferOrder[]
    told_seq: bigint
  },
): Promise<void> {
  const { payment, version, delta, transfers, told_seq } = kept
  await sql`select payments.keep_disputed(${tenant_id}::int8, ${instantText(world.now())}::timestamptz,
    ${uuidOf(payment)}::uuid, ${version}::int4, ${delta}::int8, ${transfers.map(({ id }) => uuidOf(id))}::uuid[],
    ${actor.id}, ${request_id}, ${String(told_seq)}::int8)`.execute(db)
}
