import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { CaseStage } from '../rails/index.ts'

/** An answer to an acquirer. */
export type Operation = {
  /** UUID. */
  readonly id: string
  readonly dispute: Id<'dsp'>
  readonly kind: 'submit' | 'accept'
  readonly stage: CaseStage
  /** The very bytes. */
  readonly sent: string
  readonly state: 'open' | 'done' | 'failed'
  readonly failure: string | null
}

export async function insertOperation(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  { id, dispute, kind, stage, sent }: Operation,
): Promise<void> {
  await sql`insert into disputes.operation (tenant_id, id, dispute_id, kind, stage, sent, state, created_at)
    values (${tenant_id}::int8, ${id}::uuid, ${uuidOf(dispute)}::uuid, ${kind}, ${stage}, ${sent}, 'open',
      ${instantText(at)}::timestamptz)`.execute(db)
}

/** `failure` null: it arrived. One that is settled stays so. */
export async function settleOperation(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  id: string,
  failure: string | null,
): Promise<void> {
  await sql`update disputes.operation y set state = ${failure === null ? 'done' : 'failed'},
      failure = ${failure?.slice(0, 500) ?? null}::text, settled_at = ${instantText(at)}::timestamptz
    where y.tenant_id = ${tenant_id}::int8 and y.id = ${id}::uuid and y.state = 'open'`.execute(db)
}

export async function findOperation(db: Db, tenant_id: TenantId, id: string): Promise<Operation | undefined> {
  const { rows } = await sql<
    Omit<Operation, 'dispute'> & { dispute_id: string }
  >`select y.id, y.dispute_id, y.kind,
      y.stage, y.sent, y.state, y.failure from disputes.operation y
    where y.tenant_id = ${tenant_id}::int8 and y.id = ${id}::uuid`.execute(db)
  const [row] = rows
  if (row === undefined) return undefined
  const { dispute_id, ...rest } = row
  return { ...rest, dispute: idOf('dsp', dispute_id) }
}
