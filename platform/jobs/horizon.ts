import { sql } from 'kysely'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../db/database.ts'
import type { TenantId } from '../scope.ts'

/** How far a tenant's work has come: when its next job is due, and whether somebody is at one now. */
export type JobHorizon = { readonly first_at: Instant | null; readonly is_running: boolean }

/** Looks at one tenant's jobs of these kinds. `real_at` is the wall's time: a job whose lease ran out waits again. */
export async function jobHorizon(
  db: Db,
  tenant_id: TenantId,
  kinds: readonly string[],
  real_at: Instant,
): Promise<JobHorizon> {
  const { rows } = await sql<JobHorizon>`select platform.first_job_at(${tenant_id}::int8,
      ${instantText(real_at)}::timestamptz, ${kinds}::text[]) as first_at,
    exists (select from platform.job j where j.tenant_id = ${tenant_id}::int8 and j.state = 'running'
      and j.lease_until > ${instantText(real_at)}::timestamptz and j.kind = any (${kinds}::text[])) as is_running`.execute(
    db,
  )
  return rows[0] ?? { first_at: null, is_running: false }
}
