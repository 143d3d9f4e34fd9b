import { sql } from 'kysely'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../db/database.ts'
import type { TenantId } from '../scope.ts'

/**
 * How far a tenant's work has come: when its next job is due, whether somebody is at one now, and how many facts the slowest
 * listener has still to hear.
 */
export type JobHorizon = {
  readonly first_at: Instant | null
  /** The same without polls. */
  readonly first_other_at: Instant | null
  readonly is_running: boolean
  readonly behind: number
}
type Asked = {
  readonly kinds: readonly string[]
  /** Those of the kinds that only look at somebody else. */
  readonly polls: readonly string[]
  /** Consumers that plan jobs for what they hear of. */
  readonly listeners: readonly string[]
  /** The wall's time: a job whose lease ran out waits again. */
  readonly real_at: Instant
}

/**
 * Looks at one tenant's jobs and listeners of these names. One statement, so one moment: a listener plans its jobs in the
 * transaction that moves its place, and a job runs until what it told is in the feed. Looked at one after the other, what a
 * listener planned in between would be in neither answer.
 */
export async function jobHorizon(
  db: Db,
  tenant_id: TenantId,
  { kinds, polls, listeners, real_at }: Asked,
): Promise<JobHorizon> {
  const others = kinds.filter((kind) => !polls.includes(kind))
  // One that has heard nothing yet has no place in the feed: all of it is still to come.
  const { rows } = await sql<Omit<JobHorizon, 'behind'> & { behind: bigint }>`select
      platform.first_job_at(${tenant_id}::int8, ${instantText(real_at)}::timestamptz, ${kinds}::text[]) as first_at,
      platform.first_job_at(${tenant_id}::int8, ${instantText(real_at)}::timestamptz, ${others}::text[])
        as first_other_at,
      exists (select from platform.job j where j.tenant_id = ${tenant_id}::int8 and j.state = 'running'
        and j.lease_until > ${instantText(real_at)}::timestamptz and j.kind = any (${kinds}::text[])) as is_running,
      (select coalesce(max(coalesce(c.behind, platform.feed_head(${tenant_id}::int8))), 0)::int8
        from unnest(${listeners}::text[]) l (consumer)
        left join platform.feed_cursors(${tenant_id}::int8) c on c.consumer = l.consumer) as behind`.execute(
    db,
  )
  const [row] = rows
  return row === undefined
    ? { first_at: null, first_other_at: null, is_running: false, behind: 0 }
    : { ...row, behind: Number(row.behind) }
}
