import { sql } from 'kysely'
import type { Day } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import { bankBatchCodes } from '../facts/matching_rules.ts'
import type { Range } from './calendar.ts'
import type { Piece, Place, Side } from './item.ts'
import { sideNumber } from './item.ts'
import { CANDIDATES_PER_KEY_MAX, GROUP_ITEMS_MAX } from './limits.ts'
import type { Group } from './pass_group.ts'
import type { KeyPair } from './pass_keys.ts'
import type { Alike } from './pass_score.ts'
import { ofBinding, type Whose } from './store_items.ts'

const batchCodes = bankBatchCodes.flatMap(({ value }) => value)

/** Lines behind one place, up to another and with it. */
export type Window = { readonly after: Place; readonly through: Place }

/** The place up to which the next `limit` unmatched lines go; undefined when there is none behind `after`. */
export async function nextWindow(
  db: Db,
  whose: Whose,
  after: Place,
  limit: number,
): Promise<Place | undefined> {
  const { rows } =
    await sql<Place>`select max(w.on_day)::text as "on", (array_agg(w.number order by w.on_day desc, w.number desc))[1]
      as number
    from (select i.on_day, i.number from reconciliation.item i where ${ofBinding(whose, 'i')} and i.side = 1 and i.state < 2
      and (i.on_day, i.number) > (${after.on}::date, ${after.number}::int8)
      order by i.on_day, i.number limit ${limit}::int4) w having count(*) > 0`.execute(db)
  return rows[0]
}

const inWindow = ({ after, through }: Window) => sql`i.state < 2
  and (i.on_day, i.number) > (${after.on}::date, ${after.number}::int8)
  and (i.on_day, i.number) <= (${through.on}::date, ${through.number}::int8)`

/**
 * Lines of a window with the entry that has one of their references and their amount: of several the first with the first.
 * Each key is one probe of the primary key, however often it was used before.
 */
export async function exactPairs(db: Db, whose: Whose, window: Window): Promise<KeyPair[]> {
  // Lines of one key and amount stand in an array, so that nothing has to be joined with them again.
  const { rows } = await sql<{
    bank: bigint
    ledger: bigint
    amount: bigint
  }>`select distinct w.lines[f.rank] as bank,
      f.number as ledger, w.amount
    from (select u.key, i.amount, array_agg(i.number order by i.on_day, i.number) as lines
      from reconciliation.item i cross join lateral unnest(i.keys) as u (key)
      where ${ofBinding(whose, 'i')} and i.side = 1 and ${inWindow(window)} and u.key not like '@%'
      group by u.key, i.amount) w
    cross join lateral (select n.number, row_number() over (order by n.number) as rank from (
        select k.number from reconciliation.item_key k where ${ofBinding(whose, 'k')} and k.side = 2
          and k.key = w.key collate "C" and k.amount = w.amount order by k.number limit cardinality(w.lines)) n) f
    order by 1, 2`.execute(db)
  return rows.map(({ bank, ledger, amount }) => ({
    bank,
    ledger,
    bank_amount: amount,
    ledger_amount: amount,
    fee: 0n,
  }))
}

/** Lines of a window with entries that have one of their references, whatever their amounts. */
export async function pairsByKey(db: Db, whose: Whose, window: Window): Promise<KeyPair[]> {
  const { rows } =
    await sql<KeyPair>`select distinct l.number as bank, e.number as ledger, l.amount as bank_amount,
      e.amount as ledger_amount, e.fee, l.is_batch
    from (select i.number, i.amount, i.code = any (${batchCodes}::text[]) as is_batch, u.key from reconciliation.item i cross join lateral unnest(i.keys) as u (key)
      where ${ofBinding(whose, 'i')} and i.side = 1 and ${inWindow(window)} and u.key not like '@%') l
    cross join lateral (select k.number from reconciliation.item_key k where ${ofBinding(whose, 'k')} and k.side = 2
      and k.key = l.key collate "C" order by k.amount, k.number limit ${CANDIDATES_PER_KEY_MAX}::int4) f
    cross join lateral (select x.number, x.amount, x.fee from reconciliation.item x
      where ${ofBinding(whose, 'x')} and x.side = 2 and x.number = f.number and x.state = 0 limit 1) e
    order by 1, 2`.execute(db)
  return rows
}

/** The next unmatched items of a side by amount, behind an amount. */
export async function nextByAmount(
  db: Db,
  whose: Whose,
  side: Side,
  { after, limit }: { readonly after: bigint | undefined; readonly limit: number },
): Promise<Piece[]> {
  const { rows } =
    await sql<Piece>`select i.number, i.amount, i.on_day::text as "on" from reconciliation.item i
    where ${ofBinding(whose, 'i')} and i.side = ${sideNumber(side)}::int2 and i.state < 2
      ${after === undefined ? sql`` : sql`and i.amount > ${after}::int8`}
    order by i.amount, i.on_day limit ${limit}::int4`.execute(db)
  return rows
}

/**
 * Keys of a window's lines that unmatched entries have too; from behind a key, the first by key. One that stands in more rows than a group may have is no group, and is not read to its end.
 */
export async function groupKeys(
  db: Db,
  whose: Whose,
  window: Window,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<{ key: string; items: number }[]> {
  const of = (side: number) => sql`from reconciliation.item_key x where ${ofBinding(whose, 'x')}
    and x.side = ${sql.raw(String(side))} and x.key = w.key limit ${GROUP_ITEMS_MAX + 1}::int4`
  const { rows } = await sql<{ key: string; items: bigint }>`select w.key, l.items + e.items as items
    from (select distinct u.key collate "C" as key from reconciliation.item i cross join lateral unnest(i.keys) as u (key)
      where ${ofBinding(whose, 'i')} and i.side = 1 and ${inWindow(window)} and u.key collate "C" > ${after}) w
    cross join lateral (select count(*) as items from (select x.amount ${of(2)}) k) e
    cross join lateral (select count(o.number) as items, count(*) as uses
      from (select x.number ${of(1)}) k
      left join lateral (select y.number from reconciliation.item y
        where ${ofBinding(whose, 'y')} and y.side = 1 and y.number = k.number and y.state < 2 limit 1) o on true) l
    where e.items > 0 and l.items > 0 and l.items + e.items > 2 and greatest(l.uses, e.items) <= ${GROUP_ITEMS_MAX}::int4
    order by w.key limit ${limit}::int4`.execute(db)
  return rows.map(({ key, items }) => ({ key, items: Number(items) }))
}

export async function groupsOf(db: Db, whose: Whose, keys: readonly string[]): Promise<Group[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<{
    key: string
    side: number
    number: bigint
    amount: bigint
    on: Day
    is_batch: boolean
  }>`select k.key, k.side, k.number, k.amount, i.on_day::text as "on", i.code = any (${batchCodes}::text[]) as is_batch
    from reconciliation.item_key k
    join reconciliation.item i on ${ofBinding(whose, 'i')} and i.side = k.side and i.number = k.number and i.state < 2
    where ${ofBinding(whose, 'k')} and k.side in (1, 2) and k.key = any (${keys}::text[] collate "C")
    order by k.key, k.side, k.number`.execute(db)
  const byKey = Map.groupBy(rows, ({ key }) => key)
  return [...byKey].map(([key, members]) => ({
    key,
    bank: members.filter(({ side }) => side === 1),
    ledger: members.filter(({ side }) => side === 2),
  }))
}

export type DayLines = { readonly on: Day; readonly is_in: boolean; readonly pieces: readonly Piece[] }

/** Unmatched lines of days, in and out apart, that have few of them; the latest days first. */
export async function daysWithFewLines(
  db: Db,
  whose: Whose,
  { lines_max, days_max }: { readonly lines_max: number; readonly days_max: number },
): Promise<DayLines[]> {
  const { rows } = await sql<
    Piece & { is_in: boolean }
  >`select i.number, i.amount, i.on_day::text as "on", d.is_in
    from (select o.on_day, o.amount > 0 as is_in from reconciliation.item o
      where ${ofBinding(whose, 'o')} and o.side = 1 and o.state < 2
      group by 1, 2 having count(*) <= ${lines_max}::int4 order by 1 desc limit ${days_max}::int4) d
    join reconciliation.item i on ${ofBinding(whose, 'i')} and i.side = 1 and i.state < 2 and i.on_day = d.on_day
      and (i.amount > 0) = d.is_in
    order by i.on_day desc, d.is_in, i.number`.execute(db)
  const byDay = Map.groupBy(rows, (row) => `${row.on} ${row.is_in}`)
  return [...byDay.values()].flatMap((pieces) => {
    const first = pieces[0]
    return first === undefined ? [] : [{ on: first.on, is_in: first.is_in, pieces }]
  })
}

/** Unmatched entries of ranges of days, in or out; at most `limit` of each. */
export async function entriesAround(
  db: Db,
  whose: Whose,
  asked: readonly (Range & { readonly is_in: boolean })[],
  limit: number,
): Promise<Piece[][]> {
  if (asked.length === 0) return []
  const { rows } = await sql<Piece & { place: bigint }>`select u.place, f.number, f.amount, f."on"
    from unnest(${asked.map(({ from }) => from)}::date[], ${asked.map(({ to }) => to)}::date[],
      ${asked.map(({ is_in }) => is_in)}::boolean[]) with ordinality as u (from_day, to_day, is_in, place)
    cross join lateral (select i.number, i.amount, i.on_day::text as "on" from reconciliation.item i
      where ${ofBinding(whose, 'i')} and i.side = 2 and i.state < 2 and i.on_day between u.from_day and u.to_day
        and (i.amount > 0) = u.is_in
      order by i.on_day, i.number limit ${limit}::int4) f
    order by u.place, f.number`.execute(db)
  const found = Map.groupBy(rows, ({ place }) => Number(place))
  return asked.map((_, at) => found.get(at + 1) ?? [])
}

/** The latest unmatched lines, each with the entries nearest by amount and with those that share a reference. */
export async function alikePairs(db: Db, whose: Whose, limit: number): Promise<Alike[]> {
  type Row = { readonly [K in 'bank' | 'ledger' | 'bank_amount' | 'ledger_amount']: bigint } & {
    readonly [K in 'bank_on' | 'ledger_on']: Day
  } & { readonly [K in 'bank_keys' | 'ledger_keys']: readonly string[] } & {
    readonly [K in 'bank_name' | 'ledger_name']: string | null
  }
  const entries = sql`from reconciliation.item i where ${ofBinding(whose, 'i')} and i.side = 2 and i.state < 2`
  const { rows } =
    await sql<Row>`select distinct on (l.number, e.number) l.number as bank, l.amount as bank_amount,
      l.on_day::text as bank_on, l.keys as bank_keys, l.counterparty as bank_name, e.number as ledger,
      e.amount as ledger_amount, e.on_day::text as ledger_on, e.keys as ledger_keys, e.counterparty as ledger_name
    from (select i.number, i.amount, i.on_day, i.keys, i.counterparty from reconciliation.item i
      where ${ofBinding(whose, 'i')} and i.side = 1 and i.state < 2 order by i.on_day desc, i.number desc limit ${limit}::int4) l
    cross join lateral (
      (select i.number ${entries} and i.amount >= l.amount order by i.amount, i.on_day desc limit 3)
      union (select i.number ${entries} and i.amount < l.amount order by i.amount desc, i.on_day desc limit 2)
      union (select k.number from unnest(l.keys) as u (key) cross join lateral (
        select x.number from reconciliation.item_key x where ${ofBinding(whose, 'x')} and x.side = 2
          and x.key = u.key collate "C" order by x.amount, x.number limit 3) k)) c
    cross join lateral (select x.number, x.amount, x.on_day, x.keys, x.counterparty from reconciliation.item x
      where ${ofBinding(whose, 'x')} and x.side = 2 and x.number = c.number limit 1) e
    order by l.number, e.number`.execute(db)
  return rows.map((row) => ({
    bank: {
      number: row.bank,
      amount: row.bank_amount,
      on: row.bank_on,
      keys: row.bank_keys,
      counterparty: row.bank_name,
    },
    ledger: {
      number: row.ledger,
      amount: row.ledger_amount,
      on: row.ledger_on,
      keys: row.ledger_keys,
      counterparty: row.ledger_name,
    },
  }))
}
