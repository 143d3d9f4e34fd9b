import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Account, SealedAccount } from './acquirer_account.ts'

type Row = Omit<SealedAccount, 'id' | 'currencies'> & { id: string; currencies: readonly string[] }

const columns = sql`id, connector, name, merchant_number, url, report_url, three_ds_url, sealed_api_key,
  sealed_callback_secrets, country, currencies, schemes, fee_plan, state, priority, callback_address, created_at`

const accountOf = ({ id, currencies, ...row }: Row): SealedAccount => ({
  ...row,
  id: idOf('aca', id),
  currencies: currencies.length === 0 ? 'any' : currencies,
})

/** In the order of their ids, from above `after`; at most `limit`. */
export async function listAccounts(
  db: Db,
  tenant_id: TenantId,
  page: { after: Id<'aca'> | undefined; limit: number },
): Promise<SealedAccount[]> {
  const above = page.after === undefined ? sql`` : sql`and id > ${uuidOf(page.after)}`
  const { rows } = await sql<Row>`select ${columns} from rails.acquirer_account
    where tenant_id = ${tenant_id} ${above} order by id limit ${page.limit}`.execute(db)
  return rows.map(accountOf)
}

export async function findAccount(
  db: Db,
  tenant_id: TenantId,
  id: Id<'aca'>,
): Promise<SealedAccount | undefined> {
  const { rows } = await sql<Row>`select ${columns} from rails.acquirer_account
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
  return rows[0] === undefined ? undefined : accountOf(rows[0])
}

export async function hasMerchantNumber(
  db: Db,
  tenant_id: TenantId,
  { connector, merchant_number }: Pick<Account, 'connector' | 'merchant_number'>,
): Promise<boolean> {
  const { rows } = await sql`select from rails.acquirer_account
    where tenant_id = ${tenant_id} and connector = ${connector} and merchant_number = ${merchant_number}`.execute(
    db,
  )
  return rows.length > 0
}

export async function countAccounts(db: Db, tenant_id: TenantId): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from rails.acquirer_account
    where tenant_id = ${tenant_id}`.execute(db)
  return Number(rows[0]?.count)
}

/** Each account with the address that it is called back at. */
export async function insertAccounts(
  db: Db,
  tenant_id: TenantId,
  accounts: readonly SealedAccount[],
): Promise<void> {
  const rows = accounts.map(
    (one) => sql`(${tenant_id}, ${uuidOf(one.id)}, ${one.connector}, ${one.name}, ${one.merchant_number},
      ${one.url}, ${one.report_url}, ${one.three_ds_url}, ${one.sealed_api_key}, ${[...one.sealed_callback_secrets]}::text[],
      ${one.country}, ${one.currencies === 'any' ? [] : [...one.currencies]}::text[], ${[...one.schemes]}::text[],
      ${JSON.stringify(one.fee_plan)}::jsonb, ${one.state}, ${one.priority}, ${one.callback_address},
      ${instantText(one.created_at)})`,
  )
  await sql`insert into rails.acquirer_account (tenant_id, id, connector, name, merchant_number, url, report_url,
      three_ds_url, sealed_api_key, sealed_callback_secrets, country, currencies, schemes, fee_plan, state, priority,
      callback_address, created_at)
    values ${sql.join(rows)}`.execute(db)
  const addresses = accounts.map(
    (one) => sql`(${one.callback_address}, ${tenant_id}, ${uuidOf(one.id)}, ${instantText(one.created_at)})`,
  )
  await sql`insert into rails.callback_address (id, tenant_id, account_id, created_at)
    values ${sql.join(addresses)}`.execute(db)
}

/** False when it was in that state already. */
export async function updateState(
  db: Db,
  tenant_id: TenantId,
  id: Id<'aca'>,
  state: Account['state'],
): Promise<boolean> {
  const { rows } = await sql`update rails.acquirer_account set state = ${state}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} and state <> ${state} returning id`.execute(db)
  return rows.length > 0
}

export type CallbackAddress = { readonly tenant_id: TenantId; readonly account: Id<'aca'> }

export async function findAddress(db: Db, address: string): Promise<CallbackAddress | undefined> {
  const { rows } = await sql<{ tenant_id: TenantId; account_id: string }>`select tenant_id, account_id
    from rails.callback_address where id = ${address}`.execute(db)
  const [row] = rows
  return row === undefined ? undefined : { tenant_id: row.tenant_id, account: idOf('aca', row.account_id) }
}
