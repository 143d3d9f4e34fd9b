import { type RawBuilder, sql } from 'kysely'
import type { Currency } from '../../kernel/currency.ts'
import { idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { accountEvents, accountStates, type AccountState } from './account.machine.ts'
import type { Account, AccountChange, AccountFilter, AccountPlace, NewAccount } from './account.ts'
import { currencyNumber } from './currency_number.ts'

/** What the facts of a write need: an id for each, and who did it as JSON. */
export type Telling = { readonly fact_ids: readonly string[]; readonly by: string }

type AccountRow = Omit<Account, 'id' | 'state'> & { readonly id: string; readonly state: number }

const columns = sql.raw(
  'id, currency, normal_side, path, name, state, floor, ceiling, overdraft, metadata, created_at, updated_at',
)
const accountOf = (row: AccountRow): Account => ({
  id: idOf('acc', row.id),
  currency: row.currency,
  normal_side: row.normal_side,
  path: row.path,
  name: row.name,
  state: accountStates[row.state] as AccountState,
  floor: row.floor,
  ceiling: row.ceiling,
  overdraft: row.overdraft,
  metadata: row.metadata,
  created_at: row.created_at,
  updated_at: row.updated_at,
})
const digits = (value: bigint | null | undefined): string | null =>
  value === undefined || value === null ? null : String(value)

export type Creation = { readonly place: number; readonly differs: string | null; readonly is_new: boolean }

/** One row per account, in the order asked for. When one differs, nothing was written. */
export async function createAccounts(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  accounts: readonly NewAccount[],
  telling: Telling,
): Promise<Creation[]> {
  const column = <T>(read: (account: NewAccount) => T): T[] => accounts.map(read)
  const { rows } =
    await sql<Creation>`select c.place, c.differs, c.is_new from ledger.create_accounts(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${column(({ id }) => uuidOf(id))}::uuid[], ${column(({ id }) => id)}::text[],
    ${column(({ currency }) => currency)}::text[], ${column(({ currency }) => currencyNumber(currency))}::int2[],
    ${column(({ normal_side }) => normal_side)}::text[], ${column(({ path }) => path)}::text[],
    ${column(({ name }) => name ?? null)}::text[], ${column(({ floor }) => digits(floor))}::int8[],
    ${column(({ ceiling }) => digits(ceiling))}::int8[], ${column(({ overdraft }) => String(overdraft ?? 0n))}::int8[],
    ${column(({ metadata }) => JSON.stringify(metadata ?? {}))}::text[], ${telling.fact_ids}::uuid[],
    ${telling.by}::text) as c order by c.place`.execute(db)
  return rows
}

type ChangedRow = { readonly refusal: string | null } & (
  | AccountRow
  | (Omit<AccountRow, 'id'> & { readonly id: null })
)
/** The account as it is then, unless a refusal stood against it or another of the call. */
export type Changed = { readonly refusal: string | null; readonly account: Account | null }

/** One row per account, in the order asked for. When one is refused, nothing was written. */
export async function changeAccounts(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  changes: readonly AccountChange[],
  telling: Telling,
): Promise<Changed[]> {
  const ids = changes.map(({ id }) => uuidOf(id))
  const events = changes.map(({ event }) => (event === undefined ? 0 : accountEvents.indexOf(event) + 1))
  const patches = changes.map(({ patch }) =>
    JSON.stringify(patch ?? {}, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  )
  const { rows } = await sql<ChangedRow>`select c.refusal, (c.account).*
    from ledger.change_accounts(${tenant_id}::int8, ${instantText(at)}::timestamptz, ${ids}::uuid[],
      ${changes.map(({ id }) => id)}::text[], ${events}::int2[], ${patches}::text[], ${telling.fact_ids}::uuid[],
      ${telling.by}::text) as c order by c.place`.execute(db)
  return rows.map((row) => ({ refusal: row.refusal, account: row.id === null ? null : accountOf(row) }))
}

export async function findAccounts(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Account['id'][],
): Promise<Map<Account['id'], Account>> {
  const { rows } = await sql<AccountRow>`select ${columns} from ledger.account
    where tenant_id = ${tenant_id}::int8 and id = any (${ids.map(uuidOf)}::uuid[])`.execute(db)
  return new Map(rows.map(accountOf).map((account) => [account.id, account]))
}

/** By path, then id, from behind `after`; at most `limit`. The index `account_path` has this order. */
export async function listAccounts(
  db: Db,
  tenant_id: TenantId,
  filter: AccountFilter,
  page: { after: AccountPlace | undefined; limit: number },
): Promise<Account[]> {
  const { currency, state, metadata } = filter
  const { after, limit } = page
  const nothing = sql``
  const { rows } = await sql<AccountRow>`select ${columns} from ledger.account
    where tenant_id = ${tenant_id}::int8 ${pathIs(filter.path)}
      ${currency === undefined ? nothing : sql`and currency = ${currency satisfies Currency}`}
      ${state === undefined ? nothing : sql`and state = ${accountStates.indexOf(state)}::int2`}
      ${metadata === undefined ? nothing : sql`and metadata @> ${JSON.stringify(metadata)}::jsonb`}
      ${after === undefined ? nothing : sql`and (path, id) > (${after.path}, ${uuidOf(after.id)}::uuid)`}
    order by path, id limit ${limit}`.execute(db)
  return rows.map(accountOf)
}

/** Everything below `a:b` lies between `a:b:` and `a:b;`, the character behind the colon. */
function pathIs(path: string | undefined): RawBuilder<unknown> {
  if (path === undefined) return sql``
  if (!path.endsWith(':*')) return sql`and path = ${path}`
  const above = path.slice(0, -2)
  return sql`and path > ${`${above}:`} and path < ${`${above};`}`
}
