import { type RawBuilder, sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../db/database.ts'
import { takeLastWords } from '../db/last_words.ts'
import type { TenantId } from '../scope.ts'
import type { KeyClaim } from './claim.ts'

export type Claimed = {
  readonly outcome: 'fresh' | 'resumed' | 'running' | 'done' | 'other'
  readonly fields: string | null
  readonly status: number | null
  readonly reply: string | null
  readonly lease_until: Instant | null
}

export type ClaimTimes = {
  /** By the tenant's clock: when the key was first used. */
  readonly at: Instant
  /** By the machine's clock, as leases are. */
  readonly now: Instant
  readonly lease_until: Instant
}

/** Takes the key, or says what it did before. Rejects with 55P03 when another transaction holds it for 2 s. */
export async function claimKey(
  db: Db,
  tenant_id: TenantId,
  claim: KeyClaim,
  request_id: string,
  times: ClaimTimes,
): Promise<Claimed> {
  const { rows } = await sql<Claimed>`select * from platform.claim_key(${tenant_id}, ${instantText(times.at)},
    ${instantText(times.now)}, ${instantText(times.lease_until)}, ${claim.key_hash.toString('hex')}::uuid,
    ${claim.fingerprint.toString('hex')}::uuid, ${claim.key}, ${claim.route}, ${claim.fields}, ${request_id})`.execute(
    db,
  )
  return present(rows[0], 'the answer of claim_key')
}

type Finished = { readonly is_ours: boolean }

/**
 * Writes the answer of a key this run holds, after the last words of the transaction and in one statement with them. Says
 * false when its lease was lost to another run.
 */
export function finishKey(
  db: Db,
  tenant_id: TenantId,
  claim: KeyClaim,
  lease_until: Instant,
  answer: { status: number; text: string },
): RawBuilder<Finished> {
  const finish = sql`platform.finish_key(${tenant_id}, ${claim.key_hash.toString('hex')}::uuid,
    ${instantText(lease_until)}, ${answer.status}, ${answer.text}) as is_ours`
  // A list is evaluated from its first item to its last.
  return sql<Finished>`select ${sql.join([...takeLastWords(db), finish])}`
}

/** Lets go of a key without an answer: the next request with it resumes at once. */
export async function releaseKey(
  db: Db,
  tenant_id: TenantId,
  claim: KeyClaim,
  lease_until: Instant,
  now: Instant,
): Promise<void> {
  await sql`select platform.release_key(${tenant_id}, ${claim.key_hash.toString('hex')}::uuid,
    ${instantText(lease_until)}, ${instantText(now)})`.execute(db)
}

export type KeyRecord = {
  readonly key: string
  readonly route: string
  readonly state: 'in_progress' | 'done'
  readonly created_at: Instant
  readonly request_id: string
  readonly lease_until: Instant | null
  readonly status: number | null
  readonly reply: string | null
  readonly subjects: readonly string[] | null
}

/** What a key did, or undefined when nobody used it. */
export async function findKey(db: Db, tenant_id: TenantId, key_hash: Buffer): Promise<KeyRecord | undefined> {
  const { rows } = await sql<KeyRecord>`
    select key, route, state, created_at, request_id, lease_until, status, reply, subjects
    from platform.idempotency_key
    where tenant_id = ${tenant_id} and key_hash = ${key_hash.toString('hex')}::uuid`.execute(db)
  return rows[0]
}

/** Undoes what a refused run wrote and keeps what came before it: the key's own row. */
export const savepoint = {
  begin: (db: Db) => sql`savepoint before_run`.execute(db),
  undo: (db: Db) => sql`rollback to savepoint before_run`.execute(db),
}
