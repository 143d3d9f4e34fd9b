import { mkdtemp, readFile, rm, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { assert, present } from '../../kernel/assert.ts'
import { uuidOf } from '../../kernel/id.ts'
import { pause, type World } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import { createDice } from '../dice.ts'
import { brokenInvariants } from '../invariants.ts'
import { untilAtWork, type Working } from './at_work.ts'
import { askUntilKnown, type Caller, newRequest, send, type Sent } from './client.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { type Program, startProgram } from './program.ts'

export type ChaosReport = {
  readonly app_kills: number
  readonly postgres_kills: number
  readonly keys: number
  readonly requests: number
  readonly transfers: number
}
export type ChaosOptions = {
  readonly world: World
  readonly app_kills: number
  readonly postgres_kills: number
  readonly clients?: number
}

const CLIENTS = 12

type Stage = { cluster: Cluster; program: Program; secret_key: string; accounts: string[]; admin: pg.Pool }

/** What to take down again, in the order it was put up. */
type Undo = (() => Promise<void>)[]

async function setUp(options: ChaosOptions, directory: string, undo: Undo): Promise<Stage> {
  const cluster = await startCluster(directory)
  undo.push(() => cluster.stop())
  const data_dir = join(directory, 'florin')
  const program = await startProgram({ world: options.world, url: cluster.url, data_dir })
  undo.push(() => program.stop())
  const kept = JSON.parse(await readFile(join(data_dir, 'sandbox.json'), 'utf8')) as {
    secret_key: string
    debit_account: string
    credit_account: string
  }
  const accounts = [kept.debit_account, kept.credit_account]
  for (let index = 0; index < 8; index++)
    accounts.push(await openAccount(program.origin, kept.secret_key, index))
  const admin = new pg.Pool({ connectionString: cluster.url, max: 2 })
  admin.on('error', () => undefined)
  undo.push(() => admin.end())
  return { cluster, program, secret_key: kept.secret_key, accounts, admin }
}

async function openAccount(origin: string, secret_key: string, index: number): Promise<string> {
  const answer = await fetch(`${origin}/v1/ledger/accounts`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secret_key}`,
      'idempotency-key': `chaos-account-${index}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      currency: 'USD',
      normal_side: 'credit',
      path: `liabilities:chaos:${index}`,
      ...(index % 2 === 0 ? { floor: { value: '0', currency: 'USD' } } : {}),
    }),
  })
  assert(answer.status === 201, `an account was answered ${answer.status}`)
  return ((await answer.json()) as { id: string }).id
}

/** Clients that never rest: each has one request under way and repeats its key until it knows. */
function startClients(
  options: ChaosOptions,
  stage: Stage,
): Working & { sent: Sent[]; stop(): Promise<void>; abandon(): Promise<void> } {
  const sent: Sent[] = []
  let answered = 0
  const stopping = new AbortController()
  const abandoned = new AbortController()
  const caller = { origin: stage.program.origin, secret_key: stage.secret_key, world: options.world }
  const client = async (name: number): Promise<void> => {
    for (let count = 0; !stopping.signal.aborted; count++) {
      const one = newRequest(options.world, stage.accounts, `chaos-${name}-${count}`)
      sent.push(one)
      await askUntilKnown(caller, one, () => abandoned.signal.aborted)
      answered++
    }
  }
  const clients = Array.from({ length: options.clients ?? CLIENTS }, (_, name) => client(name))
  const all = Promise.all(clients)
  all.catch(() => stopping.abort())
  return {
    sent,
    clients: clients.length,
    answered: () => answered,
    isStopped: () => stopping.signal.aborted,
    async stop() {
      stopping.abort()
      await all
    },
    /** After a failure nobody waits for answers that will not come. */
    async abandon() {
      stopping.abort()
      abandoned.abort()
      await Promise.allSettled(clients)
    },
  }
}

async function killAll(options: ChaosOptions, stage: Stage, clients: Working): Promise<void> {
  const dice = createDice(options.world)
  const kills = dice.shuffle([
    ...Array.from({ length: options.app_kills }, () => 'app' as const),
    ...Array.from({ length: options.postgres_kills }, () => 'postgres' as const),
  ])
  for (const kill of kills) {
    await untilAtWork(options.world, clients)
    if (clients.isStopped()) break
    await pause(options.world, 100 + dice.below(500))
    await (kill === 'app' ? stage.program.killAndRestart() : stage.cluster.killAndRestart())
  }
  await pause(options.world, 300)
}

async function assertReplayed(caller: Caller, one: Sent): Promise<void> {
  const again = present(await send(caller, one), `an answer to the replay of ${one.key}`)
  assert(again.is_replay, `${one.key} was not told as a replay`)
  assert(
    again.status === one.status && again.text === one.answer,
    `${one.key} was answered ${one.answer}, then ${again.text}`,
  )
}

/** Every key once more: the same bytes, told as a replay. Every id one row, with the outcome that was answered. */
async function accountFor(options: ChaosOptions, stage: Stage, sent: readonly Sent[]): Promise<number> {
  const caller = { origin: stage.program.origin, secret_key: stage.secret_key, world: options.world }
  const left = [...sent]
  const replay = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await assertReplayed(caller, one)
  }
  await Promise.all(Array.from({ length: options.clients ?? CLIENTS }, replay))
  const ids = sent.flatMap((one) => one.ids)
  const { rows } = await stage.admin.query<{ tenant_id: TenantId; transfers: string; posted: string }>(
    `select tenant_id, count(*)::text as transfers, count(*) filter (where result = 0)::text as posted
     from ledger.transfer where id = any ($1::uuid[]) group by tenant_id`,
    [ids.map(uuidOf)],
  )
  const row = present(rows[0], 'the transfers of the run')
  assert(
    rows.length === 1 && Number(row.transfers) === ids.length,
    `${ids.length} ids left ${row.transfers} rows`,
  )
  const broken = await brokenInvariants(stage.admin, row.tenant_id)
  assert(broken.length === 0, broken.join('; '))
  return Number(row.posted)
}

/** Kills the program and PostgreSQL under load, then accounts for every key. Throws when anything is amiss. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const directory = await mkdtemp(join(tmpdir(), 'florin-chaos-'))
  await chmod(directory, 0o755)
  const undo: Undo = []
  try {
    const stage = await setUp(options, directory, undo)
    const clients = startClients(options, stage)
    undo.push(() => clients.abandon())
    await killAll(options, stage, clients)
    await clients.stop()
    const posted = await accountFor(options, stage, clients.sent)
    assert(posted > 0, 'something was posted')
    return {
      app_kills: options.app_kills,
      postgres_kills: options.postgres_kills,
      keys: clients.sent.length,
      requests: clients.sent.reduce((sum, one) => sum + one.tries, 0),
      transfers: posted,
    }
  } finally {
    for (const step of undo.reverse()) await step()
    await rm(directory, { recursive: true, force: true })
  }
}
