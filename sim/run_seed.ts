import type { TransferOrder } from '../modules/ledger/index.ts'
import {
  createModel,
  createPosting,
  insertAccount,
  openAccount,
  type PostAnswer,
  type PostCommand,
  randomOrders,
} from '../modules/ledger/testing.ts'
import { createHash } from 'node:crypto'
import { assert } from '../kernel/assert.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { type SimWorld, simWorld } from '../kernel/world.ts'
import type { Batcher } from '../platform/batcher/batcher.ts'
import type { TestDatabase } from '../platform/db/testing.ts'
import type { TenantId } from '../platform/scope.ts'
import { agree, type Intent, newAccountIds, newIntent, wordsOf } from './client.ts'
import { createDice, type Dice } from './dice.ts'
import { createFaultyDatabase, type FaultyDatabase, type Faults } from './faulty_database.ts'
import { brokenInvariants } from './invariants.ts'

export type SeedReport = {
  readonly seed: bigint
  readonly steps: number
  readonly intents: number
  readonly deliveries: number
  readonly crashes: number
  /** SHA-256 over everything that was decided and answered: the same seed gives the same hash. */
  readonly trace_hash: string
}

/** Thrown with the line that replays it. */
class SeedFailed extends Error {
  override readonly name = 'SeedFailed'
}

const FAULTS: Faults = { lost_before: 5, lost_after: 5, crash_before: 3, crash_after: 3 }
const OPEN_INTENTS_MAX = 6

type Server = { db: FaultyDatabase; posting: Batcher<PostCommand, PostAnswer> }
type Run = {
  readonly world: SimWorld
  readonly dice: Dice
  readonly database: TestDatabase
  readonly tenant_id: TenantId
  readonly accounts: readonly Id<'acc'>[]
  /** What clients remember having asked: they repeat old ids and settle old holds. */
  readonly asked: ReturnType<typeof createModel>['state']
  readonly intents: Intent[]
  readonly trace: string[]
  server: Server
  crashes: number
  deliveries: number
}

function startServer(run: Pick<Run, 'world' | 'dice' | 'database'>, faults: Faults): Server {
  const db = createFaultyDatabase(run.database.db, run.dice, faults)
  return { db, posting: createPosting({ db, world: run.world, lanes: 1 }) }
}

async function setUp(database: TestDatabase, seed: bigint, tenant_id: TenantId): Promise<Run> {
  const world = simWorld(seed)
  const dice = createDice(world)
  const accounts = newAccountIds(world, 12)
  await database.admin.query('insert into platform.tenant_head (tenant_id) values ($1)', [tenant_id])
  for (const [index, id] of accounts.entries())
    await insertAccount(database.admin, tenant_id, id, openAccount(index))
  await database.admin.query(
    `insert into ledger.book (tenant_id, closed_through) values ($1, '2025-12-01')`,
    [tenant_id],
  )
  const base = {
    world,
    dice,
    database,
    tenant_id,
    accounts,
    asked: createModel().state,
    intents: [],
    trace: [],
    crashes: 0,
    deliveries: 0,
  }
  return { ...base, server: startServer(base, FAULTS) }
}

function remember(run: Run, orders: readonly TransferOrder[]): void {
  for (const order of orders) {
    if (run.asked.stored.has(order.id)) continue
    const isMove = order.kind === 'single' || order.kind === 'pending'
    const sides = isMove ? { debit: order.debit_account, credit: order.credit_account } : {}
    run.asked.stored.set(order.id, {
      order,
      result: 'posted',
      amount: 0n,
      recorded_at: run.world.now(),
      ...sides,
    })
    if (order.kind === 'pending')
      run.asked.holds.set(order.id, {
        debit: order.debit_account,
        credit: order.credit_account,
        left: 1n,
        currency: 'USD',
        state: 'open',
        expires_at: order.expires_at,
      })
  }
}

/** Sweeps as the worker does: holds that are past their time get an `expire` order of their own. */
function sweepOrders(run: Run): TransferOrder[] {
  const due = [...run.asked.holds.entries()].filter(
    ([, hold]) => hold.expires_at !== undefined && hold.expires_at <= run.world.now(),
  )
  return due.slice(0, 5).map(([id]) => ({
    id: newId('trf', run.world),
    kind: 'expire',
    pending_id: id as Id<'trf'>,
    code: 'expiry',
  }))
}

function openIntents(run: Run): void {
  const open = run.intents.filter((intent) => intent.answer === undefined).length
  if (open >= OPEN_INTENTS_MAX) return
  const count = 1 + run.dice.below(3)
  for (let index = 0; index < count; index++) {
    const sweep = run.dice.chance(20) ? sweepOrders(run) : []
    const orders = sweep.length > 0 ? sweep : randomOrders(run.world, run.accounts, run.asked)
    remember(run, orders)
    run.intents.push(newIntent(run.world, run.tenant_id, `key-${run.intents.length}`, orders))
  }
}

/** What the network delivers in this step: some of what is open, some of it twice, some old messages again, in any order. */
function deliveries(run: Run): Intent[] {
  const open = run.intents.filter((intent) => intent.answer === undefined && run.dice.chance(70))
  const doubled = open.filter(() => run.dice.chance(20))
  const late = run.intents.filter((intent) => intent.answer !== undefined && run.dice.chance(4))
  return run.dice.shuffle([...open, ...doubled, ...late])
}

async function deliver(run: Run, batch: readonly Intent[]): Promise<void> {
  const { server } = run
  const settled: string[] = []
  const calls = batch.map(async (intent, index) => {
    intent.sent += 1
    run.deliveries += 1
    try {
      const words = wordsOf(await server.posting.submit(run.tenant_id, intent.command))
      settled[index] = words
    } catch (error) {
      settled[index] = `error ${(error as Error).name}`
    }
  })
  await Promise.race([Promise.all(calls), server.db.crashed])
  for (const [index, intent] of batch.entries()) {
    const words = settled[index]
    run.trace.push(`${intent.name} ${words ?? 'silence'}`)
    if (words === undefined || words.startsWith('error')) continue
    if (intent.answer !== undefined)
      assert(agree(intent.answer, words), `${intent.name} was answered ${intent.answer}, then ${words}`)
    // The answer may be lost on its way; the client then asks again under the same key.
    else if (!run.dice.chance(15)) intent.answer = words
  }
}

async function restartIfDead(run: Run): Promise<void> {
  if (!run.server.db.isDead()) return
  await run.server.db.abandon()
  run.crashes += 1
  run.trace.push('crash')
  run.server = startServer(run, FAULTS)
}

/** The faults stop; every client asks until it knows. */
async function drain(run: Run): Promise<void> {
  await run.server.db.abandon()
  run.server = startServer(run, { lost_before: 0, lost_after: 0, crash_before: 0, crash_after: 0 })
  for (const intent of run.intents) {
    const words = wordsOf(await run.server.posting.submit(run.tenant_id, intent.command))
    run.trace.push(`${intent.name} finally ${words}`)
    if (intent.answer !== undefined)
      assert(agree(intent.answer, words), `${intent.name} was answered ${intent.answer}, in the end ${words}`)
    intent.answer = words
  }
}

/** One row per key, one effect per key. */
async function countEffects(run: Run): Promise<void> {
  const { rows } = await run.database.admin.query<{ keys: string }>(
    'select count(*)::text as keys from platform.idempotency_key where tenant_id = $1',
    [run.tenant_id],
  )
  assert(
    rows[0]?.keys === String(run.intents.length),
    `${run.intents.length} intents left ${rows[0]?.keys} keys`,
  )
}

async function check(run: Run, step: number): Promise<void> {
  const broken = await brokenInvariants(run.database.admin, run.tenant_id)
  assert(broken.length === 0, `after step ${step}: ${broken.join('; ')}`)
}

/**
 * Plays one seed: clients, a network that loses, doubles and delays, a program that dies at any await of the
 * database, and the real ledger on real PostgreSQL. F6 is checked after every step.
 */
export async function runSeed(
  database: TestDatabase,
  seed: bigint,
  tenant_id: TenantId,
  steps: number,
): Promise<SeedReport> {
  const run = await setUp(database, seed, tenant_id)
  try {
    for (let step = 1; step <= steps; step++) {
      run.world.advance(run.dice.below(4_000))
      openIntents(run)
      await deliver(run, deliveries(run))
      await restartIfDead(run)
      await check(run, step)
    }
    await drain(run)
    await countEffects(run)
    await check(run, steps + 1)
  } catch (error) {
    throw new SeedFailed(
      `seed ${seed}: ${(error as Error).message}; replay with: npm run sim -- --seed ${seed} --steps ${steps}`,
      { cause: error },
    )
  } finally {
    await run.server.db.abandon()
  }
  return {
    seed,
    steps,
    intents: run.intents.length,
    deliveries: run.deliveries,
    crashes: run.crashes,
    trace_hash: createHash('sha256').update(run.trace.join('\n')).digest('hex'),
  }
}
