import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { CardSnapshot, PaymentMethod, PaymentMethodFields } from './payment_method.ts'

/** A method, and what it was created with once that was changed. */
export type StoredMethod = { readonly method: PaymentMethod; readonly original: PaymentMethodFields | null }
type MethodRow = Omit<PaymentMethod, 'id' | 'token' | 'customer' | 'card' | 'consent'> &
  CardSnapshot & {
    readonly id: string
    readonly token: string
    readonly customer: string | null
    readonly consent_at: Instant | null
    readonly consent_reference: string | null
    readonly original: PaymentMethodFields | null
  }

const columns =
  sql.raw(`id, token, customer, state, scheme, bin, last4, expiry_month, expiry_year, country, funding,
  fingerprint, network_transaction_id, transaction_link_id, consent_at, consent_reference, billing, metadata, original,
  created_at, updated_at, detached_at`)

function storedOf(row: MethodRow): StoredMethod {
  const { scheme, bin, last4, expiry_month, expiry_year, country, funding, fingerprint } = row
  const { state, network_transaction_id, transaction_link_id, billing, metadata } = row
  return {
    original: row.original,
    method: {
      id: idOf('pm', row.id),
      token: idOf('tok', row.token),
      customer: row.customer === null ? null : idOf('cus', row.customer),
      state,
      card: { scheme, bin, last4, expiry_month, expiry_year, country, funding, fingerprint },
      network_transaction_id,
      transaction_link_id,
      consent:
        row.consent_at === null ? null : { given_at: row.consent_at, reference: row.consent_reference },
      billing,
      metadata,
      created_at: row.created_at,
      updated_at: row.updated_at,
      detached_at: row.detached_at,
    },
  }
}
const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))
const time = (at: Instant | null | undefined): string | null =>
  at === null || at === undefined ? null : instantText(at)
const uuid = (id: string | null): string | null => (id === null ? null : uuidOf(id))

/** False when the id is taken already; then nothing was written. */
export async function insertMethod(db: Db, tenant_id: TenantId, method: PaymentMethod): Promise<boolean> {
  const { card, consent } = method
  const { rows } =
    await sql`insert into payments.payment_method (tenant_id, id, token, customer, scheme, bin, last4,
      expiry_month, expiry_year, country, funding, fingerprint, consent_at, consent_reference, billing, metadata,
      created_at, updated_at)
    values (${tenant_id}, ${uuidOf(method.id)}, ${uuidOf(method.token)}, ${uuid(method.customer)}, ${card.scheme},
      ${card.bin}, ${card.last4}, ${card.expiry_month}, ${card.expiry_year}, ${card.country}, ${card.funding},
      ${card.fingerprint}, ${time(consent?.given_at)}, ${consent?.reference ?? null}, ${json(method.billing)}::jsonb,
      ${json(method.metadata)}::jsonb, ${time(method.created_at)}, ${time(method.updated_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

/** With `is_locked` it is held until the transaction ends. */
export async function findMethod(
  db: Db,
  tenant_id: TenantId,
  id: Id<'pm'>,
  { is_locked = false } = {},
): Promise<StoredMethod | undefined> {
  const { rows } = await sql<MethodRow>`select ${columns} from payments.payment_method
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${is_locked ? sql`for update` : sql``}`.execute(db)
  return rows[0] === undefined ? undefined : storedOf(rows[0])
}

/** The customer's, or all of the tenant, by id from the greatest down, from below `before`. */
export async function listMethods(
  db: Db,
  tenant_id: TenantId,
  customer: Id<'cus'> | undefined,
  page: { before: Id<'pm'> | undefined; limit: number },
): Promise<PaymentMethod[]> {
  const own = customer === undefined ? sql`` : sql`and customer = ${uuidOf(customer)}`
  const below = page.before === undefined ? sql`` : sql`and id < ${uuidOf(page.before)}`
  const { rows } = await sql<MethodRow>`select ${columns} from payments.payment_method
    where tenant_id = ${tenant_id} ${own} ${below} order by id desc limit ${page.limit}`.execute(db)
  return rows.map((row) => storedOf(row).method)
}

/** Every method of a customer, held until the transaction ends; in the order of their ids. */
export async function lockMethodsOf(
  db: Db,
  tenant_id: TenantId,
  customer: Id<'cus'>,
): Promise<StoredMethod[]> {
  const { rows } = await sql<MethodRow>`select ${columns} from payments.payment_method
    where tenant_id = ${tenant_id} and customer = ${uuidOf(customer)} order by id for update`.execute(db)
  return rows.map(storedOf)
}

export async function countMethods(db: Db, tenant_id: TenantId, customer: Id<'cus'>): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from payments.payment_method
    where tenant_id = ${tenant_id} and customer = ${uuidOf(customer)}`.execute(db)
  return Number(rows[0]?.count)
}

export async function updateMethod(
  db: Db,
  tenant_id: TenantId,
  method: PaymentMethod,
  original: PaymentMethodFields,
): Promise<void> {
  const { consent } = method
  await sql`update payments.payment_method set customer = ${uuid(method.customer)},
      consent_at = ${time(consent?.given_at)}, consent_reference = ${consent?.reference ?? null},
      billing = ${json(method.billing)}::jsonb, metadata = ${json(method.metadata)}::jsonb,
      original = ${json(original)}::jsonb, updated_at = ${time(method.updated_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(method.id)} and state = 'active'`.execute(db)
}

/** Takes methods from their customer for good, and from them what they say of a person. One statement. */
export async function detachMethods(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  ids: readonly Id<'pm'>[],
): Promise<void> {
  await sql`update payments.payment_method set state = 'detached', customer = null, consent_at = null,
      consent_reference = null, billing = null, metadata = '{}', original = null, detached_at = ${time(at)},
      updated_at = ${time(at)}
    where tenant_id = ${tenant_id} and id = any (${ids.map(uuidOf)}::uuid[]) and state = 'active'`.execute(db)
}

export type NetworkIds = {
  readonly method: Id<'pm'>
  readonly network_transaction_id: string | null
  readonly transaction_link_id: string | null
}

/** How many changed. */
export async function rememberNetworkIds(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  seen: readonly NetworkIds[],
): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select payments.remember_network_ids(${tenant_id}::int8, ${time(at)}::timestamptz,
    ${seen.map(({ method }) => uuidOf(method))}::uuid[],
    ${seen.map((one) => one.network_transaction_id)}::text[],
    ${seen.map((one) => one.transaction_link_id)}::text[]) as count`.execute(db)
  return rows[0]?.count ?? 0
}
