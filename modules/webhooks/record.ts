import type { Id } from '../../kernel/id.ts'
import { newUuid } from '../../kernel/id.ts'
import { type Instant, pause, plusMs, virtualWorld, type World } from '../../kernel/world.ts'
import { type Batcher, createBatcher, type Waiting } from '../../platform/batcher/batcher.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import { readClocks } from '../../platform/tenant_clock.ts'
import { FAILING_MS_MAX, RECORD_MAX, RECORD_TRIES_MAX, SENDING_MAX } from './limits.ts'
import { type AttemptResult, recordAttempts } from './store_sending.ts'

export type RecordDeps = {
  readonly db: Database
  readonly world: World
  /** Told after the commit. */
  readonly recorded: (results: readonly AttemptResult[], disabled: number) => void
}

/** Results of attempts: those that come while a statement is under way go into the next one together. */
export function createRecorder(deps: RecordDeps): Batcher<AttemptResult, true> {
  return createBatcher<AttemptResult, true>({
    world: deps.world,
    lanes: [deps.db.lane('webhooks-record')],
    weight_max: RECORD_MAX,
    queue_max: SENDING_MAX * 2,
    weigh: () => 1,
    flush: (lane, tenant_id, waiting) => flush(deps, lane, tenant_id, waiting),
  })
}

async function flush(
  deps: RecordDeps,
  lane: Lane,
  tenant_id: TenantId,
  waiting: readonly Waiting<AttemptResult, true>[],
): Promise<void> {
  const results = waiting.map(({ item }) => item)
  const touched = touchedBy(results)
  const at = deps.world.now()
  const request = {
    at,
    touched,
    failing_before: plusMs(at, -FAILING_MS_MAX),
    fact_at: touched.length === 0 ? at : await tenantNow(deps, tenant_id),
    fact_ids: touched.map(() => newUuid(deps.world)),
  }
  deps.recorded(results, await persist(deps, () => recordAttempts(lane, tenant_id, results, request)))
  for (const { resolve } of waiting) resolve(true)
}

/** What was sent was sent: a result that cannot be written down now is tried again, or the delivery is sent twice. */
async function persist<T>({ world }: RecordDeps, write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await write()
    } catch (error) {
      if (tries >= RECORD_TRIES_MAX) throw error
      await pause(world, 50 * 2 ** tries)
    }
}

/** Endpoints that have more to tell than one more success. */
const touchedBy = (results: readonly AttemptResult[]): Id<'whe'>[] => [
  ...new Set(
    results
      .filter(
        ({ claimed, outcome }) => outcome !== 0 || claimed.is_failing || claimed.ordering === 'by_object',
      )
      .map(({ claimed }) => claimed.endpoint_id),
  ),
]

/** Facts are told by the tenant's clock. */
async function tenantNow({ db, world }: RecordDeps, tenant_id: TenantId): Promise<Instant> {
  const clock = (await readClocks(db, [tenant_id])).get(tenant_id) ?? null
  return clock === null ? world.now() : virtualWorld(world, () => clock).now()
}
