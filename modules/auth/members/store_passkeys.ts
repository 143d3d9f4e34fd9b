import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { Passkey } from './passkey.ts'

type PasskeyRow = Omit<Passkey, 'id' | 'member_id' | 'credential_id' | 'public_key' | 'sign_count'> & {
  readonly id: string
  readonly member_id: string
  readonly credential_id: Buffer
  readonly public_key: Buffer
  readonly sign_count: bigint
}
const passkeyOf = (row: PasskeyRow): Passkey => ({
  ...row,
  id: idOf('psk', row.id),
  member_id: idOf('mem', row.member_id),
  credential_id: row.credential_id.toString('base64url'),
  public_key: row.public_key.toString('base64url'),
  sign_count: Number(row.sign_count),
})
const columns = sql`id, member_id, name, credential_id, public_key, sign_count, transports, created_at, last_used_at`
const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url')

export async function listPasskeys(db: Db, member_id: Id<'mem'>): Promise<Passkey[]> {
  const { rows } = await sql<PasskeyRow>`select ${columns} from auth.passkey
    where member_id = ${uuidOf(member_id)} order by id desc`.execute(db)
  return rows.map(passkeyOf)
}

export async function findPasskey(db: Db, credential_id: string): Promise<Passkey | undefined> {
  const { rows } = await sql<PasskeyRow>`select ${columns} from auth.passkey
    where credential_id = ${bytesOf(credential_id)}`.execute(db)
  return rows[0] === undefined ? undefined : passkeyOf(rows[0])
}

/** False when the credential is somebody's already. */
export async function insertPasskey(db: Db, passkey: Passkey): Promise<boolean> {
  const { id, member_id, name, credential_id, public_key, sign_count, transports, created_at } = passkey
  const { rows } = await sql`insert into auth.passkey
      (id, member_id, name, credential_id, public_key, sign_count, transports, created_at)
    values (${uuidOf(id)}, ${uuidOf(member_id)}, ${name}, ${bytesOf(credential_id)}, ${bytesOf(public_key)},
      ${sign_count}, ${[...transports]}::text[], ${instantText(created_at)})
    on conflict (credential_id) do nothing returning id`.execute(db)
  return rows.length === 1
}

/** Moves the counter on: of two uses with one count one is told true. Authenticators without a counter stay at 0. */
export async function usePasskey(db: Db, id: Id<'psk'>, sign_count: number, at: Instant): Promise<boolean> {
  const { rows } =
    await sql`update auth.passkey set sign_count = ${sign_count}, last_used_at = ${instantText(at)}
    where id = ${uuidOf(id)} and (sign_count < ${sign_count} or (sign_count = 0 and ${sign_count} = 0))
    returning id`.execute(db)
  return rows.length === 1
}

export async function deletePasskey(db: Db, member_id: Id<'mem'>, id: Id<'psk'>): Promise<boolean> {
  const { rows } =
    await sql`delete from auth.passkey where member_id = ${uuidOf(member_id)} and id = ${uuidOf(id)}
    returning id`.execute(db)
  return rows.length === 1
}

export type Challenge = {
  readonly hash: string
  /** Who adds a passkey; null when somebody signs in. */
  readonly member_id: Id<'mem'> | null
  readonly asked_from: string
  readonly created_at: Instant
  readonly expires_at: Instant
}

/** Writes a challenge down. Those that are over go, and the oldest of the same address beyond `keep`. */
export async function insertChallenge(db: Db, challenge: Challenge, keep: number): Promise<void> {
  const { hash, member_id, asked_from, created_at, expires_at } = challenge
  await sql`insert into auth.passkey_challenge (challenge_hash, member_id, asked_from, created_at, expires_at)
    values (${bytesOf(hash)}, ${member_id === null ? null : uuidOf(member_id)}::uuid, ${bytesOf(asked_from)},
      ${instantText(created_at)}, ${instantText(expires_at)})`.execute(db)
  await sql`delete from auth.passkey_challenge where challenge_hash in (
    select challenge_hash from auth.passkey_challenge
    where expires_at <= ${instantText(created_at)} limit 100 for update skip locked)`.execute(db)
  await sql`delete from auth.passkey_challenge where challenge_hash in (
    select challenge_hash from auth.passkey_challenge where asked_from = ${bytesOf(asked_from)}
    order by created_at desc offset ${keep})`.execute(db)
}

/** Uses a challenge up; undefined when it is not known, was used or is over. */
export async function takeChallenge(
  db: Db,
  hash: string,
  now: Instant,
): Promise<Pick<Challenge, 'member_id'> | undefined> {
  const { rows } = await sql<{ member_id: string | null }>`delete from auth.passkey_challenge
    where challenge_hash = ${bytesOf(hash)} and expires_at > ${instantText(now)} returning member_id`.execute(
    db,
  )
  const [row] = rows
  return row && { member_id: row.member_id === null ? null : idOf('mem', row.member_id) }
}
