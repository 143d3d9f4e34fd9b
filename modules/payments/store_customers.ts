import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { type Customer, type CustomerFields, emailKey, type NewCustomer } from './customer.ts'

/** A customer, and what it was created with once that was changed. */
export type StoredCustomer = { readonly customer: Customer; readonly original: CustomerFields | null }
type CustomerRow = Omit<Customer, 'id' | 'default_payment_method'> & {
  readonly id: string
  readonly default_payment_method: string | null
  readonly original: CustomerFields | null
}

const columns =
  sql.raw(`id, reference, name, email, phone, billing_address, shipping_address, default_payment_method,
  metadata, original, created_at, updated_at, deleted_at`)
const storedOf = ({
  id,
  default_payment_method: method,
  original,
  ...rest
}: CustomerRow): StoredCustomer => ({
  customer: {
    ...rest,
    id: idOf('cus', id),
    default_payment_method: method === null ? null : idOf('pm', method),
  },
  original,
})
const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** False when the id or the reference is taken already; then nothing was written. */
export async function insertCustomer(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  customer: NewCustomer,
): Promise<boolean> {
  const { rows } =
    await sql`insert into payments.customer (tenant_id, id, reference, name, email, email_key, phone,
      billing_address, shipping_address, metadata, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(customer.id)}, ${customer.reference}, ${customer.name}, ${customer.email},
      ${emailKey(customer.email)}, ${customer.phone}, ${json(customer.billing_address)}::jsonb,
      ${json(customer.shipping_address)}::jsonb, ${json(customer.metadata)}::jsonb, ${instantText(at)},
      ${instantText(at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

/** With `is_locked` it is held until the transaction ends: before its payment methods, always in this order. */
export async function findCustomer(
  db: Db,
  tenant_id: TenantId,
  id: Id<'cus'>,
  { is_locked = false } = {},
): Promise<StoredCustomer | undefined> {
  const { rows } = await sql<CustomerRow>`select ${columns} from payments.customer
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${is_locked ? sql`for update` : sql``}`.execute(db)
  return rows[0] === undefined ? undefined : storedOf(rows[0])
}

export type CustomerFilter = { readonly reference?: string; readonly email?: string }

/** Those that were not deleted, by id from the greatest down, from below `before`. */
export async function listCustomers(
  db: Db,
  tenant_id: TenantId,
  filter: CustomerFilter,
  page: { before: Id<'cus'> | undefined; limit: number },
): Promise<Customer[]> {
  const nothing = sql``
  const { reference, email } = filter
  const { rows } = await sql<CustomerRow>`select ${columns} from payments.customer
    where tenant_id = ${tenant_id} and deleted_at is null
      ${reference === undefined ? nothing : sql`and reference = ${reference}`}
      ${email === undefined ? nothing : sql`and email_key = ${emailKey(email)}`}
      ${page.before === undefined ? nothing : sql`and id < ${uuidOf(page.before)}`}
    order by id desc limit ${page.limit}`.execute(db)
  return rows.map((row) => storedOf(row).customer)
}

/** `original` is null for a deleted one: a repeat of its creation is refused, so nothing needs to be kept. */
export async function updateCustomer(
  db: Db,
  tenant_id: TenantId,
  customer: Customer,
  original: CustomerFields | null,
): Promise<void> {
  const { default_payment_method: method, deleted_at } = customer
  await sql`update payments.customer set reference = ${customer.reference}, name = ${customer.name},
      email = ${customer.email}, email_key = ${emailKey(customer.email)}, phone = ${customer.phone},
      billing_address = ${json(customer.billing_address)}::jsonb,
      shipping_address = ${json(customer.shipping_address)}::jsonb,
      default_payment_method = ${method === null ? null : uuidOf(method)}, metadata = ${json(customer.metadata)}::jsonb,
      original = ${json(original)}::jsonb, updated_at = ${instantText(customer.updated_at)},
      deleted_at = ${deleted_at === null ? null : instantText(deleted_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(customer.id)} and deleted_at is null`.execute(db)
}
