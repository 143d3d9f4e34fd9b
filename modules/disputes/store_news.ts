import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { CaseStage } from '../rails/index.ts'

export type News = {
  readonly id: string
  readonly dispute: Id<'dsp'>
  readonly stage: string
  readonly status: string
  readonly event: string | null
  /** Taken from the merchant; below zero: given back. */
  readonly amount: number
  readonly fee: number
  /** The name of the movement; null when nothing moved. */
  readonly movement: string | null
  readonly at: Instant
}

export async function insertNews(db: Db, tenant_id: TenantId, news: News): Promise<void> {
  const { id, dispute, stage, status, event, amount, fee, movement, at } = news
  await sql`insert into disputes.news (tenant_id, dispute_id, id, stage, status, event, amount, fee, movement, at)
    values (${tenant_id}::int8, ${uuidOf(dispute)}::uuid, ${id}::uuid, ${stage}, ${status}, ${event}, ${amount}::int8,
      ${fee}::int8, ${movement}, ${instantText(at)}::timestamptz)`.execute(db)
}

export type Booked = {
  readonly case_reference: string
  readonly account: Id<'aca'>
  readonly dispute: Id<'dsp'>
  readonly payment: Id<'pay'>
  readonly stage: CaseStage
  readonly amount: number
  readonly fee: number
  readonly movement: string
}

/** Everything that was moved because of these cases, in the order in which it was learned. */
export async function bookedFor(db: Db, tenant_id: TenantId, cases: readonly string[]): Promise<Booked[]> {
  const { rows } = await sql<{
    case_reference: string
    account_id: string
    dispute_id: string
    payment_id: string
    stage: CaseStage
    amount: bigint
    fee: bigint
    movement: string
  }>`select d.case_reference, d.account_id, n.dispute_id, d.payment_id, n.stage, n.amount, n.fee, n.movement
    from disputes.dispute d join disputes.news n on n.tenant_id = d.tenant_id and n.dispute_id = d.id
    where d.tenant_id = ${tenant_id}::int8 and d.case_reference = any (${cases}::text[])
      and n.movement is not null
    order by n.dispute_id, n.id`.execute(db)
  return rows.map((row) => ({
    case_reference: row.case_reference,
    account: idOf('aca', row.account_id),
    dispute: idOf('dsp', row.dispute_id),
    payment: idOf('pay', row.payment_id),
    stage: row.stage,
    amount: Number(row.amount),
    fee: Number(row.fee),
    movement: row.movement,
  }))
}
