import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { ApiKey } from './api_key.ts'

type KeyRow = Omit<ApiKey, 'id'> & { id: string }
const keyOf = (row: KeyRow): ApiKey => ({ ...row, id: idOf('key', row.id) })

/** Keys of one tenant with what stands beside them; the caller adds its condition on `k`. */
const selectKeys = (
  tenant_id: TenantId,
) => sql`select k.id, k.tenant_id, t.mode, k.kind, k.name, k.scopes, k.ip_allow,
    k.version, k.created_by, k.created_at, k.expires_at, k.revoked_at, u.last_used_at,
    (select s.hint from auth.api_key_secret s where s.key_id = k.id and s.valid_until is null) as hint,
    (select max(s.valid_until) from auth.api_key_secret s where s.key_id = k.id) as previous_valid_until
  from auth.api_key k
  join auth.tenant t on t.tenant_id = k.tenant_id
  left join auth.key_use u on u.tenant_id = ${tenant_id} and u.key_id = k.id
  where k.tenant_id = ${tenant_id}`

export async function findKey(db: Db, tenant_id: TenantId, id: Id<'key'>): Promise<ApiKey | undefined> {
  const { rows } = await sql<KeyRow>`${selectKeys(tenant_id)} and k.id = ${uuidOf(id)}`.execute(db)
  return rows[0] === undefined ? undefined : keyOf(rows[0])
}

/** The key, held until the transaction ends, so that two changes of it come one after the other. */
export async function lockKey(db: Db, tenant_id: TenantId, id: Id<'key'>): Promise<ApiKey | undefined> {
  const { rows } = await sql`select from auth.api_key
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} for update`.execute(db)
  return rows.length === 0 ? undefined : findKey(db, tenant_id, id)
}

/** Newest first, from below `before` (all when undefined); at most `limit`. */
export async function listKeys(
  db: Db,
  tenant_id: TenantId,
  page: { before: Id<'key'> | undefined; limit: number },
): Promise<ApiKey[]> {
  const below = page.before === undefined ? sql`` : sql`and k.id < ${uuidOf(page.before)}`
  const { rows } =
    await sql<KeyRow>`${selectKeys(tenant_id)} ${below} order by k.id desc limit ${page.limit}`.execute(db)
  return rows.map(keyOf)
}

/** How many keys the tenant has that were not revoked. */
export async function countKeys(db: Db, tenant_id: TenantId): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from auth.api_key
    where tenant_id = ${tenant_id} and revoked_at is null`.execute(db)
  return Number(rows[0]?.count)
}

export type NewKey = Omit<ApiKey, 'mode' | 'revoked_at' | 'previous_valid_until' | 'last_used_at'> & {
  readonly secret_hash: string
}

const time = (at: Instant | null): string | null => (at === null ? null : instantText(at))
const bytesOf = (hash: string): Buffer => Buffer.from(hash, 'base64url')

export async function insertKey(db: Db, key: NewKey): Promise<void> {
  await sql`insert into auth.api_key
    (id, tenant_id, kind, name, scopes, ip_allow, version, created_by, created_at, expires_at)
    values (${uuidOf(key.id)}, ${key.tenant_id}, ${key.kind}, ${key.name}, ${key.scopes}::text[], ${key.ip_allow}::text[],
      ${key.version}, ${key.created_by}, ${instantText(key.created_at)}, ${time(key.expires_at)})`.execute(db)
  await insertSecret(db, key)
}

type NewSecret = Pick<NewKey, 'id' | 'tenant_id' | 'secret_hash' | 'hint' | 'created_at'>

async function insertSecret(
  db: Db,
  { id, tenant_id, secret_hash, hint, created_at }: NewSecret,
): Promise<void> {
  await sql`insert into auth.api_key_secret (secret_hash, key_id, tenant_id, hint, created_at)
    values (${bytesOf(secret_hash)}, ${uuidOf(id)}, ${tenant_id}, ${hint}, ${instantText(created_at)})`.execute(
    db,
  )
}

/**
 * Puts a new secret in place of the current one, which stays good until `previous_until`. One that was kept
 * from an earlier rotation ends now: no more than two are ever good.
 */
export async function replaceSecret(db: Db, added: NewSecret, previous_until: Instant): Promise<void> {
  const now = instantText(added.created_at)
  await sql`update auth.api_key_secret
    set valid_until = case when valid_until is null then ${instantText(previous_until)}::timestamptz
      else least(valid_until, ${now}::timestamptz) end
    where key_id = ${uuidOf(added.id)}`.execute(db)
  await insertSecret(db, added)
}

export async function revokeKey(db: Db, tenant_id: TenantId, id: Id<'key'>, at: Instant): Promise<void> {
  await sql`update auth.api_key set revoked_at = ${instantText(at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} and revoked_at is null`.execute(db)
}

/** Notes when keys of one tenant were last used. */
export async function touchKeys(
  db: Db,
  tenant_id: TenantId,
  uses: readonly { id: Id<'key'>; at: Instant }[],
): Promise<void> {
  await sql`select auth.touch_keys(${tenant_id}, ${uses.map(({ id }) => uuidOf(id))}::uuid[],
    ${uses.map(({ at }) => instantText(at))}::timestamptz[])`.execute(db)
}
