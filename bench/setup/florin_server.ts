import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { uuidOf } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import { type Accounts, loadAccounts } from './accounts.ts'
import { packedServer } from '../../tools/run/packed_server.ts'
import { type Program, startProgram } from './program.ts'
import { withClient } from './with_client.ts'

export type HttpServer = Program & { readonly authorization: string }

type Sandbox = {
  readonly tenant: string
  readonly secret_key: string
  readonly debit_account: string
  readonly credit_account: string
}
export const readSandbox = async (folder: string): Promise<Sandbox> =>
  JSON.parse(await readFile(join(folder, 'sandbox.json'), 'utf8')) as Sandbox

/** The real server as `npm start` runs it, all roles, on the given database; the accounts are its sandbox's. */
export async function startFlorin(world: World, url: string, accounts: Accounts): Promise<HttpServer> {
  const folder = await mkdtemp(join(tmpdir(), 'florin-bench-server-'))
  const started = await startProgram(world, packedServer(), {
    DATABASE_URL: url,
    FLORIN_DATA_DIR: folder,
    FLORIN_SIMULATOR: 'off',
  })
  try {
    const { tenant, secret_key } = await readSandbox(folder)
    await loadAccounts(url, await tenantOf(url, tenant), accounts)
    return {
      ...started,
      authorization: `Bearer ${secret_key}`,
      async stop() {
        await started.stop()
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await started.stop()
    throw error
  }
}

async function tenantOf(url: string, id: string): Promise<bigint> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ tenant_id: string }>('select tenant_id from auth.tenant where id = $1', [uuidOf(id)]),
  )
  if (rows[0] === undefined) throw new Error(`The server's sandbox ${id} is not in its database`)
  return BigInt(rows[0].tenant_id)
}
