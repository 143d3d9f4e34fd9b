import { sql } from 'kysely'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../db/database.ts'
import type { TenantId } from '../scope.ts'

/** A kind of job that looks at somebody else every so often. */
export type Poll = { readonly kind: string; readonly every_ms: number }

/**
 * Puts off looks that would find what the one before found, by whole pauses, to the first at or after `until`: nothing has
 * changed over there since `since`, and nothing will before `until`. One whose turn before was earlier than `since` has
 * still to see what changed then, and stays; so does one that is tried again after a failure. A repeat changes nothing.
 */
export async function skipPolls(
  db: Db,
  tenant_id: TenantId,
  polls: readonly Poll[],
  { since, until }: { readonly since: Instant; readonly until: Instant },
): Promise<void> {
  await sql`update platform.job j set run_at = j.run_at
      + ceil(extract(epoch from (${instantText(until)}::timestamptz - j.run_at)) * 1000 / p.every_ms)
        * p.every_ms * interval '1 millisecond'
    from unnest(${polls.map(({ kind }) => kind)}::text[], ${polls.map(({ every_ms }) => String(every_ms))}::int8[])
      as p (kind, every_ms)
    where j.tenant_id = ${tenant_id}::int8 and j.kind = p.kind and j.state = 'waiting' and j.attempts = 0
      and j.run_at < ${instantText(until)}::timestamptz
      and j.run_at - p.every_ms * interval '1 millisecond' >= ${instantText(since)}::timestamptz`.execute(db)
}
