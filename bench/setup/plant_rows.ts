import type pg from 'pg'

/** A table to fill with copies of these of its rows. */
export type Planting = {
  readonly table: string
  readonly where?: string
  /** Columns besides its keys that have values of their own in each copy. */
  readonly own?: readonly string[]
  /** SQL of what columns of a copy hold instead. */
  readonly as?: Readonly<Record<string, string>>
  /** Copies are counted downward, as they are older, unless the numbers have to begin at 1. */
  readonly is_upward?: boolean
  /** Statements around it, in its transaction. */
  readonly before?: string
  readonly after?: string
}

type Column = { readonly name: string; readonly type: string }

const COPIED_MAX = 50
/** So far back in time is each copy behind the one before: a million of a row lie in a month. */
const STEP = "interval '2.5 s'"
const STEP_MS = 2_500

/** An id that sorts as far back as its row does. */
const varyUuid = `create or replace function pg_temp.vary(u uuid, n bigint) returns uuid language sql immutable as $$
  select (lpad(to_hex((('x' || lpad(left(replace(u::text, '-', ''), 12), 16, '0'))::bit(64)::bigint) - n * ${STEP_MS}), 12, '0')
    || substr(replace(u::text, '-', ''), 13, 8) || substr(md5(u::text || n), 1, 12))::uuid $$`

/**
 * Fills a table to about so many rows with copies of those that are there, each further back in time, by set-based SQL as
 * its owner. What is checked of single rows is not checked of copies. Answers how many there are; 0 when there was none.
 */
export async function plantRows(client: pg.Client, planting: Planting, rows: number): Promise<number> {
  const { table, where = 'true', is_upward = false, before = '', after = '' } = planting
  await client.query(`begin; ${before}; ${varyUuid}; set local session_replication_role = replica`)
  const counted = await client.query<{ count: number }>(
    `select count(*)::int4 as count from ${table} where ${where}`,
  )
  const copied = Math.min(COPIED_MAX, counted.rows[0]?.count ?? 0)
  const checks = await client.query<{ name: string }>(
    `select conname as name from pg_constraint where conrelid = '${table}'::regclass and contype = 'c'`,
  )
  for (const { name } of checks.rows) await client.query(`alter table ${table} drop constraint "${name}"`)
  const columns = await columnsOf(client, table)
  const own = new Set([...(await keysOf(client, table, columns)), ...(planting.own ?? [])])
  const counters = columns.filter(({ name, type }) => own.has(name) && isCounter(type))
  const ends = counters.map(({ name }) => `${is_upward ? 'max' : 'min'}("${name}") as "${name}"`)
  await client.query(`insert into ${table} (${columns.map(({ name }) => `"${name}"`).join(', ')})
    select ${columns.map((column) => copyOf(column, own)).join(', ')}
    from (select *, row_number() over () as nth from ${table} where ${where} limit ${copied}) s,
      (select ${ends.join(', ') || 'count(*)'} from ${table}) m, generate_series(1, ${copied === 0 ? 0 : Math.floor(rows / copied)}) g (n)`)
  await client.query(`${after}; commit; analyze ${table}`)
  const { rows: all } = await client.query<{ count: number }>(`select count(*)::int4 as count from ${table}`)
  return all[0]?.count ?? 0

  function copyOf({ name, type }: Column, named: ReadonlySet<string>): string {
    const instead = planting.as?.[name]
    if (instead !== undefined) return instead
    const value = `s."${name}"`
    if (type.startsWith('timestamp')) return `${value} - g.n * ${STEP}`
    if (!named.has(name)) return value
    if (type === 'uuid') return `pg_temp.vary(${value}, g.n)`
    if (isCounter(type)) return `m."${name}" ${is_upward ? '+' : '-'} ((g.n - 1) * ${copied} + s.nth)`
    if (type === 'bytea') return `sha256(${value} || int8send(g.n))`
    return type === 'date' ? `${value} - g.n::int4` : `${value} || '-' || g.n`
  }
}

const isCounter = (type: string): boolean => type === 'bigint' || type === 'integer'

async function columnsOf(client: pg.Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
  )
  return rows
}

/** One column of each unique index, by which copies differ. */
async function keysOf(client: pg.Client, table: string, columns: readonly Column[]): Promise<string[]> {
  const { rows } = await client.query<{ names: string[] }>(
    `select array_agg(a.attname::text order by a.attnum) as names from pg_index i
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::int2[])
      where i.indrelid = '${table}'::regclass and i.indisunique and a.attname <> 'tenant_id' group by i.indexrelid`,
  )
  const isUuid = (name: string): boolean => columns.some((one) => one.name === name && one.type === 'uuid')
  const preferred = ['id', 'seq', 'event_seq', 'number', 'sequence']
  return rows.map(
    ({ names }) =>
      preferred.find((name) => names.includes(name)) ?? names.find(isUuid) ?? names.at(-1) ?? 'id',
  )
}
