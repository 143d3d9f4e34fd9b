import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Operation, OperationId, OutcomeResult } from './payment.ts'

/** Takes the payment for an operation that is about to be sent; false when it does not stand as it was read. */
export async function beginOperation(
  db: Db,
  tenant_id: TenantId,
  times: { at: Instant; lease_until: Instant },
  begun: {
    payment: Id<'pay'>
    version: number
    step: number | null
    operation: Operation
    decision: string | null
    request_id: string
    /** Of an attempt with another card than the one ordered. */
    token: Id<'tok'> | null
  },
): Promise<boolean> {
  const { payment, version, step, operation, decision, request_id, token } = begun
  const { rows } = await sql<{ taken: boolean[] }>`select payments.begin_operations(${tenant_id}::int8,
    ${instantText(times.at)}::timestamptz, ${instantText(times.lease_until)}::timestamptz,
    ${[uuidOf(payment)]}::uuid[], ${[version]}::int4[], ${[step]}::int4[], ${[uuidOf(operation.id)]}::uuid[],
    ${[operation.kind]}::text[], ${[uuidOf(operation.account)]}::uuid[], ${[operation.amount]}::int8[],
    ${[operation.is_final]}::boolean[], ${[decision]}::text[], ${[request_id]}::text[],
    ${[token === null ? null : uuidOf(token)]}::uuid[]) as taken`.execute(db)
  return rows[0]?.taken[0] === true
}

export type StoredOperation = Omit<Operation, 'kind'> & {
  readonly kind: Operation['kind'] | 'refund'
  readonly payment: Id<'pay'>
  readonly acquirer_reference: string | null
  /** What was said last, but for inquiries that brought nothing; null while nothing was. */
  readonly result: string | null
  /** What is believed: the last that changed something and is neither pending nor unknown; null while nothing is. */
  readonly known: OutcomeResult | null
  /** What was said with it: the network's code of a decline, or why it was refused. */
  readonly last: string | null
  readonly created_at: Instant
}

/** An inquiry that brought nothing; `id` is a UUID of its own. */
export async function noteInquiry(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  asked: { operation: string; id: string; result: OutcomeResult; detail: string | null },
): Promise<void> {
  const { operation, id, result, detail } = asked
  await sql`select payments.note_inquiry(${tenant_id}::int8, ${instantText(at)}::timestamptz, ${uuidOf(operation)}::uuid,
    ${id}::uuid, ${result}, ${detail}::text)`.execute(db)
}

/** An operation with what was said of it last, and what is believed. */
export async function findOperation(
  db: Db,
  tenant_id: TenantId,
  id: OperationId,
): Promise<StoredOperation | undefined> {
  const { rows } = await sql<{
    kind: StoredOperation['kind']
    payment_id: string
    account_id: string
    amount: bigint
    is_final: boolean
    acquirer_reference: string | null
    result: string | null
    known: OutcomeResult | null
    last: string | null
    created_at: Instant
  }>`select y.kind, y.payment_id, y.account_id, y.amount, y.is_final, y.created_at, l.result, l.acquirer_reference, k.result as known,
      coalesce(k.network_code, k.detail) as last
    from payments.operation y left join lateral (
      select u.result, u.acquirer_reference from payments.outcome u
        where u.tenant_id = y.tenant_id and u.operation_id = y.id and (u.is_applied or u.via <> 'inquiry')
        order by u.at desc, u.id desc limit 1) l on true
    left join lateral (
      select u.result, u.network_code, u.detail from payments.outcome u
        where u.tenant_id = y.tenant_id and u.operation_id = y.id and u.is_applied
          and u.result not in ('pending', 'unknown') order by u.at desc, u.id desc limit 1) k on true
    where y.tenant_id = ${tenant_id}::int8 and y.id = ${uuidOf(id)}::uuid`.execute(db)
  const row = rows[0]
  if (row === undefined) return undefined
  return {
    id: idOf(row.kind === 'authorize' ? 'att' : 'opn', uuidOf(id)),
    kind: row.kind,
    payment: idOf('pay', row.payment_id),
    account: idOf('aca', row.account_id),
    amount: Number(row.amount),
    is_final: row.is_final,
    acquirer_reference: row.acquirer_reference,
    result: row.result,
    known: row.known,
    last: row.last,
    created_at: row.created_at,
  }
}

/** How many captures of a payment were approved. */
export async function countCaptures(db: Db, tenant_id: TenantId, payment: Id<'pay'>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int4 as count from payments.operation y
    where y.tenant_id = ${tenant_id}::int8 and y.payment_id = ${uuidOf(payment)}::uuid and y.kind = 'capture'
      and exists (select from payments.outcome u where u.tenant_id = ${tenant_id}::int8 and u.operation_id = y.id
        and u.result = 'approved' and u.is_applied)`.execute(db)
  return rows[0]?.count ?? 0
}

/** Whether this callback was written down before. */
export async function isKnownMessage(
  db: Db,
  tenant_id: TenantId,
  operation: OperationId,
  message_id: string,
): Promise<boolean> {
  const { rows } = await sql`select from payments.outcome u where u.tenant_id = ${tenant_id}::int8
    and u.operation_id = ${uuidOf(operation)}::uuid and u.message_id = ${message_id}`.execute(db)
  return rows.length > 0
}
