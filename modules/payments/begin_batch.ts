import type { Instant, World } from '../../kernel/world.ts'
import { plusMs } from '../../kernel/world.ts'
import { type Batcher, createBatcher, type Waiting } from '../../platform/batcher/batcher.ts'
import type { Database } from '../../platform/db/database.ts'
import { isConnectionLost, type Lane } from '../../platform/db/lane.ts'
import { findKeysOnLane, type StoredKey } from '../../platform/idempotency/find_keys.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Risk } from '../risk/index.ts'
import { BATCH_TRIES_MAX, OPERATION_LEASE_MS, PAYMENTS_PER_BATCH_MAX, QUEUED_PAYMENTS_MAX } from './limits.ts'
import { type BeginItem, beginPayments } from './store_begin.ts'

/** `stored`: the key did something before. `exists`: the id belongs to another payment. */
export type BeginAnswer =
  | { readonly kind: 'begun' }
  | { readonly kind: 'stored'; readonly stored: StoredKey }
  | { readonly kind: 'exists' }
type Job = Waiting<BeginItem, BeginAnswer>

const UNIQUE_VIOLATION = '23505'
const RETRIED = new Set([UNIQUE_VIOLATION, '40P01', '40001', '55P03'])
export const codeOf = (error: unknown): string => (error as { code?: string }).code ?? ''
export const latest = (ats: readonly Instant[]): Instant => ats.reduce((a, b) => (b > a ? b : a))

/** T1 of new payments: those that arrive together are written in one statement. */
export function createBeginBatcher(options: {
  db: Database
  world: World
  lanes: number
  risk: Pick<Risk, 'packRecord'>
}): Batcher<BeginItem, BeginAnswer> {
  const { db } = options
  return createBatcher<BeginItem, BeginAnswer>({
    world: options.world,
    lanes: Array.from({ length: options.lanes }, (_, index) => db.lane(`payments-begin-${index}`)),
    weight_max: PAYMENTS_PER_BATCH_MAX,
    queue_max: QUEUED_PAYMENTS_MAX,
    weigh: () => 1,
    flush: (lane, tenant_id, jobs) => flush(options, lane, tenant_id, jobs),
  })
}

type Deps = { readonly world: World; readonly risk: Pick<Risk, 'packRecord'> }

async function flush(deps: Deps, lane: Lane, tenant_id: TenantId, jobs: readonly Job[]): Promise<void> {
  const { first, repeats } = splitRepeats(jobs)
  let left: readonly Job[] = first
  for (let tries = 1; left.length > 0; tries++) {
    try {
      await begin(deps, lane, tenant_id, left)
      break
    } catch (error) {
      const isRetried = RETRIED.has(codeOf(error)) || isConnectionLost(error)
      if (!isRetried || tries >= BATCH_TRIES_MAX) throw error
      left = await answerKnown(lane, tenant_id, left)
      // No key is known, so an id is: whose it is shows when each is begun alone.
      if (codeOf(error) === UNIQUE_VIOLATION && tries > 1) left = await beginEach(deps, lane, tenant_id, left)
    }
  }
  const unanswered = await answerKnown(lane, tenant_id, repeats)
  // The one they waited for was refused, and left no key.
  if (unanswered.length > 0) await flush(deps, lane, tenant_id, unanswered)
}

async function begin(
  { world, risk }: Deps,
  lane: Lane,
  tenant_id: TenantId,
  jobs: readonly Job[],
): Promise<void> {
  const items = jobs.map(({ item }) => item)
  const at = latest(items.map(({ order }) => order.created_at))
  const lease_until = plusMs(world.now(), OPERATION_LEASE_MS)
  const packCounted = (attempts: Parameters<Risk['packRecord']>[1]) => risk.packRecord(tenant_id, attempts)
  await beginPayments(lane, tenant_id, { at, lease_until, packCounted }, items)
  for (const job of jobs) job.resolve({ kind: 'begun' })
}

async function beginEach(
  deps: Deps,
  lane: Lane,
  tenant_id: TenantId,
  jobs: readonly Job[],
): Promise<readonly Job[]> {
  const failed: Job[] = []
  for (const job of jobs) {
    try {
      await begin(deps, lane, tenant_id, [job])
    } catch (error) {
      if (codeOf(error) === UNIQUE_VIOLATION) failed.push(job)
      else job.reject(error)
    }
  }
  for (const job of await answerKnown(lane, tenant_id, failed)) job.resolve({ kind: 'exists' })
  return []
}

/** Two requests with one key in one batch: the second waits for the first. */
function splitRepeats(jobs: readonly Job[]): { first: Job[]; repeats: Job[] } {
  const seen = new Set<string>()
  const first: Job[] = []
  const repeats: Job[] = []
  for (const job of jobs) {
    const hash = job.item.claim?.key_hash.toString('latin1')
    if (hash !== undefined && seen.has(hash)) repeats.push(job)
    else first.push(job)
    if (hash !== undefined) seen.add(hash)
  }
  return { first, repeats }
}

/**
 * Answers those whose key is known; a key that this very request wrote, before its connection was lost, has begun it.
 * (Request ids are made here, one a request: no caller can choose one.)
 */
async function answerKnown(lane: Lane, tenant_id: TenantId, jobs: readonly Job[]): Promise<readonly Job[]> {
  const hashes = jobs.flatMap(({ item }) => (item.claim === undefined ? [] : [item.claim.key_hash]))
  const known = await findKeysOnLane(lane, tenant_id, hashes)
  return jobs.filter(({ item, resolve }) => {
    const stored = known.get(item.claim?.key_hash.toString('hex') ?? '')
    if (stored === undefined) return true
    resolve(stored.request_id === item.request_id ? { kind: 'begun' } : { kind: 'stored', stored })
    return false
  })
}
