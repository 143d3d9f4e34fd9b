import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { assert, present } from '../../kernel/assert.ts'
import { pause, simWorld, type World } from '../../kernel/world.ts'
import { createDice } from '../dice.ts'
import { untilAtWork } from './at_work.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { accountForPayments } from './payments_account.ts'
import { advance, type Asked, type Caller, playPayment, post } from './payments_client.ts'
import { type Program, startProgram } from './program.ts'
import { type Fault, putFaults } from './simulator_books.ts'

export type PaymentsChaosOptions = {
  readonly world: World
  /** Of the load and the kills; when each strikes is up to the machine. */
  readonly seed: bigint
  readonly app_kills: number
  readonly simulator_kills: number
  readonly postgres_kills: number
  readonly clients: number
  /** Answers that never come are waited for, up to 20 s each. */
  readonly has_timeouts: boolean
}
export type PaymentsChaosReport = {
  readonly keys: number
  readonly requests: number
  readonly payments: number
  readonly operations: number
  readonly left_open: number
  readonly effects: number
  readonly simulator_kills: number
  readonly by_state: Readonly<Record<string, number>>
}
export type PaymentsStage = {
  readonly cluster: Cluster
  readonly program: Program
  readonly caller: Caller
  readonly admin: pg.Pool
  readonly data_dir: string
  readonly merchant_number: string
}
type Undo = (() => Promise<void>)[]

const faultsOf = (has_timeouts: boolean): Fault[] => [
  { id: 'lost', kind: 'answer_lost', share: 0.05 },
  { id: 'after', kind: 'error_after_effect', share: 0.03 },
  { id: 'before', kind: 'error_before_effect', share: 0.03 },
  { id: 'garbage', kind: 'garbage', share: 0.02 },
  { id: 'slow', kind: 'latency', share: 0.2, ms: 150 },
  { id: 'twice', kind: 'duplicate_callback', share: 0.2 },
  { id: 'early', kind: 'callback_before_answer', share: 0.1 },
  { id: 'lies', kind: 'contradictory_callback', share: 0.02 },
  { id: 'silent', kind: 'lost_callback', acquirer: 'tidewater', share: 0.03 },
  ...(has_timeouts
    ? [
        { id: 'held', kind: 'timeout_after_effect', share: 0.01 },
        { id: 'unheard', kind: 'timeout_before_effect', share: 0.01 },
      ]
    : []),
]

async function setUp(
  options: PaymentsChaosOptions,
  directory: string,
  undo: Undo,
  started: (program: Program) => void,
): Promise<PaymentsStage> {
  const { world } = options
  const cluster = await startCluster(directory)
  undo.push(() => cluster.stop())
  const data_dir = join(directory, 'florin')
  const program = await startProgram({ world, url: cluster.url, data_dir, has_simulator: true })
  undo.push(() => program.stop())
  started(program)
  const kept = JSON.parse(await readFile(join(data_dir, 'sandbox.json'), 'utf8')) as { secret_key: string }
  const caller = { origin: program.origin, secret_key: kept.secret_key, world }
  const admin = new pg.Pool({ connectionString: cluster.url, max: 2 })
  admin.on('error', () => undefined)
  undo.push(() => admin.end())
  await playPayment(firstClient(caller), 'first')
  const { rows } = await admin.query<{ id: string; merchant_number: string }>(
    `select 'aca_' || id as id, merchant_number from rails.acquirer_account`,
  )
  const merchant_number = present(rows[0], 'an acquirer account').merchant_number
  await splitEvenly(caller)
  await moveToNoon(caller)
  return { cluster, program, caller, admin, data_dir, merchant_number }
}

const firstClient = (caller: Caller) => ({
  caller,
  dice: createDice(simWorld(0n)),
  sent: [],
  isAbandoned: () => false,
})

async function splitEvenly(caller: Caller): Promise<void> {
  const headers = { authorization: `Bearer ${caller.secret_key}` }
  const listed = await fetch(`${caller.origin}/v1/acquirer-accounts`, { headers })
  const accounts = ((await listed.json()) as { data: { id: string }[] }).data
  assert(accounts.length === 3, 'a sandbox has three acquirers')
  const made = await post(caller, {
    key: 'chaos-rules',
    path: '/v1/routing/rules',
    body: JSON.stringify({
      name: 'A third each',
      rules: [],
      otherwise: { kind: 'split', shares: accounts.map(({ id }) => ({ account: id, weight: 1 })) },
    }),
  })
  assert(made?.status === 201, `the rules were answered ${made?.text}`)
  const { id } = JSON.parse(made.text) as { id: string }
  const active = await post(caller, {
    key: 'chaos-active',
    path: `/v1/routing/rules/${id}/activate`,
    body: '{}',
  })
  assert(active !== undefined && active.status < 300, `the activation was answered ${active?.text}`)
}

/** The simulated acquirers have maintenance windows at night; the next start of the server tells them what time it is. */
async function moveToNoon(caller: Caller): Promise<void> {
  const day_ms = 86_400_000
  const by_ms = 1.5 * day_ms - ((caller.world.now() / 1_000) % day_ms)
  await advance(caller, 'chaos-noon', Math.round(by_ms))
}

function startClients({ clients: count, seed }: PaymentsChaosOptions, { caller }: PaymentsStage) {
  const sent: Asked[] = []
  const stopping = new AbortController()
  const abandoned = new AbortController()
  const isAbandoned = (): boolean => abandoned.signal.aborted
  const run = async (name: number): Promise<void> => {
    const dice = createDice(simWorld(seed * 1_000n + BigInt(name)))
    for (let index = 0; !stopping.signal.aborted; index++)
      await playPayment({ caller, dice, sent, isAbandoned }, `chaos-${name}-${index}`)
  }
  const clients = Array.from({ length: count }, (_, name) => run(name))
  const all = Promise.all(clients)
  all.catch(() => stopping.abort())
  return {
    sent,
    isStopped: () => stopping.signal.aborted,
    answered: () => sent.filter(({ status }) => status !== 0).length,
    async stop() {
      stopping.abort()
      await all
    },
    async abandon() {
      stopping.abort()
      abandoned.abort()
      await Promise.allSettled(clients)
    },
  }
}

type Clients = Pick<ReturnType<typeof startClients>, 'isStopped' | 'answered'>

/** How many of the simulator struck one that ran. */
async function killAll(
  options: PaymentsChaosOptions,
  stage: PaymentsStage,
  clients: Clients,
): Promise<number> {
  const dice = createDice(simWorld(options.seed))
  const of = <K extends string>(length: number, kind: K): K[] => Array.from({ length }, () => kind)
  const kills = dice.shuffle([
    ...of(options.app_kills, 'app'),
    ...of(options.simulator_kills, 'simulator'),
    ...of(options.postgres_kills, 'postgres'),
  ])
  let struck = 0
  for (const kill of kills) {
    await untilAtWork(options.world, { ...clients, clients: options.clients })
    if (clients.isStopped()) break
    await pause(options.world, 150 + dice.below(900))
    if (kill === 'app') await stage.program.killAndRestart()
    else if (kill === 'postgres') await stage.cluster.killAndRestart()
    else if (stage.program.killSimulator()) struck += 1
  }
  await pause(options.world, 500)
  return struck
}

/**
 * Kills the server, its simulated acquirers and PostgreSQL under a load of card payments, then waits until nothing is open
 * and accounts for every key and every operation on both sides. Throws when anything is amiss.
 */
export async function runPaymentsChaos(options: PaymentsChaosOptions): Promise<PaymentsChaosReport> {
  const directory = await mkdtemp(join(tmpdir(), 'florin-chaos-'))
  await chmod(directory, 0o755)
  const undo: Undo = []
  let lastWords = (): string => ''
  try {
    const stage = await setUp(options, directory, undo, (program) => {
      lastWords = program.lastWords
    })
    const { world } = options
    await stage.program.restartAfter(() => putFaults({ world, ...stage }, faultsOf(options.has_timeouts)))
    const clients = startClients(options, stage)
    undo.push(() => clients.abandon())
    const simulator_kills = await killAll(options, stage, clients)
    await clients.stop()
    const report = await accountForPayments(world, stage, clients.sent)
    return { ...report, simulator_kills }
  } catch (error) {
    throw new Error(`seed ${options.seed}: ${(error as Error).message}\n${lastWords()}`, { cause: error })
  } finally {
    for (const step of undo.reverse()) await step()
    await rm(directory, { recursive: true, force: true })
  }
}
