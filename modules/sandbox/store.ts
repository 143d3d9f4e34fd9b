import { sql } from 'kysely'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'

/** A move of the clock. `id` is a UUID; `from_at` to `told_at` are the tenant's clock. */
export type Advance = {
  readonly id: string
  readonly from_at: Instant
  readonly target_at: Instant
  readonly told_at: Instant
  readonly resumes: boolean
  readonly steps: number
  readonly undelivered: number
  readonly state: 'advancing' | 'arrived'
  readonly fault: string | null
}
const columns = sql.raw(
  'a.id, a.from_at, a.target_at, a.told_at, a.resumes, a.steps, a.undelivered, a.state, a.fault',
)

export async function findAdvance(db: Db, tenant_id: TenantId, id: string): Promise<Advance | undefined> {
  const { rows } = await sql<Advance>`select ${columns} from sandbox.advance a
    where a.tenant_id = ${tenant_id}::int8 and a.id = ${id}::uuid`.execute(db)
  return rows[0]
}

/** The move that is under way; there is one at most. */
export async function openAdvance(db: Db, tenant_id: TenantId): Promise<Advance | undefined> {
  const { rows } = await sql<Advance>`select ${columns} from sandbox.advance a
    where a.tenant_id = ${tenant_id}::int8 and a.state = 'advancing'`.execute(db)
  return rows[0]
}

/** False when another move is under way. */
export async function insertAdvance(
  db: Db,
  tenant_id: TenantId,
  asked_at: Instant,
  { id, from_at, target_at, resumes }: Pick<Advance, 'id' | 'from_at' | 'target_at' | 'resumes'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into sandbox.advance
      (tenant_id, id, from_at, target_at, told_at, resumes, state, asked_at)
    values (${tenant_id}::int8, ${id}::uuid, ${instantText(from_at)}, ${instantText(target_at)},
      ${instantText(from_at)}, ${resumes}, 'advancing', ${instantText(asked_at)})
    on conflict (tenant_id) where state = 'advancing' do nothing`.execute(db)
  return numAffectedRows === 1n
}

export async function saveStep(
  db: Db,
  tenant_id: TenantId,
  id: string,
  { told_at, undelivered }: { readonly told_at: Instant | null; readonly undelivered: number },
): Promise<void> {
  await sql`update sandbox.advance set steps = steps + 1, told_at = coalesce(${told_at === null ? null : instantText(told_at)}::timestamptz, told_at),
      undelivered = undelivered + ${undelivered}, fault = null
    where tenant_id = ${tenant_id}::int8 and id = ${id}::uuid and state = 'advancing'`.execute(db)
}

export async function saveFault(db: Db, tenant_id: TenantId, id: string, fault: string): Promise<void> {
  await sql`update sandbox.advance set fault = ${fault}
    where tenant_id = ${tenant_id}::int8 and id = ${id}::uuid and state = 'advancing'`.execute(db)
}

/** Ends a move and says how many steps it took; undefined when it had ended already. */
export async function saveArrival(
  db: Db,
  tenant_id: TenantId,
  id: string,
  at: Instant,
): Promise<number | undefined> {
  const { rows } = await sql<{ steps: number }>`update sandbox.advance
    set state = 'arrived', told_at = target_at, fault = null, arrived_at = ${instantText(at)}
    where tenant_id = ${tenant_id}::int8 and id = ${id}::uuid and state = 'advancing' returning steps`.execute(
    db,
  )
  return rows[0]?.steps
}
