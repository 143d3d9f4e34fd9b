import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '../../kernel/assert.ts'
import { newUuid } from '../../kernel/id.ts'
import { pause, type World } from '../../kernel/world.ts'
import { packedServer } from '../../tools/run/packed_server.ts'
import { callApi } from '../setup/call_api.ts'
import { readSandbox } from '../setup/florin_server.ts'
import { startProgram } from '../setup/program.ts'

export type Connection = { readonly id: string; readonly currency: string; readonly bank_account: string }
/** The real server and its simulated bank, with a sandbox whose clock stands. */
export type BenchBank = {
  readonly connection: Connection
  get<T>(path: string): Promise<T>
  /** Of a path from the root, such as `/openapi.json`; a refusal is an answer. */
  ask(path: string): Promise<{ readonly status: number; readonly body: unknown }>
  post<T>(path: string, body: unknown): Promise<T>
  /** Moves the clock to a moment and resolves when everything until then has happened; how long that took. */
  goTo(at: string): Promise<number>
  /** The most memory that the server has had, in bytes. */
  memoryMax(): Promise<number>
  stop(): Promise<void>
}

const LOOK_MS = 20

export async function openBank(world: World, url: string): Promise<BenchBank> {
  const folder = await mkdtemp(join(tmpdir(), 'florin-bench-bank-'))
  const server = await startProgram(world, packedServer(), {
    DATABASE_URL: url,
    FLORIN_DATA_DIR: folder,
    FLORIN_RATE_LIMITS: 'key=1000000/1,money=1000000/1,write=1000000/1,read=1000000/1,object=1000000/1',
  })
  const authorization = `Bearer ${(await readSandbox(folder)).secret_key}`
  const root = `http://127.0.0.1:${server.port}`
  const post = <T>(path: string, body: unknown): Promise<T> =>
    callApi<T>(`${root}/v1${path}`, authorization, newUuid(world), body)
  const ask = async (path: string): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(root + path, { headers: { authorization } })
    return { status: answer.status, body: await answer.json() }
  }
  const get = async <T>(path: string): Promise<T> => {
    const { status, body } = await ask(`/v1${path}`)
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
    return body as T
  }
  await post('/sandbox/clock/freeze', {})
  const connections = (await get<{ data: Connection[] }>('/bank-connections')).data
  return {
    connection: present(
      connections.find(({ currency }) => currency === 'USD'),
      'the connection for dollars',
    ),
    get,
    ask,
    post,
    async goTo(at) {
      const from_ms = world.elapsed_ms()
      await post('/sandbox/clock/advance', { to: at })
      while ((await get<{ status: string }>('/sandbox/clock')).status !== 'ready') await pause(world, LOOK_MS)
      return world.elapsed_ms() - from_ms
    },
    async memoryMax() {
      const status = await readFile(`/proc/${server.pid}/status`, 'utf8').catch(() => '')
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
