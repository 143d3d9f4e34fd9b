import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp } from '../apps/server/app.ts'
import { readConfig } from '../apps/server/config.ts'
import { startSimulator } from '../apps/simulator/start_simulator.ts'
import { present } from '../kernel/assert.ts'
import { realWorld } from '../kernel/world.ts'
import { freePort } from '../platform/db/free_port.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { silentLog } from '../platform/telemetry/log.ts'

/** A body whose fields a spec looks at one by one. */
export type Json = Readonly<Record<string, unknown>>
export type Answer<B> = { readonly status: number; readonly body: B; readonly headers: Headers }
export type Event = {
  readonly id: string
  readonly type: string
  readonly created_at: string
  readonly data: unknown
}
export type Books = {
  readonly authorizations: readonly {
    readonly captured: string
    readonly refunded: string
    readonly open: string
  }[]
}
/** The whole server with its workers, and the simulator, in this program. */
export type SandboxApp = {
  readonly app: App
  readonly database: TestDatabase
  readonly url: string
  /** Where the vault takes card numbers. */
  readonly vault_url: string
  /** A fresh sandbox's secret key; the first one's when absent in `call`. */
  newSandbox(): Promise<string>
  readonly live_key: string
  call<B = Json>(
    method: string,
    path: string,
    body?: object,
    key?: string,
    more?: Record<string, string>,
  ): Promise<Answer<B>>
  /** What the simulator holds to be true, of the sandbox of a key. */
  books(key?: string): Promise<Books>
  /** What the simulator's control interface answers about the world of a sandbox. */
  simulated(method: string, action: string, key?: string, body?: object): Promise<Json>
  /** Every event of a sandbox that was told so far, in order. */
  events(key?: string): Promise<Event[]>
  close(): Promise<void>
}

const unlimited = ['key', 'money', 'write', 'read', 'report', 'object', 'address']
  .map((name) => `${name}=1000000/1`)
  .join(',')
const TOKEN = 'a token of tests only'

export async function startSandboxApp(): Promise<SandboxApp> {
  const { app, database, port, vault_port, control, close } = await openApp()
  const first = present(await app.auth.bootstrap(), 'the first start')
  const organization_id = first.organization.id
  const make = async (mode: 'live' | 'sandbox'): Promise<string> => {
    const made = await app.auth.createTenant({ organization_id, name: 'Spec', mode })
    return present(made.ok ? made.value : undefined, 'a tenant').secret_key.reveal()
  }
  const own_key = first.secret_key.reveal()
  const call = callerOf(port, own_key)
  return {
    app,
    database,
    url: `http://127.0.0.1:${port}`,
    vault_url: `http://127.0.0.1:${vault_port}`,
    call,
    newSandbox: () => make('sandbox'),
    live_key: await make('live'),
    books: async (key = own_key) => (await simulatedOf({ call, control }, 'GET', 'books', key)) as Books,
    simulated: async (method, action, key = own_key, body) =>
      (await simulatedOf({ call, control }, method, action, key, body)) as Json,
    events: (key = own_key) => eventsOf(call, key),
    close,
  }
}

async function openApp() {
  const folder = await mkdtemp(join(tmpdir(), 'florin-sandbox-'))
  const database = await createTestDatabase()
  const world = realWorld()
  const simulator = await startSimulator({ world, folder: join(folder, 'world'), token: TOKEN, port: 0 })
  const port = await freePort()
  const app = await createApp({
    config: readConfig({ FLORIN_DATA_DIR: folder, FLORIN_RATE_LIMITS: unlimited }),
    database_url: database.url,
    public_url: `http://127.0.0.1:${port}`,
    world,
    log: silentLog,
    simulator: {
      ports: async () => simulator.ports,
      token: TOKEN,
      start: () => undefined,
      stop: () => simulator.close(),
    },
  })
  await app.edge.listen({ host: '127.0.0.1', port })
  const vault_port = await freePort()
  await app.vault_edge.listen({ host: '127.0.0.1', port: vault_port })
  await app.start()
  const close = async (): Promise<void> => {
    await app.vault_edge.close()
    await app.close()
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
  return { app, database, port, vault_port, control: simulator.ports.control, close }
}

function callerOf(port: number, own_key: string): SandboxApp['call'] {
  let serial = 0
  return async <B = Json>(
    method: string,
    path: string,
    body?: object,
    key = own_key,
    more: Record<string, string> = {},
  ): Promise<Answer<B>> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': `spec-${++serial}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      body: JSON.parse(text === '' ? '{}' : text) as B,
      headers: answer.headers,
    }
  }
}

async function simulatedOf(
  { call, control }: { readonly call: SandboxApp['call']; readonly control: number },
  method: string,
  action: string,
  key: string,
  body?: object,
): Promise<unknown> {
  type Accounts = { readonly data: readonly { readonly merchant_number: string }[] }
  const accounts = await call<Accounts>('GET', '/v1/acquirer-accounts', undefined, key)
  const { merchant_number } = present(accounts.body.data[0], 'an account')
  const answer = await fetch(`http://127.0.0.1:${control}/worlds/${merchant_number}/${action}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return answer.json()
}

async function eventsOf(call: SandboxApp['call'], key: string): Promise<Event[]> {
  const events: Event[] = []
  for (let after = ''; ; after = `&after=${events.at(-1)?.id}`) {
    const path = `/v1/events?limit=100${after}`
    const { body } = await call<{ readonly data: readonly Event[] }>('GET', path, undefined, key)
    events.push(...body.data)
    if (body.data.length < 100) return events
  }
}
