import { sql } from 'kysely'
import { type Id, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Told } from './store_begin.ts'

/** A person's word about a payment that risk put to review. */
export type Verdict = {
  /** Follows from the key of the request. */
  readonly id: Id<'opn'>
  readonly verdict: 'approved' | 'rejected'
  readonly reason: string | null
}
/** What a payment that waits for review would be sent with. */
export type Held = { readonly token: Id<'tok'>; readonly decision: string }

/** A step that asked no acquirer. */
export type Turn = {
  readonly payment: Id<'pay'>
  /** Of the payment afterwards. */
  readonly version: number
  readonly step: number
  readonly told: Told
  readonly verdict?: Verdict
  readonly held?: Held
  readonly actor_id: string
  readonly request_id: string
}

/** False when the payment does not stand as it was read, by its version before. */
export async function movePayment(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  { payment, version, step }: Pick<Turn, 'payment' | 'version' | 'step'>,
): Promise<boolean> {
  const { rows } = await sql<{ moved: boolean }>`select payments.move_payment(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(payment)}::uuid, ${version - 1}::int4, ${step}::int4) as moved`.execute(
    db,
  )
  return rows[0]?.moved === true
}

/** Tells and keeps a turn; the last statement of its transaction. */
export async function tellTurn(db: Db, tenant_id: TenantId, at: Instant, turn: Turn): Promise<void> {
  const { payment, version, step, told, verdict, held, actor_id, request_id } = turn
  await sql`select payments.tell_turn(${tenant_id}::int8, ${instantText(at)}::timestamptz, ${uuidOf(payment)}::uuid,
    ${version}::int4, ${step}::int4, ${told.id}::uuid, ${told.type}, ${payment}, ${told.body},
    ${verdict === undefined ? null : uuidOf(verdict.id)}::uuid, ${verdict?.verdict ?? null}::text,
    ${verdict?.reason ?? null}::text, ${held === undefined ? null : uuidOf(held.token)}::uuid,
    ${held?.decision ?? null}::text, ${actor_id}, ${request_id})`.execute(db)
}

/** Whether this person's word was written down before. */
export async function isKnownVerdict(
  db: Db,
  tenant_id: TenantId,
  payment: Id<'pay'>,
  id: Id<'opn'>,
): Promise<boolean> {
  const { rows } = await sql`select from payments.turn t where t.tenant_id = ${tenant_id}::int8
    and t.payment_id = ${uuidOf(payment)}::uuid and t.review_id = ${uuidOf(id)}::uuid`.execute(db)
  return rows.length > 0
}
