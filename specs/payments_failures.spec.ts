import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulatedAccounts } from '../apps/server/simulated_acquirers.ts'
import { uuidOf } from '../kernel/id.ts'
import { pause } from '../kernel/world.ts'
import type { TenantId } from '../platform/scope.ts'
import { type Bench, type Node, openBench } from './payments_bench.ts'
import {
  type Cell,
  type Crash,
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

/** Ironbridge tells of a reversal in its report alone: reconciliation has every operation asked about that differs there. */
async function readReport({ cell, scope, payment }: Run, { payments }: Node): Promise<void> {
  if (cell.mishap !== '200 then reversal') return
  const { rows } = await bench.database.admin.query<{ id: string }>(
    'select id from payments.operation where tenant_id = $1 and payment_id = $2',
    [String(scope.tenant_id), uuidOf(payment)],
  )
  for (const { id } of rows) await payments.recheck(bench.scopeOf(scope), id)
}

async function playMatrix(connector: string, cells: readonly Cell[]): Promise<void> {
  const heard = new Map<TenantId, number>()
  const deaf = bench.startNode(deafTo(heard), true)
  const next = bench.startNode()
  const runs = await inTurn(cells, (cell) => prepare(bench, connector, cell))
  await inTurn(runs, (run) => strike(run, deaf, heard, next))
  for (const wait_ms of WAITS_MS) await bench.advance(wait_ms, next)
  if (connector === 'ironbridge') await inTurn(runs, (run) => readReport(run, next))
  const verdicts = await inTurn(runs, async (run) => ({
    ...run.cell,
    ...(await judge(bench, connector, run)),
  }))
  const wrong = verdicts.filter(({ fault }) => fault !== undefined)
  const line = (one: (typeof verdicts)[number]): string =>
    [one.step, one.mishap, `crash ${one.crash}`, one.end, one.fault ?? 'good'].join(' | ')
  assert.equal(
    wrong.length,
    0,
    `${wrong.length} of ${verdicts.length} cells\n${verdicts.map(line).join('\n')}`,
  )
}

const cellsOf = (crashed: readonly Crash[]): Cell[] =>
  steps.flatMap((step) =>
    (Object.keys(mishaps) as Mishap[]).flatMap((mishap) => crashed.map((crash) => ({ step, mishap, crash }))),
  )

/** All crashes at one acquirer; at the others the worst, or all with FLORIN_CELLS=all. */
const crashesAt = (connector: string): readonly Crash[] =>
  connector === 'northgate' || process.env['FLORIN_CELLS'] === 'all' ? crashes : ['before commit']

for (const { connector } of simulatedAccounts)
  test(`${connector}: every cell of the partial-failure matrix ends in one declared state, and the books agree`, async (t) => {
    bench = await openBench({
      timeout_ms: 700,
      accounts: simulatedAccounts.filter((account) => account.connector === connector),
    })
    t.after(() => bench.close())
    await playMatrix(connector, cellsOf(crashesAt(connector)))
  })
