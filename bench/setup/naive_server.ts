import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { World } from '../../kernel/world.ts'
import type { Accounts } from './accounts.ts'
import type { HttpServer } from './florin_server.ts'
import type { Acquirer } from './payment_parties.ts'
import { startProgram } from './program.ts'
import { withClient } from './with_client.ts'

const folder = fileURLToPath(new URL('../naive/', import.meta.url))
/** Of 8, 16, 32 and 64 connections this was the fastest. */
const POOL = '16'
const KEY = 'naive'
const CHUNK = 100_000

export async function startNaive(world: World, url: string, accounts: Accounts): Promise<HttpServer> {
  const schema = await readFile(`${folder}schema.sql`, 'utf8')
  await withClient(url, async (client) => {
    await client.query(schema)
    for (let from = 0; from < accounts.count; from += CHUNK)
      await client.query(
        `insert into naive_account (id, currency) select id, 'USD' from unnest($1::uuid[]) as u (id)`,
        [accounts.uuids.slice(from, from + CHUNK)],
      )
    await client.query('alter table naive_account set (fillfactor = 100)')
    await client.query('vacuum analyze naive_account')
    await client.query('checkpoint')
  })
  const env = { DATABASE_URL: url, NAIVE_KEY: KEY, NAIVE_POOL: POOL }
  return { ...(await startProgram(world, `${folder}server.ts`, env)), authorization: `Bearer ${KEY}` }
}

/** The naive payments: the same shape, two transactions with a call to the acquirer in between. */
export async function startNaivePayments(world: World, url: string, acquirer: Acquirer): Promise<HttpServer> {
  const schema = await readFile(`${folder}payments.sql`, 'utf8')
  await withClient(url, (client) => client.query(schema))
  const env = {
    DATABASE_URL: url,
    NAIVE_KEY: KEY,
    NAIVE_POOL: POOL,
    NAIVE_ACQUIRER: `http://127.0.0.1:${acquirer.http_port}`,
  }
  const started = await startProgram(world, `${folder}payments.ts`, env)
  return { ...started, authorization: `Bearer ${KEY}` }
}
