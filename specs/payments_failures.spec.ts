import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { simulatedAccounts } from '../apps/server/simulated_acquirers.ts'
import { pause } from '../kernel/world.ts'
import type { TenantId } from '../platform/scope.ts'
import { type Bench, type Node, openBench } from './payments_bench.ts'
import {
  type Cell,
  crashes,
  deafTo,
  judge,
  mishaps,
  type Mishap,
  prepare,
  type Run,
  steps,
} from './payments_cells.ts'

// Goal (F13): whatever goes wrong at an acquirer, and wherever our process dies, a payment ends in one declared state with
// at most one effect, and the ledger says what the acquirer's books say.
// Method: every step × mishap × crash, each in a tenant of its own, against the simulator under virtual time. A process
// that dies is one whose continuation is dropped; another one on the same database takes over.
const AT_ONCE = 24
let bench: Bench
before(async () => {
  bench = await openBench({ timeout_ms: 700, accounts: simulatedAccounts.slice(0, 1) })
})
after(() => bench.close())

const cells: Cell[] = steps.flatMap((step) =>
  (Object.keys(mishaps) as Mishap[]).flatMap((mishap) => crashes.map((crash) => ({ step, mishap, crash }))),
)

async function inTurn<T, R>(items: readonly T[], fn: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const left = items.entries()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [place, item] of left) results[place] = await fn(item)
    }),
  )
  return results
}

/** Dies with what it heard; the caller then asks another process again, with the same key. */
async function die(run: Run, deaf: Node, heard: ReadonlyMap<TenantId, number>, next: Node): Promise<void> {
  void run.act(deaf, false).catch(() => undefined)
  for (let waited = 0; !heard.has(run.scope.tenant_id) && waited < 10_000; waited += 10)
    await pause(bench.world, 10)
  await run.act(next, true).catch((error: unknown) => assert.fail(error as Error))
}

async function strike(run: Run, deaf: Node, heard: ReadonlyMap<TenantId, number>, next: Node): Promise<void> {
  if (run.cell.step === 'inquire') return
  if (run.cell.crash === 'before commit') return die(run, deaf, heard, next)
  await run.act(bench.node, false)
  // It died with the answer: the caller never had it, and asks again.
  if (run.cell.crash === 'after commit') await run.act(next, true)
}

const WAITS_MS = [6_000, 36_000, 65_000, 150_000, 700_000, 4_000_000]

test('every cell of the partial-failure matrix ends in one declared state, and the books agree', async () => {
  const heard = new Map<TenantId, number>()
  const deaf = bench.startNode(deafTo(heard), true)
  const next = bench.startNode()
  const runs = await inTurn(cells, (cell) => prepare(bench, cell))
  await inTurn(runs, (run) => strike(run, deaf, heard, next))
  for (const wait_ms of WAITS_MS) await bench.advance(wait_ms, next)
  const verdicts = await inTurn(runs, async (run) => ({ ...run.cell, ...(await judge(bench, run)) }))
  const wrong = verdicts.filter(({ fault }) => fault !== undefined)
  const line = (one: (typeof verdicts)[number]): string =>
    [one.step, one.mishap, `crash ${one.crash}`, one.end, one.fault ?? 'good'].join(' | ')
  assert.equal(
    wrong.length,
    0,
    `${wrong.length} of ${verdicts.length} cells\n${verdicts.map(line).join('\n')}`,
  )
})
