import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '../../kernel/assert.ts'
import { pause, type World } from '../../kernel/world.ts'
import { createTestDatabase } from '../../platform/db/testing.ts'
import { type Program, startProgram } from '../chaos/program.ts'

export type Json = Readonly<Record<string, unknown>>
export type Connection = {
  readonly id: string
  readonly currency: string
  readonly bank_account: string
  readonly rails: readonly string[]
}
/** The real server and its simulated bank as processes of their own, with a sandbox whose clock stands. */
export type House = {
  readonly program: Program
  readonly connections: readonly Connection[]
  get(path: string): Promise<Json>
  post(path: string, body: object): Promise<Json>
  /** False when it is refused, as a second recall of one payment is. */
  tryPost(path: string, body: object): Promise<boolean>
  put(path: string, body: object): Promise<Json>
  /** A ledger account; its id. */
  openAccount(currency: string, path: string, normal_side: string): Promise<string>
  /** Everything of a list. */
  all(path: string): Promise<readonly Json[]>
  now(): Promise<number>
  /** Moves the clock and resolves when everything until then has happened. `meanwhile` runs once it is under way. */
  goTo(at_ms: number, meanwhile?: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

const LOOK_MS = 20
const AGAIN_MS = 100
const TRIES_MAX = 300
/** The laws of limits are another test's. */
const RATES = ['key', 'money', 'write', 'read', 'report', 'object', 'address']
  .map((name) => `${name}=1000000/1`)
  .join(',')

export async function openHouse(world: World): Promise<House> {
  const database = await createTestDatabase()
  const data_dir = await mkdtemp(join(tmpdir(), 'florin-bank-year-'))
  const program = await startProgram({
    world,
    url: database.url,
    data_dir,
    has_simulator: true,
    more: { FLORIN_RATE_LIMITS: RATES },
  })
  const { secret_key } = JSON.parse(await readFile(join(data_dir, 'sandbox.json'), 'utf8')) as {
    secret_key: string
  }
  const call = callerOf(world, program, secret_key)
  const get: House['get'] = (path) => call('GET', path)
  const post: House['post'] = (path, body) => call('POST', path, body)
  await post('/v1/sandbox/clock/freeze', {})
  const connections = (await get('/v1/bank-connections'))['data'] as readonly Connection[]
  const now = async () => Date.parse(String((await get('/v1/sandbox/clock'))['now']))
  return {
    program,
    connections,
    get,
    post,
    tryPost: (path, body) =>
      post(path, body).then(
        () => true,
        (error: unknown) => {
          if (error instanceof CallRefused) return false
          throw error
        },
      ),
    put: (path, body) => call('PUT', path, body),
    openAccount: async (currency, path, normal_side) =>
      String((await post('/v1/ledger/accounts', { currency, normal_side, path }))['id']),
    all: (path) => readAll(get, path),
    now,
    async goTo(at_ms, meanwhile) {
      if (at_ms <= (await now())) return
      await post('/v1/sandbox/clock/advance', { to: new Date(at_ms).toISOString() })
      await meanwhile?.()
      while ((await get('/v1/sandbox/clock'))['status'] !== 'ready') await pause(world, LOOK_MS)
    },
    async close() {
      await program.stop()
      await database.drop()
      await rm(data_dir, { recursive: true, force: true })
    },
  }
}

class CallRefused extends Error {
  override readonly name = 'CallRefused'
}

async function readAll(get: House['get'], path: string): Promise<readonly Json[]> {
  const found: Json[] = []
  for (let cursor = ''; ; ) {
    const page = await get(`${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`)
    found.push(...(page['data'] as readonly Json[]))
    if (page['has_more'] !== true) return found
    cursor = `&cursor=${String(page['next_cursor'])}`
  }
}

/** Calls until there is an answer: the program may be dead, and is started again. The key makes a repeat safe. */
function callerOf(world: World, { origin }: Program, secret_key: string) {
  let serial = 0
  const once = async (method: string, path: string, body: object | undefined, key: string) => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret_key}`,
        ...(method === 'GET' ? undefined : { 'idempotency-key': key }),
        ...(body === undefined ? undefined : { 'content-type': 'application/json' }),
        prefer: 'wait=0',
      },
      ...(body === undefined ? undefined : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, text: await answer.text() }
  }
  return async (method: string, path: string, body?: object): Promise<Json> => {
    const key = `year-${++serial}`
    for (let tries = 1; ; tries++) {
      const answer = await once(method, path, body, key).catch(() => undefined)
      // The answer says itself whether the same request may go once more, such as while its first run is under way.
      const isAgain =
        answer === undefined || (answer.status >= 400 && answer.text.includes('"retry":"same_key"'))
      if (!isAgain && answer.status < 300) return JSON.parse(answer.text) as Json
      const said = `${method} ${path}: ${answer?.status ?? 'no answer'} ${answer?.text ?? ''}`
      if (!isAgain) throw new CallRefused(said)
      if (tries === TRIES_MAX) throw new Error(said)
      await pause(world, AGAIN_MS)
    }
  }
}

export const moneyOf = (value: unknown): bigint =>
  BigInt(present(value as { value: string }, 'an amount').value)
