import type pg from 'pg'

// The suite's stand-in for a sharded database: `npm test -- --partitioned` makes every tenant table PARTITION BY HASH
// (tenant_id). PostgreSQL then refuses what a shard would refuse: a unique index without tenant_id, above all.

const PARTITIONS = 4

/** Set by tools/test.ts for every test file of a run. */
export const isPartitioned: boolean = process.env['FLORIN_TEST_PARTITIONED'] === '1'

/** Tables of the migrations so far: a later one may change a column of an earlier one's. */
const tenant = new Set<string>()

/**
 * The text of a migration with its tenant tables partitioned, after those that come before it. Partitions get no grants: whoever goes through the table
 * needs none, and nobody should go past it. What a table cannot pass on to them (storage parameters, options of columns)
 * is said to each of them.
 */
export function partitionTenantTables(text: string): string {
  for (const [, name = ''] of text.matchAll(/^comment on table (\S+) is 'scale:tenant/gm)) tenant.add(name)
  return text
    .replaceAll(
      /^create table (\S+) \((.*?)^\)( with \([^)]*\))?;/gms,
      (whole, table: string, columns: string, storage = '') =>
        tenant.has(table)
          ? `create table ${table} (${columns}) partition by hash (tenant_id);\n${partitionsOf(table)
              .map((name, index) => `create table ${name} partition of ${table} ${boundOf(index)}${storage};`)
              .join('\n')}`
          : whole,
    )
    .replaceAll(/^alter table (\S+) (alter column [^;]*;)/gm, (whole, table: string, change: string) =>
      tenant.has(table)
        ? [whole, ...partitionsOf(table).map((name) => `alter table ${name} ${change}`)].join('\n')
        : whole,
    )
}

const partitionsOf = (table: string): string[] =>
  Array.from({ length: PARTITIONS }, (_, index) => `${table}_${index}`)
const boundOf = (index: number): string => `for values with (modulus ${PARTITIONS}, remainder ${index})`

/** Servers may keep options of their own beside it, which differ from table to table. */
const nDistinct = (attribute: string): string =>
  `array(select o from unnest(${attribute}.attoptions) as o where o like 'n_distinct%' order by o)`

/** Throws when a tenant table is not partitioned, or a partition's columns are kept otherwise than its table says. */
export async function assertPartitioned(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ fault: string | null; tables: number }>(`
    with tenant as (
      select c.oid, c.relkind, (select count(*) from pg_inherits h where h.inhparent = c.oid) as partitions
      from pg_class c
      where c.relkind in ('r', 'p') and obj_description(c.oid, 'pg_class') like 'scale:tenant%')
    select string_agg(oid::regclass::text, ', ') filter (where relkind <> 'p' or partitions <> ${PARTITIONS} or exists (
        select from pg_inherits h join pg_attribute whole on whole.attrelid = h.inhparent and whole.attnum > 0
        join pg_attribute part on part.attrelid = h.inhrelid and part.attname = whole.attname
        where h.inhparent = tenant.oid
          and (part.attstorage, ${nDistinct('part')}) is distinct from (whole.attstorage, ${nDistinct('whole')}))) as fault,
      count(*)::int as tables from tenant`)
  const { fault, tables } = rows[0] ?? { fault: null, tables: 0 }
  if (fault !== null) throw new Error(`tenant tables that are not partitioned as they should be: ${fault}`)
  if (tables === 0) throw new Error('no tenant table was found: nothing was partitioned')
}

export type PartitionScans = {
  /** Tables of which a tenant's partition was read. */
  readonly own: readonly string[]
  /** Partitions that were read although they hold none of the tenant's rows, and how often: a shard was asked in vain. */
  readonly stray: ReadonlyMap<string, number>
}

/** Which partitions were read since the database was made, if all that ran was for one tenant. Waits for who still is in it. */
export async function readPartitionScans(admin: pg.Pool, tenant_id: bigint): Promise<PartitionScans> {
  const client = await admin.connect()
  try {
    // A connection says what it has read when it ends, at the latest.
    const inside = `select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
      and pid <> pg_backend_pid()`
    while ((await client.query(inside)).rowCount !== 0);
    await client.query('select pg_stat_force_next_flush()')
    const { rows } = await client.query<{ table: string; partition: string; is_own: boolean; scans: number }>(
      `select h.inhparent::regclass::text as table, h.inhrelid::regclass::text as partition,
        satisfies_hash_partition(h.inhparent, ${PARTITIONS},
          substring(pg_get_expr(c.relpartbound, c.oid) from 'remainder (\\d+)')::int, $1::int8) as is_own,
        (s.seq_scan + coalesce(s.idx_scan, 0))::int as scans
      from pg_inherits h join pg_class c on c.oid = h.inhrelid join pg_stat_all_tables s on s.relid = c.oid
      where obj_description(h.inhparent, 'pg_class') like 'scale:tenant%' and s.seq_scan + coalesce(s.idx_scan, 0) > 0
      order by 2`,
      [tenant_id],
    )
    return {
      own: rows.filter(({ is_own }) => is_own).map(({ table }) => table),
      stray: new Map(rows.flatMap(({ is_own, partition, scans }) => (is_own ? [] : [[partition, scans]]))),
    }
  } finally {
    client.release()
  }
}
