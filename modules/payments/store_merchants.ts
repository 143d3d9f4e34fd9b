import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Merchant, MerchantFields, NewMerchant } from './merchant.ts'

/** A merchant, and what it was created with once that was changed. */
export type StoredMerchant = { readonly merchant: Merchant; readonly original: MerchantFields | null }
type MerchantRow = Omit<Merchant, 'id'> & { readonly id: string; readonly original: MerchantFields | null }

const columns =
  sql.raw(`id, reference, name, statement_descriptor, city, country, mcc, settlement_currency, state,
  metadata, original, created_at, updated_at`)
const storedOf = ({ id, original, ...rest }: MerchantRow): StoredMerchant => ({
  merchant: { id: idOf('mer', id), ...rest },
  original,
})

/** False when the id or the reference is taken already; then nothing was written. */
export async function insertMerchant(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  merchant: NewMerchant,
): Promise<boolean> {
  const { rows } =
    await sql`insert into payments.merchant (tenant_id, id, reference, name, statement_descriptor, city,
      country, mcc, settlement_currency, metadata, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(merchant.id)}, ${merchant.reference}, ${merchant.name},
      ${merchant.statement_descriptor}, ${merchant.city}, ${merchant.country}, ${merchant.mcc},
      ${merchant.settlement_currency}, ${JSON.stringify(merchant.metadata)}::jsonb, ${instantText(at)},
      ${instantText(at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

/** With `is_locked` it is held until the transaction ends, so that two changes of it come one after the other. */
export async function findMerchant(
  db: Db,
  tenant_id: TenantId,
  id: Id<'mer'>,
  { is_locked = false } = {},
): Promise<StoredMerchant | undefined> {
  const { rows } = await sql<MerchantRow>`select ${columns} from payments.merchant
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${is_locked ? sql`for update` : sql``}`.execute(db)
  return rows[0] === undefined ? undefined : storedOf(rows[0])
}

export type MerchantFilter = { readonly reference?: string }

/** By id from the greatest down, from below `before`; newest first as long as Florin chose the ids. */
export async function listMerchants(
  db: Db,
  tenant_id: TenantId,
  filter: MerchantFilter,
  page: { before: Id<'mer'> | undefined; limit: number },
): Promise<Merchant[]> {
  const below = page.before === undefined ? sql`` : sql`and id < ${uuidOf(page.before)}`
  const named = filter.reference === undefined ? sql`` : sql`and reference = ${filter.reference}`
  const { rows } = await sql<MerchantRow>`select ${columns} from payments.merchant
    where tenant_id = ${tenant_id} ${named} ${below} order by id desc limit ${page.limit}`.execute(db)
  return rows.map((row) => storedOf(row).merchant)
}

export async function updateMerchant(
  db: Db,
  tenant_id: TenantId,
  merchant: Merchant,
  original: MerchantFields,
): Promise<void> {
  await sql`update payments.merchant set name = ${merchant.name},
      statement_descriptor = ${merchant.statement_descriptor}, city = ${merchant.city}, country = ${merchant.country},
      mcc = ${merchant.mcc}, settlement_currency = ${merchant.settlement_currency}, state = ${merchant.state},
      metadata = ${JSON.stringify(merchant.metadata)}::jsonb, original = ${JSON.stringify(original)}::jsonb,
      updated_at = ${instantText(merchant.updated_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(merchant.id)}`.execute(db)
}
