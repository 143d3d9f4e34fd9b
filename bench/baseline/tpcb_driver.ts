import pg from 'pg'
import type { World } from '../../kernel/world.ts'
import { type CpuMeter, ownMeter, withCpu } from '../cpu.ts'
import { createRandom } from '../random.ts'
import type { Subject } from '../subject.ts'
import { TPCB } from './scale.ts'

const BRANCHES = TPCB.scale
const TELLERS = TPCB.scale * 10
const ACCOUNTS = TPCB.scale * 100_000

/** The tables as `pgbench -i` makes them. */
const schema = `
  create table pgbench_branches (bid int not null primary key, bbalance int, filler char(88)) with (fillfactor = 100);
  create table pgbench_tellers (tid int not null primary key, bid int, tbalance int, filler char(84)) with (fillfactor = 100);
  create table pgbench_accounts (aid int not null primary key, bid int, abalance int, filler char(84)) with (fillfactor = 100);
  create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
  insert into pgbench_branches (bid, bbalance) select i, 0 from generate_series(1, ${BRANCHES}) i;
  insert into pgbench_tellers (tid, bid, tbalance) select i, (i - 1) / 10 + 1, 0 from generate_series(1, ${TELLERS}) i;
  insert into pgbench_accounts (aid, bid, abalance, filler)
    select i, (i - 1) / 100000 + 1, 0, '' from generate_series(1, ${ACCOUNTS}) i;`

/** TPC-B's five statements through the driver, prepared, for machines without pgbench. Slower per transaction. */
export async function createTpcbDriver(deps: {
  url: string
  world: World
  postgres: CpuMeter
}): Promise<Subject> {
  const clients = Array.from({ length: TPCB.clients }, () => new pg.Client({ connectionString: deps.url }))
  for (const client of clients) await client.connect()
  const [first] = clients
  await first?.query(schema)
  await first?.query('vacuum analyze')
  const { world } = deps
  return {
    name: 'tpcb',
    run: (seconds) =>
      withCpu({ node: ownMeter, postgres: deps.postgres }, async () => {
        let operations = 0
        const from_ms = world.elapsed_ms()
        const loop = async (client: pg.Client, index: number): Promise<void> => {
          const random = createRandom(index * 7919 + operations + 1)
          for (; world.elapsed_ms() - from_ms < seconds * 1000; operations++) await transact(client, random)
        }
        await Promise.all(clients.map(loop))
        return { operations, measured: { per_s: (operations * 1000) / (world.elapsed_ms() - from_ms) } }
      }),
    close: async () => void (await Promise.all(clients.map((client) => client.end()))),
  }
}

async function transact(client: pg.Client, random: (limit: number) => number): Promise<void> {
  const aid = 1 + random(ACCOUNTS)
  const bid = 1 + random(BRANCHES)
  const tid = 1 + random(TELLERS)
  const delta = random(10_001) - 5_000
  const send = (name: string, text: string, values: number[]) => client.query({ name, text, values })
  await client.query('begin')
  await send('a', 'update pgbench_accounts set abalance = abalance + $1 where aid = $2', [delta, aid])
  await send('s', 'select abalance from pgbench_accounts where aid = $1', [aid])
  await send('t', 'update pgbench_tellers set tbalance = tbalance + $1 where tid = $2', [delta, tid])
  await send('b', 'update pgbench_branches set bbalance = bbalance + $1 where bid = $2', [delta, bid])
  await send(
    'h',
    'insert into pgbench_history (tid, bid, aid, delta, mtime) values ($1, $2, $3, $4, current_timestamp)',
    [tid, bid, aid, delta],
  )
  await client.query('commit')
}
