import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { KeyKind } from './api_key.ts'
import type { Organization, Tenant } from './tenant.ts'

type TenantRow = Omit<Tenant, 'id' | 'organization_id'> & { id: string; organization_id: string }
const tenantOf = (row: TenantRow): Tenant => ({
  ...row,
  id: idOf('ten', row.id),
  organization_id: idOf('org', row.organization_id),
})
const tenantColumns = sql`t.tenant_id, t.id, t.organization_id, t.name, t.mode, t.created_at`

export async function insertOrganization(db: Db, { id, name, created_at }: Organization): Promise<void> {
  await sql`insert into auth.organization (id, name, created_at)
    values (${uuidOf(id)}, ${name}, ${instantText(created_at)})`.execute(db)
}

export async function hasOrganization(db: Db, id: Id<'org'>): Promise<boolean> {
  const { rows } = await sql`select from auth.organization where id = ${uuidOf(id)}`.execute(db)
  return rows.length === 1
}

/** Holds the organization, so that two tenants made at once are counted one after the other. */
export async function lockOrganization(db: Db, id: Id<'org'>): Promise<void> {
  await sql`select from auth.organization where id = ${uuidOf(id)} for update`.execute(db)
}

/** False when the first start was done before; a start at the same time waits for the other's end. */
export async function markInstallation(db: Db, organization: Organization): Promise<boolean> {
  const { rows } = await sql`insert into auth.installation (id, organization_id, created_at)
    values (1, ${uuidOf(organization.id)}, ${instantText(organization.created_at)})
    on conflict (id) do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function insertTenant(db: Db, tenant: Tenant): Promise<void> {
  await sql`insert into auth.tenant (tenant_id, id, organization_id, name, mode, created_at)
    values (${tenant.tenant_id}, ${uuidOf(tenant.id)}, ${uuidOf(tenant.organization_id)}, ${tenant.name},
      ${tenant.mode}, ${instantText(tenant.created_at)})`.execute(db)
}

export async function findTenant(db: Db, tenant_id: TenantId): Promise<Tenant | undefined> {
  const { rows } = await sql<TenantRow>`select ${tenantColumns} from auth.tenant t
    where t.tenant_id = ${tenant_id}`.execute(db)
  return rows[0] === undefined ? undefined : tenantOf(rows[0])
}

export async function findTenantById(db: Db, id: Id<'ten'>): Promise<Tenant | undefined> {
  const { rows } = await sql<TenantRow>`select ${tenantColumns} from auth.tenant t
    where t.id = ${uuidOf(id)}`.execute(db)
  return rows[0] === undefined ? undefined : tenantOf(rows[0])
}

/** The organization's sandboxes, newest first, from below `before`; at most `limit`. */
export async function listSandboxes(
  db: Db,
  organization_id: Id<'org'>,
  page: { before: Id<'ten'> | undefined; limit: number },
): Promise<Tenant[]> {
  const below = page.before === undefined ? sql`` : sql`and t.id < ${uuidOf(page.before)}`
  const { rows } = await sql<TenantRow>`select ${tenantColumns} from auth.tenant t
    where t.organization_id = ${uuidOf(organization_id)} and t.mode = 'sandbox' and t.replaced_by is null ${below}
    order by t.id desc limit ${page.limit}`.execute(db)
  return rows.map(tenantOf)
}

/** The organization's tenants that stand, oldest first. Those that were replaced are left out. */
export async function listStanding(db: Db, organization_id: Id<'org'>): Promise<Tenant[]> {
  const { rows } = await sql<TenantRow>`select ${tenantColumns} from auth.tenant t
    where t.organization_id = ${uuidOf(organization_id)} and t.replaced_by is null order by t.id`.execute(db)
  return rows.map(tenantOf)
}

/** Tenants of every organization above `after`, in the order of their ids, which is that of their making. */
export async function listTenants(
  db: Db,
  page: { after: Id<'ten'> | undefined; limit: number },
): Promise<Tenant[]> {
  const above = page.after === undefined ? sql`` : sql`where t.id > ${uuidOf(page.after)}`
  const { rows } = await sql<TenantRow>`select ${tenantColumns} from auth.tenant t ${above}
    order by t.id limit ${page.limit}`.execute(db)
  return rows.map(tenantOf)
}

/** At most `limit` organizations, oldest first. */
export async function listOrganizations(db: Db, limit: number): Promise<Organization[]> {
  const { rows } = await sql<Omit<Organization, 'id'> & { id: string }>`
    select id, name, created_at from auth.organization order by id limit ${limit}`.execute(db)
  return rows.map((row) => ({ ...row, id: idOf('org', row.id) }))
}

export async function countSandboxes(db: Db, organization_id: Id<'org'>): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from auth.tenant
    where organization_id = ${uuidOf(organization_id)} and mode = 'sandbox' and replaced_by is null`.execute(
    db,
  )
  return Number(rows[0]?.count)
}

/** All that is asked of a credential, in one row. `hash` is the SHA-256 in base64url. */
export type CredentialRow = {
  readonly hash: string
  readonly valid_until: Instant | null
  readonly key_id: Id<'key'>
  readonly kind: KeyKind
  readonly scopes: readonly string[]
  readonly ip_allow: readonly string[]
  readonly version: string
  readonly expires_at: Instant | null
  readonly revoked_at: Instant | null
  readonly tenant: Tenant
}
type FoundRow = Omit<CredentialRow, 'hash' | 'key_id' | 'tenant'> & {
  hash: Buffer
  key_id: string
} & TenantRow

/** Finds credentials by their hashes, any number in one read; those that are not there are left out. */
export async function findCredentials(db: Db, hashes: readonly string[]): Promise<CredentialRow[]> {
  const wanted = hashes.map((hash) => Buffer.from(hash, 'base64url'))
  const { rows } =
    await sql<FoundRow>`select s.secret_hash as hash, s.valid_until, k.id as key_id, k.kind, k.scopes,
      k.ip_allow, k.version, k.expires_at, k.revoked_at, ${tenantColumns}
    from auth.api_key_secret s
    join auth.api_key k on k.id = s.key_id
    join auth.tenant t on t.tenant_id = k.tenant_id
    where s.secret_hash = any (${wanted}::bytea[])`.execute(db)
  return rows.map(
    ({ hash, key_id, valid_until, kind, scopes, ip_allow, version, expires_at, revoked_at, ...tenant }) => ({
      hash: hash.toString('base64url'),
      valid_until,
      key_id: idOf('key', key_id),
      kind,
      scopes,
      ip_allow,
      version,
      expires_at,
      revoked_at,
      tenant: tenantOf(tenant),
    }),
  )
}
