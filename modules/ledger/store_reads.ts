import { type RawBuilder, sql } from 'kysely'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import {
  type Balance,
  type Counters,
  limitsOf,
  type Moment,
  onNormalSide,
  type RolledUp,
  type Side,
} from './balance.ts'
import { currencyOf } from './currency_number.ts'

/** Net comes as text: on the effective axis it is a sum, which PostgreSQL makes a numeric. */
type BalanceRow = Omit<Counters, 'net'> & {
  readonly id: string
  readonly net: string
  readonly currency: Currency
  readonly normal_side: Side
  readonly version: bigint
  readonly newest: bigint
  readonly floor: bigint | null
  readonly ceiling: bigint | null
  readonly overdraft: bigint
}

/** A version that the account has not reached yet, and the one it has. */
export type NotReached = { readonly newest: bigint }

const shared = sql.raw(
  'u.ord, a.id, a.currency, a.normal_side, a.floor, a.ceiling, a.overdraft, b.version as newest',
)

/**
 * The balances of any number of accounts in one statement. Accounts that do not exist are left out.
 * In the past: a walk of at most 64 entries for a version; 14 probes and such a walk for a time in an account of a million entries.
 */
export async function readBalances(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'acc'>[],
  moment: Moment | undefined,
): Promise<Map<Id<'acc'>, Balance | NotReached>> {
  const tenant = sql`${tenant_id}::int8`
  const accounts = sql`unnest(${ids.map(uuidOf)}::uuid[]) with ordinality as u (id, ord)
    join ledger.account a on a.tenant_id = ${tenant} and a.id = u.id
    join ledger.balance b on b.tenant_id = ${tenant} and b.account_id = u.id`
  const { rows } =
    moment === undefined
      ? await sql<BalanceRow>`select ${shared}, b.version, (b.credits_posted - b.debits_posted)::text as net,
          b.debits_pending, b.credits_pending from ${accounts}`.execute(db)
      : await sql<BalanceRow>`select ${shared}, v.version, ${netAt(tenant, moment)}::text as net,
          l.debits_pending, l.credits_pending
          from ${accounts} cross join lateral (select ${versionAt(tenant, moment)} as version) v
          cross join lateral ledger.leg_at(${tenant}, u.id, v.version) l`.execute(db)
  return new Map(rows.map((row) => [idOf('acc', row.id), balanceOf(row, moment)]))
}

function versionAt(tenant: RawBuilder<unknown>, moment: Moment): RawBuilder<unknown> {
  if ('as_of_version' in moment) return sql`${moment.as_of_version}::int8`
  if ('as_of' in moment)
    return sql`ledger.version_at(${tenant}, u.id, ${instantText(moment.as_of)}::timestamptz)`
  return sql`ledger.version_on(${tenant}, u.id, ${moment.effective_on}::date)`
}

const netAt = (tenant: RawBuilder<unknown>, moment: Moment): RawBuilder<unknown> =>
  'effective_on' in moment
    ? sql`ledger.effective_net(${tenant}, u.id, ${moment.effective_on}::date, b.version)`
    : sql`l.net`

function balanceOf(row: BalanceRow, moment: Moment | undefined): Balance | NotReached {
  const { id, currency, normal_side, newest } = row
  if (row.version > newest) return { newest }
  const version = moment !== undefined && 'effective_on' in moment ? null : row.version
  const four = onNormalSide(normal_side, { ...row, net: BigInt(row.net) })
  const limits = moment === undefined ? limitsOf(four, row) : null
  return { account_id: idOf('acc', id), currency, normal_side, version, ...four, limits }
}

type SumRow = { readonly currency: number; readonly normal_side: number; readonly accounts: bigint } & {
  readonly [K in 'net' | 'debits_pending' | 'credits_pending']: string
}

/**
 * Sums over all accounts at a path, or below one that ends in `:*` (`*` alone: all), per currency and normal
 * side. Sums are numeric in PostgreSQL, so they cannot overflow. Reads one row per account.
 */
export async function sumBalances(db: Db, tenant_id: TenantId, path: string): Promise<RolledUp[]> {
  const { rows } = await sql<SumRow>`select b.currency, b.normal_side, count(*) as accounts,
      sum(b.credits_posted - b.debits_posted)::text as net, sum(b.debits_pending)::text as debits_pending,
      sum(b.credits_pending)::text as credits_pending
    from ledger.account a join ledger.balance b on b.tenant_id = ${tenant_id}::int8 and b.account_id = a.id
    where a.tenant_id = ${tenant_id}::int8 ${pathIs(path)}
    group by b.currency, b.normal_side order by b.currency, b.normal_side`.execute(db)
  return rows.map((row) => {
    const normal_side = row.normal_side === 1 ? 'credit' : 'debit'
    const counters = {
      net: BigInt(row.net),
      debits_pending: BigInt(row.debits_pending),
      credits_pending: BigInt(row.credits_pending),
    }
    const { accounts } = row
    return {
      currency: currencyOf(row.currency),
      normal_side,
      accounts,
      ...onNormalSide(normal_side, counters),
    }
  })
}

/** Everything below `a:b` lies between `a:b:` and `a:b;`: the semicolon follows the colon, and paths sort by bytes. */
function pathIs(path: string): RawBuilder<unknown> {
  if (path === '*') return sql``
  if (!path.endsWith(':*')) return sql`and a.path = ${path}`
  const below = path.slice(0, -1)
  return sql`and a.path > ${below} and a.path < ${`${below.slice(0, -1)};`}`
}
