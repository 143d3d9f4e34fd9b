import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { currencyNumber } from './currency_number.ts'
import { MONITORS_PER_ACCOUNT_MAX } from './limits.ts'
import type { Monitor, NewMonitor } from './monitor.ts'
import type { Telling } from './store_accounts.ts'

type MonitorRow = Omit<Monitor, 'id' | 'account_id'> & { readonly id: string; readonly account_id: string }

const monitorOf = (row: MonitorRow): Monitor => ({
  ...row,
  id: idOf('mon', row.id),
  account_id: idOf('acc', row.account_id),
})

const monitors =
  sql.raw(`select m.id, m.account_id, m.field, m.operator, m.threshold, m.hysteresis, a.currency,
    m.is_triggered, m.metadata, m.created_at, m.changed_at
  from ledger.monitor m
  join ledger.account a on a.tenant_id = m.tenant_id and a.id = m.account_id`)

/** `created`, `exists`, or the code of a refusal. */
export async function createMonitor(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  monitor: NewMonitor,
  { fact_ids, by }: Telling,
): Promise<string> {
  const { rows } = await sql<{ outcome: string }>`select ledger.create_monitor(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(monitor.id)}::uuid, ${uuidOf(monitor.account_id)}::uuid,
    ${currencyNumber(monitor.currency)}::int2, ${monitor.field}, ${monitor.operator}, ${String(monitor.threshold)}::int8,
    ${String(monitor.hysteresis ?? 0n)}::int8, ${JSON.stringify(monitor.metadata ?? {})},
    ${MONITORS_PER_ACCOUNT_MAX}::int4, ${fact_ids[0]}::uuid, ${by}) as outcome`.execute(db)
  return rows[0]?.outcome ?? ''
}

/** False when there never was such a monitor. */
export async function deleteMonitor(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  id: Id<'mon'>,
  { fact_ids, by }: Telling,
): Promise<boolean> {
  const { rows } = await sql<{ was_there: boolean }>`select ledger.delete_monitor(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(id)}::uuid, ${fact_ids[0]}::uuid, ${by}) as was_there`.execute(
    db,
  )
  return rows[0]?.was_there === true
}

export type MonitorFilter = { readonly account_id?: Id<'acc'> }

/** Undefined for one that never was, or was deleted. */
export async function findMonitor(db: Db, tenant_id: TenantId, id: Id<'mon'>): Promise<Monitor | undefined> {
  const { rows } =
    await sql<MonitorRow>`${monitors} where m.tenant_id = ${tenant_id}::int8 and not m.is_deleted
    and m.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : monitorOf(rows[0])
}

/** By id, from behind `after`; deleted ones are not shown. */
export async function listMonitors(
  db: Db,
  tenant_id: TenantId,
  { account_id }: MonitorFilter,
  page: { after: Id<'mon'> | undefined; limit: number },
): Promise<Monitor[]> {
  const nothing = sql``
  const { rows } =
    await sql<MonitorRow>`${monitors} where m.tenant_id = ${tenant_id}::int8 and not m.is_deleted
      ${account_id === undefined ? nothing : sql`and m.account_id = ${uuidOf(account_id)}::uuid`}
      ${page.after === undefined ? nothing : sql`and m.id > ${uuidOf(page.after)}::uuid`}
    order by m.id limit ${page.limit}`.execute(db)
  return rows.map(monitorOf)
}
