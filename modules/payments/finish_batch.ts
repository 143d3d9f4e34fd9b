import { uuidOf } from '../../kernel/id.ts'
import { plusMs, type World } from '../../kernel/world.ts'
import { type Batcher, createBatcher, type Waiting } from '../../platform/batcher/batcher.ts'
import type { Database } from '../../platform/db/database.ts'
import { isConnectionLost, type Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Risk } from '../risk/index.ts'
import { codeOf, latest } from './begin_batch.ts'
import { BATCH_TRIES_MAX, OPERATION_LEASE_MS, PAYMENTS_PER_BATCH_MAX, QUEUED_PAYMENTS_MAX } from './limits.ts'
import type { FinishItem } from './finish_item.ts'
import { finishExactBatch, finishFastBatch, lookAfter } from './store_finish.ts'

/** `stale`: the payment does not stand any more as it did when this was decided; nothing was written. */
export type FinishAnswer = 'done' | 'stale'
type Job = Waiting<FinishItem, FinishAnswer>

const EXACT_PATH = 'FL100'
const CHANGED = 'FL201'
const REFUSED = 'FL202'
const RETRIED = new Set([EXACT_PATH, CHANGED, '23505', '40P01', '40001', '55P03'])

export type FinishOptions = {
  readonly db: Database
  readonly world: World
  readonly lanes: number
  readonly risk: Pick<Risk, 'packDeclines'>
  /**
   * The same movement by way of the suspense account, for one that the ledger refuses because an account was frozen or
   * closed: the card's money has moved, so the books say so, and a person finds it there.
   */
  readonly toSuspense: (tenant_id: TenantId, item: FinishItem) => Promise<FinishItem>
}

/** T2: what was learned of operations that were answered together is written in one statement, with the ledger. */
export function createFinishBatcher(options: FinishOptions): Batcher<FinishItem, FinishAnswer> {
  return createBatcher<FinishItem, FinishAnswer>({
    world: options.world,
    lanes: Array.from({ length: options.lanes }, (_, index) => options.db.lane(`payments-finish-${index}`)),
    weight_max: PAYMENTS_PER_BATCH_MAX,
    queue_max: QUEUED_PAYMENTS_MAX,
    weigh: () => 1,
    flush: (lane, tenant_id, jobs) => flush(options, lane, tenant_id, jobs),
  })
}

async function flush(
  options: FinishOptions,
  lane: Lane,
  tenant_id: TenantId,
  jobs: readonly Job[],
): Promise<void> {
  const { first, repeats } = onePerPayment(jobs)
  let left: readonly Job[] = first
  let isExact = false
  for (let tries = 1; left.length > 0; tries++) {
    try {
      if (await finish(options, lane, tenant_id, left, isExact)) break
      isExact = true
    } catch (error) {
      const code = codeOf(error)
      if (code === REFUSED) {
        await finishEach(options, lane, tenant_id, left)
        break
      }
      if ((!RETRIED.has(code) && !isConnectionLost(error)) || tries >= BATCH_TRIES_MAX) throw error
      isExact ||= code === EXACT_PATH
      left = await settleKnown(lane, tenant_id, left)
    }
  }
  if (repeats.length > 0) await flush(options, lane, tenant_id, repeats)
}

async function finish(
  { world, risk }: FinishOptions,
  lane: Lane,
  tenant_id: TenantId,
  jobs: readonly Job[],
  isExact: boolean,
): Promise<boolean> {
  const items = jobs.map(({ item }) => item)
  const at = latest(items.map((item) => item.at))
  const lease_until = plusMs(world.now(), OPERATION_LEASE_MS)
  const packDeclined = (inputs: Parameters<Risk['packDeclines']>[1]) => risk.packDeclines(tenant_id, inputs)
  const times = { at, lease_until, world, packDeclined }
  if (isExact) await finishExactBatch(lane, tenant_id, times, items)
  else if (!(await finishFastBatch(lane, tenant_id, times, items))) return false
  for (const job of jobs) job.resolve('done')
  return true
}

/** The ledger refused one of them: each alone, and the refused one by way of the suspense account. */
async function finishEach(
  options: FinishOptions,
  lane: Lane,
  tenant_id: TenantId,
  jobs: readonly Job[],
): Promise<void> {
  for (const job of jobs) await finishAlone(options, lane, tenant_id, job)
}

async function finishAlone(
  options: FinishOptions,
  lane: Lane,
  tenant_id: TenantId,
  given: Job,
): Promise<void> {
  let job = given
  for (let tries = 1; ; tries++) {
    try {
      await finish(options, lane, tenant_id, [job], true)
      return
    } catch (error) {
      const isRefused = codeOf(error) === REFUSED
      const isRetried = RETRIED.has(codeOf(error)) || isConnectionLost(error)
      if ((!isRefused && !isRetried) || tries >= BATCH_TRIES_MAX || (isRefused && job !== given)) {
        job.reject(error)
        return
      }
      if (isRefused) job = { ...given, item: await options.toSuspense(tenant_id, given.item) }
      else if ((await settleKnown(lane, tenant_id, [job])).length === 0) return
    }
  }
}

/** Two pieces of news about one payment cannot be judged by the same version: the later waits. */
function onePerPayment(jobs: readonly Job[]): { first: Job[]; repeats: Job[] } {
  const seen = new Set<string>()
  const first: Job[] = []
  const repeats: Job[] = []
  for (const job of jobs) {
    if (seen.has(job.item.payment)) repeats.push(job)
    else first.push(job)
    seen.add(job.item.payment)
  }
  return { first, repeats }
}

/** After an error that may hide a commit, or that says that some payment has changed: which are done, which are stale. */
async function settleKnown(lane: Lane, tenant_id: TenantId, jobs: readonly Job[]): Promise<readonly Job[]> {
  const { written, versions } = await lookAfter(
    lane,
    tenant_id,
    jobs.map(({ item }) => item),
  )
  return jobs.filter(({ item, resolve }) => {
    if (written.has(item.learned.id)) resolve('done')
    else if (versions.get(uuidOf(item.payment)) !== item.version) resolve('stale')
    else return true
    return false
  })
}
