import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { parseInstant, type SimWorld, simWorld } from '../../kernel/world.ts'
import type { PaymentView } from '../../modules/payments/index.ts'
import { testKeys } from '../../modules/vault/testing.ts'
import { createDatabase } from '../../platform/db/database.ts'
import { VAULT_ROLE } from '../../platform/db/session.ts'
import type { TestDatabase } from '../../platform/db/testing.ts'
import type { TenantId } from '../../platform/scope.ts'
import { openTenant } from '../../platform/tenant_clock.ts'
import { differences } from '../chaos/payments_books.ts'
import type { Fault } from '../chaos/simulator_books.ts'
import { createDice, type Dice } from '../dice.ts'
import { brokenInvariants } from '../invariants.ts'
import { type Callback, type CardWorld, openCardWorld } from './card_world.ts'
import { type Deed, isFinal, laterDeed, newPaymentDeed } from './deeds.ts'
import { createFaultyWire, createRolls, quiet, type WireFaults } from './faulty_wire.ts'
import { type NodeParts, type PaymentNode, startNode } from './payment_node.ts'

export type PaymentSeedReport = {
  readonly seed: bigint
  readonly payments: number
  readonly deeds: number
  readonly tries: number
  readonly crashes: number
  readonly callbacks: number
  /** Effects at the acquirers. */
  readonly effects: number
  /** SHA-256 over everything that was answered and how it ended: the same seed gives the same hash. */
  readonly trace_hash: string
}

/** Thrown with the line that replays it. */
class SeedFailed extends Error {
  override readonly name = 'SeedFailed'
}

const TENANT = 1n as TenantId
/** At noon: the simulated acquirers are closed for maintenance at night. */
const START_AT = present(parseInstant('2026-11-28T12:00:00Z'), 'an instant')
const WIRE: WireFaults = { refused: 3, unheard: 3, lost: 6, crash_before: 5, crash_after: 6 }
/** What the acquirers do wrong by themselves. What they would hold back is lost on the wire instead: it takes no time. */
const ACQUIRERS: readonly Fault[] = [
  { id: 'after', kind: 'error_after_effect', share: 0.05 },
  { id: 'before', kind: 'error_before_effect', share: 0.05 },
  // On Ironbridge's line nobody could tell which request an answer belongs to, so that it never comes.
  { id: 'garbage', kind: 'garbage', acquirer: 'northgate', share: 0.04 },
  { id: 'rubbish', kind: 'garbage', acquirer: 'tidewater', share: 0.04 },
  { id: 'twice', kind: 'duplicate_callback', share: 0.2 },
  // Not of refunds: one that failed is at its end, so a lie that overtakes the truth would stand (refund.machine.ts).
  { id: 'lies', kind: 'contradictory_callback', operation: 'authorize', share: 0.05 },
  { id: 'lies too', kind: 'contradictory_callback', operation: 'capture', share: 0.05 },
  { id: 'silent', kind: 'lost_callback', acquirer: 'tidewater', share: 0.05 },
]
const WAITS_MS = [6_000, 36_000, 65_000, 150_000, 700_000, 3_600_000]
const LOOKS_MAX = 12
const VIEWS_MAX = 1_000
const EVERY = { merchant: undefined, customer: undefined, reference: undefined, attempt: undefined }

type Run = {
  readonly parts: NodeParts
  readonly world: SimWorld
  readonly dice: Dice
  readonly database: TestDatabase
  readonly outside: CardWorld
  readonly rolls: ReturnType<typeof createRolls>
  readonly deeds: Deed[]
  readonly payments: Id<'pay'>[]
  readonly trace: string[]
  node: PaymentNode
  crashes: number
  callbacks: number
}

const newNode = (run: Pick<Run, 'parts' | 'outside' | 'rolls'>, faults: WireFaults): PaymentNode =>
  startNode(run.parts, createFaultyWire(run.outside.send, run.rolls, faults))

async function setUp(database: TestDatabase, seed: bigint, folder: string) {
  const world = simWorld(seed, START_AT)
  const dice = createDice(world)
  const { db, url } = database
  await db.withTenant(TENANT, (tx) => openTenant(tx, TENANT, true))
  const outside = await openCardWorld({ world, db, tenant_id: TENANT, folder })
  const vault_db = createDatabase({ url, pool_max: 2, role: VAULT_ROLE })
  // Each seed has another acquirer first.
  const { accounts: all } = outside
  const first = Number(seed % BigInt(all.length))
  const accounts = all.map((_, at) => ({
    ...present(all[(first + at) % all.length], 'an account'),
    priority: 10 * (at + 1),
  }))
  const parts: NodeParts = {
    world,
    dice,
    db,
    vault_db,
    keys: [testKeys(world)],
    outside,
    tenant_id: TENANT,
    accounts,
  }
  const base = { parts, outside, rolls: createRolls(seed) }
  const run: Run = {
    ...base,
    world,
    dice,
    database,
    deeds: [],
    payments: [],
    trace: [],
    node: newNode(base, quiet),
    crashes: 0,
    callbacks: 0,
  }
  return { run, vault_db }
}

/** What a process does as long as it lives; undefined when it died over it. */
async function alive<T>({ node }: Run, doing: Promise<T>): Promise<T | undefined> {
  const outcome = await Promise.race([doing, node.wire.crashed.then(() => undefined)])
  doing.catch(() => undefined)
  return outcome
}

async function restartIfDead(run: Run, faults: WireFaults): Promise<void> {
  if (!run.node.wire.isDead()) return
  await run.node.abandon()
  run.crashes += 1
  run.trace.push('crash')
  run.node = newNode(run, faults)
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'nothing')

/** One try of a deed. A final answer that was given before must be given again. */
async function tryOnce(run: Run, deed: Deed): Promise<void> {
  deed.tries += 1
  // No two things happen at the same moment, or nobody could say which was the last.
  run.world.advance(1 + run.dice.below(5))
  const words =
    (await alive(
      run,
      deed.act(run.node, deed.tries > 1).catch((error: unknown) => `silence ${nameOf(error)}`),
    )) ?? 'silence'
  run.trace.push(`${deed.name}: ${words}`)
  if (!isFinal(words)) return
  assert(
    deed.answer === undefined || !deed.is_lasting || deed.answer === words,
    `${deed.name} was answered ${deed.answer}, then ${words}`,
  )
  // The answer may be lost on its way; the client then asks again under the same key.
  if (deed.answer === undefined && !run.dice.chance(10)) deed.answer = words
}

function openDeeds(run: Run): void {
  const maker = { ...run, tenant_id: TENANT }
  const name = `deed-${run.deeds.length}`
  if (run.payments.length === 0 || run.dice.chance(50)) {
    const { id, deed } = newPaymentDeed(maker, name)
    run.payments.push(id)
    run.deeds.push(deed)
  } else run.deeds.push(laterDeed(maker, name, run.dice.pick(run.payments)))
}

async function hear(run: Run, callback: Callback): Promise<void> {
  const { address, headers, body } = callback
  run.callbacks += 1
  run.world.advance(1 + run.dice.below(5))
  const door = present(run.node.payments.doors[0], 'the door of callbacks')
  const request = {
    params: { address },
    query: {},
    headers,
    body,
    ip: '',
    request_id: run.node.scope().request_id,
  }
  const said = await alive(
    run,
    door.open(request).then(({ status }) => status, nameOf),
  )
  run.trace.push(`callback: ${said ?? 'silence'}`)
  // Whoever was not told that it arrived sends it again; what is refused for good is not.
  if (said !== 200 && said !== 401) run.outside.callbacks.unshift(callback)
}

/**
 * Callbacks come when they like, some twice, some much later, but in order: an acquirer contradicts itself now and then, and
 * a lie that overtakes the truth is found by the settlement report only.
 */
async function hearSome(run: Run): Promise<void> {
  const { callbacks } = run.outside
  for (let left = run.dice.below(callbacks.length + 1); left > 0 && !run.node.wire.isDead(); left--) {
    const one = present(callbacks.shift(), 'a callback')
    await hear(run, one)
    if (run.dice.chance(20)) callbacks.push(one)
  }
}

/** Time passes for everybody. What is on its way arrives before: it would be given up for late while nobody is slow. */
async function pass(run: Run, ms: number): Promise<void> {
  await run.outside.catchUp()
  run.world.advance(ms)
  await run.outside.catchUp()
}

async function step(run: Run): Promise<void> {
  await pass(run, run.dice.below(20_000))
  await hearSome(run)
  await alive(run, run.node.work())
  await restartIfDead(run, WIRE)
  openDeeds(run)
  const waiting = run.deeds.filter(({ answer }) => answer === undefined && run.dice.chance(60))
  const late = run.deeds.filter(({ answer }) => answer !== undefined && run.dice.chance(4))
  for (const deed of run.dice.shuffle([...waiting, ...late])) {
    await tryOnce(run, deed)
    await restartIfDead(run, WIRE)
  }
}

const viewsOf = ({ node }: Run): Promise<PaymentView[]> =>
  node.payments.list(node.scope(), EVERY, { before: undefined, limit: VIEWS_MAX })
const isOpen = ({ standing: { state, open_operation, refunding } }: PaymentView): boolean =>
  open_operation !== null || state === 'processing' || refunding > 0

/** The faults stop; every client asks until it knows, and time passes until every operation has its outcome. */
async function drain(run: Run): Promise<PaymentView[]> {
  await run.node.abandon()
  run.node = newNode(run, quiet)
  await run.outside.putFaults([])
  for (let look = 0; look < LOOKS_MAX; look++) {
    await pass(run, WAITS_MS[look] ?? 3_600_000)
    for (const one of run.outside.callbacks.splice(0)) await hear(run, one)
    await run.node.work()
    for (const deed of run.deeds) if (deed.answer === undefined) await tryOnce(run, deed)
    const views = await viewsOf(run)
    if (
      look >= WAITS_MS.length &&
      run.deeds.every(({ answer }) => answer !== undefined) &&
      !views.some(isOpen)
    )
      return views
  }
  const left = (await viewsOf(run))
    .filter(isOpen)
    .map(({ order, standing }) => `${order.reference} ${standing.state}`)
  const unanswered = run.deeds.filter(({ answer }) => answer === undefined).map(({ name }) => name)
  throw new Error(`still open: ${[...left, ...unanswered].join(', ')}`)
}

/** Both sides say the same, nothing happened twice, and every payment is final or says why not. */
async function account(run: Run): Promise<number> {
  const views = await drain(run)
  const books = await run.outside.books()
  const { admin } = run.database
  const amiss = [...(await differences(admin, TENANT, books)), ...(await brokenInvariants(admin, TENANT))]
  assert(amiss.length === 0, `${amiss.length} things are amiss: ${amiss.slice(0, 10).join('; ')}`)
  for (const { order, standing } of views.toReversed())
    run.trace.push(
      `${order.reference} ended ${standing.state} ${standing.authorized} ${standing.captured} ${standing.refunded}`,
    )
  return books.operations.filter(({ outcome }) => outcome === 'approved').length
}

async function play(run: Run, steps: number): Promise<void> {
  // The acquirers know a sandbox from its first call on, and only then can be told what to do wrong.
  openDeeds(run)
  await tryOnce(run, present(run.deeds[0], 'the first deed'))
  await run.outside.putFaults(ACQUIRERS)
  await run.node.abandon()
  run.node = newNode(run, WIRE)
  for (let count = 1; count <= steps; count++) {
    await step(run)
    const broken = await brokenInvariants(run.database.admin, TENANT)
    assert(broken.length === 0, `after step ${count}: ${broken.join('; ')}`)
  }
}

/**
 * Plays one seed of card payments: clients, a wire that loses, acquirers that err and call back as they like, a program that
 * dies at any call, and the real modules on real PostgreSQL. The database must be the seed's own.
 */
export async function runPaymentSeed(
  database: TestDatabase,
  seed: bigint,
  steps: number,
): Promise<PaymentSeedReport> {
  const folder = await mkdtemp(join(tmpdir(), 'florin-sim-'))
  const { run, vault_db } = await setUp(database, seed, folder)
  try {
    await play(run, steps)
    const effects = await account(run)
    const { deeds, payments, crashes, callbacks, trace } = run
    return {
      seed,
      payments: payments.length,
      deeds: deeds.length,
      tries: deeds.reduce((sum, { tries }) => sum + tries, 0),
      crashes,
      callbacks,
      effects,
      trace_hash: createHash('sha256').update(trace.join('\n')).digest('hex'),
    }
  } catch (error) {
    throw new SeedFailed(
      `seed ${seed}: ${(error as Error).message}; replay with: npm run sim -- --payments --seed ${seed} --steps ${steps}`,
      { cause: error },
    )
  } finally {
    await run.node.abandon()
    await run.outside.close()
    await vault_db.close()
    await rm(folder, { recursive: true, force: true })
  }
}
