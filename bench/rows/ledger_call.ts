import type { World } from '../../kernel/world.ts'
import { createLedger, type Ledger, type MoveOrder } from '../../modules/ledger/index.ts'
import { createDatabase } from '../../platform/db/database.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { type CpuMeter, ownMeter, withCpu } from '../cpu.ts'
import { createRandom } from '../random.ts'
import type { Accounts } from '../setup/accounts.ts'
import { makeOrders, type Mix } from '../setup/orders.ts'
import type { Measured, Subject, SubjectName } from '../subject.ts'

const BATCH = 1_000
const LANES = 2
/** One caller more than lanes: a batch waits when a lane is done, and two never wait to be merged into one. */
const CALLERS = LANES + 1
const FIRST_PER_S = 20_000

export type LedgerBench = {
  subject(name: SubjectName, mix: Mix): Subject
  /** Posts this many transfers in calls of the greatest size: makes a large ledger. */
  fill(transfers: number): Promise<void>
}

/** The ledger's face in this very process, on a database of its own. Orders are made before the clock runs. */
export function createLedgerBench(deps: {
  url: string
  tenant_id: TenantId
  accounts: Accounts
  world: World
  postgres: CpuMeter
}): LedgerBench {
  const { world, accounts, tenant_id } = deps
  const random = createRandom(20_261_121)
  const open = () => openLedger(deps.url, world)
  return {
    subject(name, mix) {
      let opened: Opened | undefined
      let per_s = FIRST_PER_S
      return {
        name,
        async run(seconds) {
          opened ??= open()
          const count = Math.max(CALLERS, Math.ceil((per_s * seconds) / BATCH))
          const calls = Array.from({ length: count }, () =>
            makeOrders({ world, random, accounts }, mix, BATCH),
          )
          const measured = await measure({ ...deps, opened, calls, refused: mix === 'failing' })
          per_s = measured.per_s ?? per_s
          return measured
        },
        close: async () => opened?.close(),
      }
    },
    async fill(transfers) {
      const opened = open()
      const scope = systemScope(tenant_id, world)
      let left = Math.ceil(transfers / FILL_BATCH)
      const caller = async (): Promise<void> => {
        while (left-- > 0)
          await opened.ledger.post(scope, makeOrders({ world, random, accounts }, 'uniform', FILL_BATCH))
      }
      await Promise.all(Array.from({ length: LANES }, caller))
      await opened.close()
    },
  }
}
const FILL_BATCH = 8_190

type Opened = { ledger: Ledger; batches: { count: number; weight: number }; close(): Promise<void> }

function openLedger(url: string, world: World): Opened {
  const db = createDatabase({ url, pool_max: 1 })
  const batches = { count: 0, weight: 0 }
  const ledger = createLedger({
    db,
    world,
    lanes: LANES,
    on_batch(_commands, weight) {
      batches.count += 1
      batches.weight += weight
    },
  })
  return {
    ledger,
    batches,
    async close() {
      await ledger.close()
      await db.close()
    },
  }
}

function measure(run: {
  opened: Opened
  calls: readonly MoveOrder[][]
  refused: boolean
  tenant_id: TenantId
  world: World
  postgres: CpuMeter
}): Promise<Measured> {
  const { opened, calls, world } = run
  const { batches, ledger } = opened
  const scope = systemScope(run.tenant_id, world)
  const operations = calls.length * BATCH
  Object.assign(batches, { count: 0, weight: 0 })
  return withCpu({ node: ownMeter, postgres: run.postgres }, async () => {
    let next = 0
    const caller = async (): Promise<void> => {
      for (let call = calls[next++]; call !== undefined; call = calls[next++])
        assertOutcomes(await ledger.post(scope, call), run.refused)
    }
    const from_ms = world.elapsed_ms()
    await Promise.all(Array.from({ length: CALLERS }, caller))
    const took_ms = world.elapsed_ms() - from_ms
    return {
      operations,
      measured: { per_s: (operations * 1000) / took_ms, batch: batches.weight / batches.count },
    }
  })
}

/** Every transfer is looked at, so what the ledger answers is paid for: its result, and the balance it left. */
function assertOutcomes(outcomes: Awaited<ReturnType<Ledger['post']>>, refused: boolean): void {
  let failed = 0
  for (const { result, transfer } of outcomes)
    if (result !== 'posted' || transfer === undefined || transfer.credit.version < 1) failed += 1
  const wanted = refused ? BATCH / 100 : 0
  if (failed !== wanted)
    throw new Error(`${failed} of ${outcomes.length} transfers were refused, not ${wanted}`)
}

const systemScope = (tenant_id: TenantId, world: World): OpenScope => ({
  tenant_id,
  actor: { type: 'system', id: 'bench', authenticated_by: 'internal', on_behalf_of: null },
  deadline_at: world.now(),
  request_id: 'bench',
  world,
})
