import { sql } from 'kysely'
import type { Day } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { BankBreakType } from '../break.ts'
import { type Side, sideNumber } from './item.ts'
import { CANDIDATES_PER_KEY_MAX, DUPLICATE_DAYS } from './limits.ts'
import { ofBinding, type Whose } from './store_items.ts'

/** What a break that stands, or that a person closed, says about an item: it is not told again. */
const toldOf = (
  whose: Whose,
  side: Side,
  but: BankBreakType | null,
) => sql`exists (select from reconciliation.break b
  where ${ofBinding(whose, 'b')} and ${sql.raw(side === 'bank' ? 'b.bank_item' : 'b.ledger_item')} = i.number
    and (b.state = 'open' or b.closed_by <> 'reconciliation') and b.type is distinct from ${but}::text)`

/** Open items of a day or older of which no break tells, but perhaps one of the type `but`; the oldest first. */
export async function findOverdue(
  db: Db,
  whose: Whose,
  asked: {
    readonly side: Side
    readonly until: Day
    readonly but: BankBreakType | null
    readonly limit: number
  },
): Promise<bigint[]> {
  const { rows } = await sql<{ number: bigint }>`select i.number from reconciliation.item i
    where ${ofBinding(whose, 'i')} and i.side = ${sideNumber(asked.side)}::int2 and i.state = 0
      and i.on_day <= ${asked.until}::date and not ${toldOf(whose, asked.side, asked.but)}
    order by i.on_day, i.number limit ${asked.limit}::int4`.execute(db)
  return rows.map(({ number }) => number)
}

/** Open lines whose code says that they are fees of the bank. */
export async function findFeeLines(
  db: Db,
  whose: Whose,
  limit: number,
): Promise<{ number: bigint; amount: bigint }[]> {
  const { rows } = await sql<{
    number: bigint
    amount: bigint
  }>`select i.number, i.amount from reconciliation.item i
    where ${ofBinding(whose, 'i')} and i.side = 1 and i.state = 0 and i.mark = 2
      and abs(i.amount) <= ${Number.MAX_SAFE_INTEGER}::int8
    order by i.on_day, i.number limit ${limit}::int4`.execute(db)
  return rows
}

/** What is known about a line that matches nothing. */
export type Clues = {
  readonly number: bigint
  /** Another line with one of its references and its amount, a few days apart. */
  readonly twin: bigint | null
  /** Another line with one of its references that it takes back. */
  readonly opposite: bigint | null
  /** An open entry with one of its references, the nearest by amount. */
  readonly near: bigint | null
  readonly near_amount: bigint | null
  readonly near_fee: bigint | null
  /** UUID of another bound account where an entry with its reference and amount waits. */
  readonly elsewhere: string | null
}

/** One statement for any number of lines; a bounded number of rows is read for each of their references. */
export async function readClues(db: Db, whose: Whose, numbers: readonly bigint[]): Promise<Clues[]> {
  if (numbers.length === 0) return []
  const { tenant_id } = whose
  const keys = sql`unnest(l.keys) as u (key)`
  const of = (side: number) => sql`from reconciliation.item_key k where ${ofBinding(whose, 'k')}
    and k.side = ${sql.raw(String(side))} and k.key = u.key collate "C" and u.key not like '@%'`
  const { rows } = await sql<Clues>`select l.number, t.number as twin, o.number as opposite, n.number as near,
      n.amount as near_amount, n.fee as near_fee, e.binding_id as elsewhere
    from reconciliation.item l
    left join lateral (select x.number from ${keys}
      cross join lateral (select k.number ${of(1)} and k.amount = l.amount and k.number <> l.number
        order by k.number desc limit ${CANDIDATES_PER_KEY_MAX}::int4) k
      join reconciliation.item x on ${ofBinding(whose, 'x')} and x.side = 1 and x.number = k.number
      where x.on_day between l.on_day - ${DUPLICATE_DAYS}::int4 and l.on_day and (x.on_day, x.number) < (l.on_day, l.number)
      order by x.number limit 1) t on true
    left join lateral (select k.number from ${keys}
      cross join lateral (select k.number ${of(1)} and k.amount = -l.amount and k.number <> l.number
        order by k.number desc limit 1) k limit 1) o on l.mark = 1
    left join lateral (select x.number, x.amount, x.fee from ${keys}
      cross join lateral (select k.number ${of(2)} order by k.amount, k.number limit ${CANDIDATES_PER_KEY_MAX}::int4) k
      join reconciliation.item x on ${ofBinding(whose, 'x')} and x.side = 2 and x.number = k.number and x.state = 0
      where (x.amount > 0) = (l.amount > 0)
      order by abs(x.amount - l.amount), x.number limit 1) n on true
    left join lateral (select b.id as binding_id from reconciliation.bank_binding b cross join ${keys}
      join reconciliation.item_key k on k.tenant_id = ${tenant_id}::int8 and k.binding_id = b.id and k.side = 2
        and k.key = u.key collate "C" and k.amount = l.amount and u.key not like '@%'
      where b.tenant_id = ${tenant_id}::int8 and b.state = 'active' and b.id <> l.binding_id limit 1) e on true
    where ${ofBinding(whose, 'l')} and l.side = 1 and l.number = any (${numbers}::int8[])
    order by l.number`.execute(db)
  return rows
}
