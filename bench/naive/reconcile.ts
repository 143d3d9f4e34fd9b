import pg from 'pg'
import type { World } from '../../kernel/world.ts'

const tables = `
  create table line (id bigint primary key, reference text, amount bigint not null, matched_with bigint);
  create table transfer (id bigint primary key, reference text, amount bigint not null, matched_with bigint);
  create index line_open on line (id) where matched_with is null;
  create index transfer_reference on transfer (reference, amount);
  create table match (id bigint generated always as identity primary key, line_id bigint not null, transfer_id bigint not null);`

/**
 * What is written first: each line looks for its transfer, and both are marked, in a transaction of its own. It finds what
 * shares a reference and the amount, and nothing else; no items are read, no postings made, nothing proven.
 */
export async function reconcileNaively(
  world: World,
  url: string,
  lines: number,
): Promise<{ readonly lines: number; readonly ms: number }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(tables)
    for (const table of ['line', 'transfer'])
      await client.query(
        `insert into ${table} (id, reference, amount)
          select i, 'RUN' || i, 100 + i % 900 from generate_series(1, $1::bigint) as i`,
        [lines],
      )
    await client.query('analyze')
    const from_ms = world.elapsed_ms()
    for (let id = 1; id <= lines; id++) await matchOne(client, id)
    return { lines, ms: world.elapsed_ms() - from_ms }
  } finally {
    await client.end()
  }
}

async function matchOne(client: pg.Client, id: number): Promise<void> {
  await client.query('begin')
  const { rows } = await client.query<{ reference: string; amount: string }>(
    'select reference, amount from line where id = $1 and matched_with is null for update',
    [id],
  )
  const [line] = rows
  const found = await client.query<{ id: string }>(
    `select id from transfer where reference = $1 and amount = $2 and matched_with is null
      order by id limit 1 for update`,
    [line?.reference, line?.amount],
  )
  const [transfer] = found.rows
  if (transfer === undefined) throw new Error(`line ${id} has no transfer`)
  await client.query('insert into match (line_id, transfer_id) values ($1, $2)', [id, transfer.id])
  await client.query('update line set matched_with = $2 where id = $1', [id, transfer.id])
  await client.query('update transfer set matched_with = $2 where id = $1', [transfer.id, id])
  await client.query('commit')
}
