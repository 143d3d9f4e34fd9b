import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { AccountVerification } from './account_verification.ts'
import type { ChangeNoticeState } from './change_notice.ts'

type Row = Omit<AccountVerification, 'id' | 'bank_account' | 'orders'> & {
  readonly id: string
  readonly bank_account_id: string
  readonly order_ids: readonly string[]
}

const columns = sql`id, bank_account_id, method, order_ids::text[] as order_ids, state, tries, created_at, updated_at`

const verificationOf = ({ id, bank_account_id, order_ids, ...row }: Row): AccountVerification => ({
  ...row,
  id: idOf('por', id),
  bank_account: idOf('bac', bank_account_id),
  orders: order_ids.map((order) => idOf('por', order)),
})

export async function insertVerification(
  db: Db,
  tenant_id: TenantId,
  one: AccountVerification,
): Promise<void> {
  await sql`insert into rails.account_verification (tenant_id, id, bank_account_id, method, order_ids, state, created_at,
      updated_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${uuidOf(one.bank_account)}, ${one.method},
      ${one.orders.map(uuidOf)}::uuid[], ${one.state}, ${instantText(one.created_at)}, ${instantText(one.updated_at)})`.execute(
    db,
  )
}

/** Newest first. */
export async function listVerifications(
  db: Db,
  tenant_id: TenantId,
  bank_account: Id<'bac'>,
  { limit, is_locked = false }: { readonly limit: number; readonly is_locked?: boolean },
): Promise<AccountVerification[]> {
  const lock = is_locked ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.account_verification
    where tenant_id = ${tenant_id} and bank_account_id = ${uuidOf(bank_account)}
    order by created_at desc, id desc limit ${limit} ${lock}`.execute(db)
  return rows.map(verificationOf)
}

/** The newest one of each bank account that has any. */
export async function latestVerifications(
  db: Db,
  tenant_id: TenantId,
  accounts: readonly Id<'bac'>[],
): Promise<AccountVerification[]> {
  const { rows } =
    await sql<Row>`select distinct on (bank_account_id) ${columns} from rails.account_verification
    where tenant_id = ${tenant_id} and bank_account_id = any(${accounts.map(uuidOf)}::uuid[])
    order by bank_account_id, created_at desc, id desc`.execute(db)
  return rows.map(verificationOf)
}

/** The caller holds the row. */
export async function updateVerification(
  db: Db,
  tenant_id: TenantId,
  { id, state, tries, updated_at }: AccountVerification,
): Promise<void> {
  await sql`update rails.account_verification set state = ${state}, tries = ${tries}, updated_at = ${instantText(updated_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
}

/** What became of the notifications of change about each of these orders of one bank account. */
export async function changesAbout(
  db: Db,
  tenant_id: TenantId,
  bank_account: Id<'bac'>,
  orders: readonly Id<'por'>[],
): Promise<ReadonlyMap<Id<'por'>, readonly ChangeNoticeState[]>> {
  const { rows } = await sql<{ order_id: string; state: ChangeNoticeState }>`
    select order_id, state from rails.change_notice
    where tenant_id = ${tenant_id} and bank_account_id = ${uuidOf(bank_account)}
      and order_id = any(${orders.map(uuidOf)}::uuid[])`.execute(db)
  const found = Map.groupBy(rows, ({ order_id }) => idOf('por', order_id))
  return new Map([...found].map(([order, some]) => [order, some.map(({ state }) => state)]))
}

/** Bank accounts of which a debit that was agreed to has settled. */
export async function debitedBefore(
  db: Db,
  tenant_id: TenantId,
  accounts: readonly Id<'bac'>[],
): Promise<ReadonlySet<Id<'bac'>>> {
  const { rows } = await sql<{
    id: string
  }>`select distinct o.bank_account_id as id from rails.payment_order o
    where o.tenant_id = ${tenant_id} and o.bank_account_id = any(${accounts.map(uuidOf)}::uuid[]) and o.kind = 2
      and o.state = 4 and o.purpose = 1`.execute(db)
  return new Set(rows.map(({ id }) => idOf('bac', id)))
}

/** Bank accounts with evidence of a kind at one of their mandates. */
export async function withEvidence(
  db: Db,
  tenant_id: TenantId,
  accounts: readonly Id<'bac'>[],
  kind: string,
): Promise<ReadonlySet<Id<'bac'>>> {
  const { rows } = await sql<{ id: string }>`select distinct m.bank_account_id as id from rails.mandate m
    join rails.mandate_evidence e on e.tenant_id = ${tenant_id} and e.mandate_id = m.id
    where m.tenant_id = ${tenant_id} and m.bank_account_id = any(${accounts.map(uuidOf)}::uuid[]) and e.kind = ${kind}`.execute(
    db,
  )
  return new Set(rows.map(({ id }) => idOf('bac', id)))
}
