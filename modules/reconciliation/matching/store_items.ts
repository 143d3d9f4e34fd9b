import { type RawBuilder, sql } from 'kysely'
import { type Id, uuidOf } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import { type Item, type Mark, marks, type NewItem, type Side, sideNumber, sideOf } from './item.ts'
import { type ItemState, itemStates } from './item.machine.ts'

type Row = Omit<Item, 'side' | 'mark' | 'state'> & {
  readonly side: number
  readonly mark: number
  readonly state: number
}
const columns =
  sql.raw(`i.side, i.number, i.source_id, i.source_number, i.amount, i.fee, i.on_day::text as "on", i.keys, i.code,
  i.counterparty, i.counter_account, i.is_own, i.mark, i.state, i.match_id`)

const itemOf = (row: Row): Item => ({
  ...row,
  side: sideOf(row.side),
  mark: marks[row.mark] as Mark,
  state: itemStates[row.state] as ItemState,
})

/** Whose items are meant: always one tenant's and one binding's. */
export type Whose = { readonly tenant_id: TenantId; readonly binding: Id<'rca'> }
export const ofBinding = ({ tenant_id, binding }: Whose, alias: string): RawBuilder<unknown> =>
  sql`${sql.raw(alias)}.tenant_id = ${tenant_id}::int8 and ${sql.raw(alias)}.binding_id = ${uuidOf(binding)}::uuid`

/**
 * Items of one side, and by what they are found; two statements for any number of them. One that belongs to a match from
 * the beginning, because matching itself posted it, is found by nothing.
 */
export async function insertItems(
  db: Db,
  { tenant_id, binding }: Whose,
  side: Side,
  items: readonly (NewItem & { readonly match_id: string | null })[],
): Promise<void> {
  if (items.length === 0) return
  const column = <T>(pick: (item: (typeof items)[number]) => T): T[] => items.map(pick)
  await sql`insert into reconciliation.item (tenant_id, binding_id, side, number, source_id, source_number, amount, fee, on_day,
      keys, code, counterparty, counter_account, is_own, mark, state, match_id)
    select ${tenant_id}::int8, ${uuidOf(binding)}::uuid, ${sideNumber(side)}::int2, u.number, u.source_id, u.source_number,
      u.amount, u.fee, u.on_day, array(select jsonb_array_elements_text(u.keys)), u.code, u.counterparty, u.counter_account,
      u.is_own, u.mark, case when u.match_id is null then 0 else 2 end, u.match_id
    from unnest(${column((item) => item.number)}::int8[], ${column((item) => item.source_id)}::uuid[],
      ${column((item) => item.source_number)}::int4[], ${column((item) => item.amount)}::int8[],
      ${column((item) => item.fee)}::int8[], ${column((item) => item.on)}::date[],
      ${column((item) => JSON.stringify(item.keys))}::jsonb[], ${column((item) => item.code)}::text[],
      ${column((item) => item.counterparty)}::text[], ${column((item) => item.counter_account)}::uuid[],
      ${column((item) => item.is_own)}::boolean[], ${column((item) => marks.indexOf(item.mark))}::int2[],
      ${column((item) => item.match_id)}::uuid[])
      as u (number, source_id, source_number, amount, fee, on_day, keys, code, counterparty, counter_account, is_own, mark,
        match_id)`.execute(db)
  const found = items.filter(({ match_id }) => match_id === null)
  await insertKeys(db, { tenant_id, binding }, side, keysOf(found))
}

type Key = { readonly key: string; readonly amount: bigint; readonly number: bigint }

async function insertKeys(
  db: Db,
  { tenant_id, binding }: Whose,
  side: Side,
  keys: readonly Key[],
): Promise<void> {
  if (keys.length === 0) return
  await sql`insert into reconciliation.item_key (tenant_id, binding_id, side, key, amount, number)
    select ${tenant_id}::int8, ${uuidOf(binding)}::uuid, ${sideNumber(side)}::int2, u.*
    from unnest(${keys.map(({ key }) => key)}::text[], ${keys.map(({ amount }) => amount)}::int8[],
      ${keys.map(({ number }) => number)}::int8[]) as u`.execute(db)
}

/** By their numbers, in their order. */
export async function findItems(
  db: Db,
  whose: Whose,
  side: Side,
  numbers: readonly bigint[],
): Promise<Item[]> {
  if (numbers.length === 0) return []
  const { rows } = await sql<Row>`select ${columns} from reconciliation.item i
    where ${ofBinding(whose, 'i')} and i.side = ${sideNumber(side)}::int2 and i.number = any (${numbers}::int8[])
    order by i.number`.execute(db)
  return rows.map(itemOf)
}

/** What these lines (statement and number) or transfers are here. */
export async function findBySource(
  db: Db,
  whose: Whose,
  sources: readonly { readonly id: string; readonly number: number }[],
): Promise<Item[]> {
  if (sources.length === 0) return []
  const { rows } = await sql<Row>`select ${columns}
    from unnest(${sources.map(({ id }) => id)}::uuid[], ${sources.map(({ number }) => number)}::int4[]) as u (id, number)
    join reconciliation.item i on ${ofBinding(whose, 'i')} and i.source_id = u.id and i.source_number = u.number
    order by i.side, i.number`.execute(db)
  return rows.map(itemOf)
}

/** What belongs to these matches now (UUIDs). Own transfers that were not read yet are not among them. */
export async function findOfMatches(db: Db, whose: Whose, matches: readonly string[]): Promise<Item[]> {
  if (matches.length === 0) return []
  const { rows } = await sql<Row>`select ${columns}
    from reconciliation.match_item m
    join reconciliation.item i on ${ofBinding(whose, 'i')} and i.source_id = m.source_id and i.source_number = m.source_number
      and i.match_id = m.match_id
    where m.tenant_id = ${whose.tenant_id}::int8 and m.match_id = any (${matches}::uuid[])
    order by i.side, i.number`.execute(db)
  return rows.map(itemOf)
}

export type StateChange = {
  readonly side: Side
  readonly number: bigint
  readonly match_id: string | null
  readonly to: ItemState
}

/** One statement for any number of items; how many it changed. The binding is locked, and their states were read since. */
export async function changeStates(db: Db, whose: Whose, changes: readonly StateChange[]): Promise<number> {
  if (changes.length === 0) return 0
  const { numAffectedRows } =
    await sql`update reconciliation.item i set state = u.state, match_id = u.match_id
    from unnest(${changes.map(({ side }) => sideNumber(side))}::int2[], ${changes.map(({ number }) => number)}::int8[],
      ${changes.map(({ match_id }) => match_id)}::uuid[], ${changes.map(({ to }) => itemStates.indexOf(to))}::int2[])
      as u (side, number, match_id, state)
    where ${ofBinding(whose, 'i')} and i.side = u.side and i.number = u.number`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

const keysOf = (items: readonly Pick<Item, 'keys' | 'amount' | 'number'>[]): Key[] =>
  items.flatMap(({ keys, amount, number }) => keys.map((key) => ({ key, amount, number })))

/** Entries that are matched are found by their references no more. */
export async function dropLedgerKeys(
  db: Db,
  whose: Whose,
  entries: readonly Pick<Item, 'keys' | 'amount' | 'number'>[],
): Promise<void> {
  const keys = keysOf(entries)
  if (keys.length === 0) return
  await sql`delete from reconciliation.item_key k
    using unnest(${keys.map(({ key }) => key)}::text[], ${keys.map(({ amount }) => amount)}::int8[],
      ${keys.map(({ number }) => number)}::int8[]) as u (key, amount, number)
    where ${ofBinding(whose, 'k')} and k.side = 2 and k.key = u.key collate "C" and k.amount = u.amount
      and k.number = u.number`.execute(db)
}

/** Entries whose match was undone are found again. */
export const restoreLedgerKeys = (db: Db, whose: Whose, items: readonly Item[]): Promise<void> =>
  insertKeys(db, whose, 'ledger', keysOf(items))

/** Sums of what is unmatched: lines, entries up to a day, and lines in suspense; sizes of what is of the days behind `since`. */
export async function sumUnmatched(
  db: Db,
  whose: Whose,
  { until, since }: { readonly until: Day; readonly since: Day },
): Promise<{ bank_open: bigint; ledger_open: bigint; suspended: bigint; recent: bigint }> {
  const { rows } = await sql<{
    bank_open: bigint
    ledger_open: bigint
    suspended: bigint
    recent: bigint
  }>`select coalesce(sum(i.amount) filter (where i.side = 1 and i.state = 0), 0)::int8 as bank_open,
      coalesce(sum(i.amount) filter (where i.side = 2 and i.on_day <= ${until}::date), 0)::int8 as ledger_open,
      coalesce(sum(i.amount) filter (where i.side = 1 and i.state = 1), 0)::int8 as suspended,
      coalesce(sum(abs(i.amount)) filter (where i.on_day > ${since}::date and i.on_day <= ${until}::date), 0)::int8 as recent
    from reconciliation.item i where ${ofBinding(whose, 'i')} and i.state < 2`.execute(db)
  return rows[0] ?? { bank_open: 0n, ledger_open: 0n, suspended: 0n, recent: 0n }
}
