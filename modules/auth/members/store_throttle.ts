import { sql } from 'kysely'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { Throttle } from './throttle.ts'

const bytesOf = (key: string): Buffer => Buffer.from(key, 'base64url')

/** What is known of these, held until the transaction ends. Held in order, so that two sign-ins never wait in a ring. */
export async function lockThrottles(
  db: Db,
  keys: readonly string[],
  now: Instant,
): Promise<Map<string, Throttle>> {
  const sorted = [...keys].sort()
  // A row is made for whoever comes first, so that there is something to hold.
  for (const key of sorted)
    await sql`insert into auth.sign_in_throttle (subject, failures, free_at, last_at)
      values (${bytesOf(key)}, 0, ${instantText(now)}, ${instantText(now)}) on conflict (subject) do nothing`.execute(
      db,
    )
  const { rows } = await sql<Throttle & { subject: Buffer }>`
    select subject, failures, free_at, last_at from auth.sign_in_throttle
    where subject = any (${sorted.map(bytesOf)}::bytea[]) order by subject for update`.execute(db)
  return new Map(rows.map(({ subject, ...state }) => [subject.toString('base64url'), state]))
}

export async function saveThrottle(db: Db, key: string, state: Throttle): Promise<void> {
  await sql`update auth.sign_in_throttle set failures = ${state.failures},
      free_at = ${instantText(state.free_at)}, last_at = ${instantText(state.last_at)}
    where subject = ${bytesOf(key)}`.execute(db)
}

export async function deleteThrottle(db: Db, key: string): Promise<void> {
  await sql`delete from auth.sign_in_throttle where subject = ${bytesOf(key)}`.execute(db)
}

/** Forgets some of those that did not fail since `before`. Rows that somebody holds are left for the next time. */
export async function deleteOldThrottles(db: Db, before: Instant, limit: number): Promise<void> {
  await sql`delete from auth.sign_in_throttle where subject in (
    select subject from auth.sign_in_throttle where last_at < ${instantText(before)}
    order by last_at limit ${limit} for update skip locked)`.execute(db)
}
