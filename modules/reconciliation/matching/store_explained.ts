import { sql } from 'kysely'
import { present } from '../../../kernel/assert.ts'
import type { Db } from '../../../platform/db/database.ts'
import { SURE_KEY_CHARS_MIN } from './limits.ts'
import { ofBinding, type Whose } from './store_items.ts'

/** What an open break is about: the match of a batch (UUID), or the number of an item that stands alone. */
export type End =
  | { readonly kind: 'batch'; readonly match: string }
  | { readonly kind: 'bank' | 'ledger'; readonly number: bigint }
/** Two that stand open for just as much, one the other way than the other. */
export type Explained = readonly [End, End]

/**
 * Pairs of what open breaks are about that come to nothing together and share a sure reference: a batch that came to something
 * else than its entries with anything, and a line in suspense with one by which the bank took it back, as the bank says.
 * The oldest first; one of them can stand in several pairs.
 */
export async function findExplained(db: Db, whose: Whose, limit: number): Promise<Explained[]> {
  const item = (
    side: number,
    of: 'bank_item' | 'ledger_item',
  ) => sql`cross join lateral (select i.* from reconciliation.item i
    where ${ofBinding(whose, 'i')} and i.side = ${sql.raw(String(side))} and i.number = b.${sql.raw(of)} limit 1) i`
  // What the bank shows more than the ledger by each break: a batch's difference, a line in suspense, an entry that it never showed.
  const ends = sql`select b.id, b.opened_at, b.type, i.match_id as batch, null::int8 as bank_item, null::int8 as ledger_item,
      b.suspended as amount, null::text[] as keys
    from told b ${item(1, 'bank_item')} where b.type = 'amount_diff' and b.suspended <> 0 and i.state = 2
    union all
    select b.id, b.opened_at, b.type, null, i.number, null, b.suspended, i.keys
    from told b ${item(1, 'bank_item')} where b.suspended <> 0 and i.state = 1
    union all
    select b.id, b.opened_at, b.type, null, null, i.number, -i.amount, i.keys
    from told b ${item(2, 'ledger_item')} where b.type = 'missing_external' and i.state = 0`
  const keysOf = (end: 'a' | 'x') => sql`select u.key from reconciliation.match_item p
      join reconciliation.item i on ${ofBinding(whose, 'i')} and i.source_id = p.source_id and i.source_number = p.source_number
      cross join lateral unnest(i.keys) as u (key)
    where p.tenant_id = ${whose.tenant_id}::int8 and p.match_id = ${sql.raw(end)}.batch
    union all select u.key from unnest(${sql.raw(end)}.keys) as u (key)`
  type Row = Readonly<Record<'a_batch' | 'x_batch', string | null>> &
    Readonly<Record<'a_bank' | 'x_bank' | 'x_ledger', bigint | null>>
  const { rows } = await sql<Row>`with told as materialized (select b.* from reconciliation.break b
      where ${ofBinding(whose, 'b')} and b.state = 'open'),
    ends as materialized (${ends})
    select a.batch as a_batch, a.bank_item as a_bank, x.batch as x_batch, x.bank_item as x_bank, x.ledger_item as x_ledger
    from ends a join ends x on x.amount = -a.amount and x.id <> a.id
    where case when a.batch is null then a.bank_item is not null and x.bank_item is not null and x.type = 'status_mismatch'
        else x.batch is null or a.id < x.id end
      and exists (select from (${keysOf('a')}) s where length(s.key) >= ${SURE_KEY_CHARS_MIN}::int4 and s.key not like '@%'
        and s.key in (${keysOf('x')}))
    order by a.opened_at, a.id, x.opened_at, x.id limit ${limit}::int4`.execute(db)
  return rows.map((row) => [
    endOf(row.a_batch, row.a_bank, null),
    endOf(row.x_batch, row.x_bank, row.x_ledger),
  ])
}

function endOf(match: string | null, bank: bigint | null, ledger: bigint | null): End {
  if (match !== null) return { kind: 'batch', match }
  return bank === null
    ? { kind: 'ledger', number: present(ledger, 'an item') }
    : { kind: 'bank', number: bank }
}
