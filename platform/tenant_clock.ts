import { sql } from 'kysely'
import { type Instant, instantText, type VirtualClock } from '../kernel/world.ts'
import type { Database, Db } from './db/database.ts'
import type { TenantId } from './scope.ts'

type ClockRow = { tenant_id: TenantId; frozen_at: Instant | null; offset_us: bigint | null }

const clockOf = ({ frozen_at, offset_us }: ClockRow): VirtualClock => ({
  frozen_at,
  offset_us: Number(offset_us ?? 0n),
})

/**
 * The clocks of many tenants in one read: null for a tenant that follows the wall clock (live), no entry for
 * a tenant that was not opened yet.
 */
export async function readClocks(
  database: Database,
  tenants: readonly TenantId[],
): Promise<Map<TenantId, VirtualClock | null>> {
  if (tenants.length === 0) return new Map()
  return database.scatter('platform.clocks', async (db) => {
    const { rows } = await sql<ClockRow>`
      select h.tenant_id, c.frozen_at, c.offset_us
      from platform.tenant_head h left join platform.tenant_clock c on c.tenant_id = h.tenant_id
      where h.tenant_id = any (${tenants}::int8[])`.execute(db)
    return new Map(rows.map((row) => [row.tenant_id, row.offset_us === null ? null : clockOf(row)]))
  })
}

/**
 * Sandboxes whose clock runs ahead of the wall clock, above `after` in the order of their numbers, at most `limit`.
 * Work that is due by their clock is not due by anybody else's, so it has to be looked for there.
 */
export async function readClocksAhead(
  database: Database,
  look: { readonly real_at: Instant; readonly after: bigint; readonly limit: number },
): Promise<Map<TenantId, VirtualClock>> {
  return database.scatter('platform.clocks_ahead', async (db) => {
    const { rows } = await sql<ClockRow>`
      select c.tenant_id, c.frozen_at, c.offset_us from platform.tenant_clock c
      where c.tenant_id > ${look.after}::int8
        and (c.frozen_at > ${instantText(look.real_at)}::timestamptz or (c.frozen_at is null and c.offset_us > 0))
      order by c.tenant_id limit ${look.limit}`.execute(db)
    return new Map(rows.map((row) => [row.tenant_id, clockOf(row)]))
  })
}

/** Opens a tenant's feed and, for a sandbox, its clock. True when it was new; a repeat does nothing. */
export async function openTenant(db: Db, tenant_id: TenantId, has_clock: boolean): Promise<boolean> {
  const { rows } = await sql<{ is_new: boolean }>`
    select platform.open_tenant(${tenant_id}, ${has_clock}) as is_new`.execute(db)
  return rows[0]?.is_new === true
}

/** A sandbox's clock, locked until the transaction ends; undefined for a tenant that has none of its own. */
export async function lockClock(db: Db, tenant_id: TenantId): Promise<VirtualClock | undefined> {
  const { rows } = await sql<ClockRow>`
    select tenant_id, frozen_at, offset_us from platform.tenant_clock where tenant_id = ${tenant_id} for update`.execute(
    db,
  )
  return rows[0] === undefined ? undefined : clockOf(rows[0])
}

/** Sets a sandbox's clock. The caller holds it locked and never sets it back. */
export async function saveClock(db: Db, tenant_id: TenantId, clock: VirtualClock): Promise<void> {
  const frozen_at = clock.frozen_at === null ? null : instantText(clock.frozen_at)
  await sql`update platform.tenant_clock set frozen_at = ${frozen_at}, offset_us = ${clock.offset_us}
    where tenant_id = ${tenant_id}`.execute(db)
}
