import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { AuthenticationCause } from './authentication.ts'
import { TIMELINE_OPERATIONS_MAX } from './limits.ts'
import type { Operation, OutcomeResult, OutcomeVia } from './payment.ts'

/** Rows as they are stored. Ids are UUIDs, amounts minor units. */
export type OperationLine = {
  readonly id: string
  readonly kind: Operation['kind'] | 'refund'
  readonly number: number
  readonly account_id: string
  readonly amount: bigint
  readonly is_final: boolean
  readonly refund_id: string | null
  readonly request_id: string
  /** By the wall's clock. */
  readonly lease_until: Instant
  readonly created_at: Instant
}
export type OutcomeLine = {
  readonly operation_id: string
  readonly id: string
  readonly result: OutcomeResult
  readonly via: OutcomeVia
  readonly amount: bigint | null
  readonly network_code: string | null
  readonly decline_code: string | null
  readonly detail: string | null
  readonly message_id: string | null
  readonly is_applied: boolean
  readonly told_seq: bigint | null
  readonly at: Instant
}
export type TurnLine = {
  readonly step: number | null
  readonly verdict: 'approved' | 'rejected' | null
  readonly reason: string | null
  readonly decision: string | null
  readonly disputed: bigint | null
  readonly transfers: readonly string[]
  readonly actor_id: string
  readonly request_id: string
  readonly told_seq: bigint
  readonly at: Instant
}
export type AuthenticationLine = {
  readonly account_id: string
  readonly cause: AuthenticationCause
  readonly step: number
  readonly told_seq: bigint | null
  readonly last_told_seq: bigint | null
  readonly created_at: Instant
  readonly challenged_at: Instant | null
  readonly updated_at: Instant
}
/** Everything that is stored about a payment, each kind in the order of time. */
export type StoredHistory = {
  readonly told_seq: bigint | null
  readonly operations: readonly OperationLine[]
  readonly outcomes: readonly OutcomeLine[]
  readonly turns: readonly TurnLine[]
  readonly authentications: readonly AuthenticationLine[]
}

export async function readHistory(db: Db, tenant_id: TenantId, payment: Id<'pay'>): Promise<StoredHistory> {
  const own = sql`tenant_id = ${tenant_id}::int8 and payment_id = ${uuidOf(payment)}::uuid`
  const { rows: orders } = await sql<{
    told_seq: bigint | null
  }>`select o.told_seq from payments.payment_order o
    where o.tenant_id = ${tenant_id}::int8 and o.id = ${uuidOf(payment)}::uuid`.execute(db)
  const { rows: operations } =
    await sql<OperationLine>`select id, kind, number, account_id, amount, is_final, refund_id,
      request_id, lease_until, created_at from payments.operation where ${own}
    order by created_at, lease_until, number limit ${TIMELINE_OPERATIONS_MAX}`.execute(db)
  const { rows: outcomes } =
    await sql<OutcomeLine>`select u.operation_id, u.id, u.result, u.via, u.amount, u.network_code,
      u.decline_code, u.detail, u.message_id, u.is_applied, u.told_seq, u.at from payments.outcome u
    where u.tenant_id = ${tenant_id}::int8 and u.operation_id = any (${operations.map(({ id }) => id)}::uuid[])
    order by u.at, u.id`.execute(db)
  const { rows: turns } =
    await sql<TurnLine>`select step, verdict, reason, decision, disputed, transfers, actor_id, request_id,
      told_seq, at from payments.turn where ${own} order by version`.execute(db)
  const { rows: authentications } =
    await sql<AuthenticationLine>`select account_id, cause, step, told_seq, last_told_seq,
      created_at, challenged_at, updated_at from payments.authentication where ${own} order by created_at`.execute(
      db,
    )
  return { told_seq: orders[0]?.told_seq ?? null, operations, outcomes, turns, authentications }
}

/** Ids of the transfers that operations may have made are the operations', so this is all that is needed to find them. */
export const operationTransfer = ({ id }: Pick<OperationLine, 'id'>): Id<'trf'> => idOf('trf', id)
