import { sql } from 'kysely'
import { type Id, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'

/** `tenant_id` is whose sealing key the secret is under. */
export type SealedTotp = { readonly tenant_id: TenantId; readonly sealed: string; readonly last_step: number }

export async function findTotp(db: Db, id: Id<'mem'>, is_pending: boolean): Promise<SealedTotp | undefined> {
  const { rows } = await sql<{ tenant_id: TenantId; sealed: string; last_step: bigint }>`
    select tenant_id, sealed, last_step from auth.member_totp
    where member_id = ${uuidOf(id)} and is_pending = ${is_pending}`.execute(db)
  return rows[0] === undefined ? undefined : { ...rows[0], last_step: Number(rows[0].last_step) }
}

/** Puts a secret that waits for its first code in place of one that waited before. */
export async function putPendingTotp(
  db: Db,
  id: Id<'mem'>,
  { tenant_id, sealed }: Pick<SealedTotp, 'tenant_id' | 'sealed'>,
  at: Instant,
): Promise<void> {
  await sql`delete from auth.member_totp where member_id = ${uuidOf(id)} and is_pending`.execute(db)
  await sql`insert into auth.member_totp (member_id, is_pending, tenant_id, sealed, created_at)
    values (${uuidOf(id)}, true, ${tenant_id}, ${sealed}, ${instantText(at)})`.execute(db)
}

/** Makes the waiting secret the one that counts; false when it is not the one that `sealed` says any more. */
export async function confirmTotp(db: Db, id: Id<'mem'>, sealed: string, step: number): Promise<boolean> {
  const { rows } = await sql`select from auth.member_totp
    where member_id = ${uuidOf(id)} and is_pending and sealed = ${sealed}`.execute(db)
  if (rows.length === 0) return false
  await sql`delete from auth.member_totp where member_id = ${uuidOf(id)} and not is_pending`.execute(db)
  await sql`update auth.member_totp set is_pending = false, last_step = ${step}
    where member_id = ${uuidOf(id)} and is_pending`.execute(db)
  return true
}

/** Uses a step up: of two sign-ins with one code at once one is told true. */
export async function takeStep(db: Db, id: Id<'mem'>, step: number): Promise<boolean> {
  const { rows } = await sql`update auth.member_totp set last_step = ${step}
    where member_id = ${uuidOf(id)} and not is_pending and last_step < ${step} returning member_id`.execute(
    db,
  )
  return rows.length === 1
}

export async function putRecoveryCodes(db: Db, id: Id<'mem'>, hashes: readonly string[]): Promise<void> {
  await sql`delete from auth.recovery_code where member_id = ${uuidOf(id)}`.execute(db)
  const bytes = hashes.map((hash) => Buffer.from(hash, 'base64url'))
  await sql`insert into auth.recovery_code (member_id, code_hash)
    select ${uuidOf(id)}::uuid, n.code_hash from unnest(${bytes}::bytea[]) as n (code_hash)`.execute(db)
}

/** Uses a code up: of two sign-ins with it at once one is told true. */
export async function takeRecoveryCode(db: Db, id: Id<'mem'>, hash: string, at: Instant): Promise<boolean> {
  const { rows } = await sql`update auth.recovery_code set used_at = ${instantText(at)}
    where member_id = ${uuidOf(id)} and code_hash = ${Buffer.from(hash, 'base64url')} and used_at is null
    returning member_id`.execute(db)
  return rows.length === 1
}

/** Everything that the member proves a second time with. */
export async function deleteFactors(db: Db, id: Id<'mem'>): Promise<void> {
  await sql`delete from auth.member_totp where member_id = ${uuidOf(id)}`.execute(db)
  await sql`delete from auth.recovery_code where member_id = ${uuidOf(id)}`.execute(db)
  await sql`delete from auth.passkey where member_id = ${uuidOf(id)}`.execute(db)
}
