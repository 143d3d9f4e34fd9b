import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Endpoint, EndpointChange, NewEndpoint } from './endpoint.ts'
import { endpointStates } from './endpoint.machine.ts'
import { ENDPOINTS_PER_TENANT_MAX } from './limits.ts'

type EndpointRow = Omit<Endpoint, 'id' | 'state'> & { readonly id: string; readonly state: number }
const endpointOf = (row: EndpointRow): Endpoint => ({
  ...row,
  id: idOf('whe', row.id),
  state: endpointStates[row.state] as Endpoint['state'],
})
const endpoints =
  sql.raw(`select e.id, e.url, e.description, e.filters, e.api_version, e.ordering, e.signature, e.metadata,
    e.state, e.disabled_because, e.failing_since, e.secret_number, e.created_at, e.updated_at
  from webhooks.endpoint e`)

/** `created`, `exists`, or the code of a refusal. */
export async function insertEndpoint(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  endpoint: NewEndpoint & { readonly id: Id<'whe'>; readonly sealed: string },
): Promise<string> {
  const { id, sealed, url, description, filters, api_version, ordering, signature, metadata } = endpoint
  const { rows } = await sql<{ outcome: string }>`select webhooks.create_endpoint(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(id)}::uuid, ${url}, ${description}, ${filters}::text[], ${api_version},
    ${ordering}, ${signature}, ${JSON.stringify(metadata)}, ${sealed}, ${ENDPOINTS_PER_TENANT_MAX}::int4) as outcome`.execute(
    db,
  )
  return rows[0]?.outcome ?? ''
}

/** Undefined for one that never was, or was deleted. */
export async function findEndpoint(
  db: Db,
  tenant_id: TenantId,
  id: Id<'whe'>,
): Promise<Endpoint | undefined> {
  const { rows } = await sql<EndpointRow>`${endpoints}
    where e.tenant_id = ${tenant_id}::int8 and e.id = ${uuidOf(id)}::uuid and e.state <> 2`.execute(db)
  return rows[0] === undefined ? undefined : endpointOf(rows[0])
}

/** By id, from behind `after`. */
export async function listEndpoints(
  db: Db,
  tenant_id: TenantId,
  page: { readonly after: Id<'whe'> | undefined; readonly limit: number },
): Promise<Endpoint[]> {
  const behind = page.after === undefined ? sql`` : sql`and e.id > ${uuidOf(page.after)}::uuid`
  const { rows } = await sql<EndpointRow>`${endpoints}
    where e.tenant_id = ${tenant_id}::int8 and e.state <> 2 ${behind} order by e.id limit ${page.limit}::int4`.execute(
    db,
  )
  return rows.map(endpointOf)
}

/** False when there is none. */
export async function changeEndpoint(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  id: Id<'whe'>,
  change: EndpointChange,
): Promise<boolean> {
  const { url, description, filters, api_version, ordering, signature, metadata } = change
  const { rows } = await sql<{ is_there: boolean }>`select webhooks.change_endpoint(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(id)}::uuid, ${url ?? null}, ${description ?? null},
    ${filters ?? null}::text[], ${api_version ?? null}, ${ordering ?? null}, ${signature ?? null},
    ${metadata === undefined ? null : JSON.stringify(metadata)}) as is_there`.execute(db)
  return rows[0]?.is_there === true
}

/** Its deliveries go with it. False when there is none; a repeat changes nothing. */
export async function setEndpointState(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  id: Id<'whe'>,
  state: 'enabled' | 'disabled' | 'deleted',
): Promise<boolean> {
  const { rows } = await sql<{ is_there: boolean }>`select webhooks.set_endpoint_state(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(id)}::uuid, ${endpointStates.indexOf(state)}::int2) as is_there`.execute(
    db,
  )
  return rows[0]?.is_there === true
}

/** False when the number is taken or the endpoint is gone. */
export async function rotateSecret(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  next: { readonly id: Id<'whe'>; readonly number: number; readonly sealed: string; readonly until: Instant },
): Promise<boolean> {
  const { rows } = await sql<{ is_rotated: boolean }>`select webhooks.rotate_secret(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(next.id)}::uuid, ${next.number}::int4, ${next.sealed},
    ${instantText(next.until)}::timestamptz) as is_rotated`.execute(db)
  return rows[0]?.is_rotated === true
}

export type SealedSecret = {
  readonly number: number
  readonly sealed: string
  readonly valid_until: Instant | null
}

/** The current secret first, then those that are still valid. */
export async function validSecrets(
  db: Db,
  tenant_id: TenantId,
  id: Id<'whe'>,
  at: Instant,
): Promise<SealedSecret[]> {
  const { rows } = await sql<SealedSecret>`select s.number, s.sealed, s.valid_until from webhooks.secret s
    where s.tenant_id = ${tenant_id}::int8 and s.endpoint_id = ${uuidOf(id)}::uuid
      and (s.valid_until is null or s.valid_until > ${instantText(at)}::timestamptz)
    order by s.number desc limit 2`.execute(db)
  return rows
}

/** The version that an endpoint is pinned to, of a deleted one too. */
export async function endpointVersion(
  db: Db,
  tenant_id: TenantId,
  id: Id<'whe'>,
): Promise<string | undefined> {
  const { rows } = await sql<{ api_version: string }>`select e.api_version from webhooks.endpoint e
    where e.tenant_id = ${tenant_id}::int8 and e.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0]?.api_version
}
