import type { World } from '../../kernel/world.ts'
import { createBatcher, type Batcher, type Waiting } from '../../platform/batcher/batcher.ts'
import type { Database } from '../../platform/db/database.ts'
import { isConnectionLost, type Lane } from '../../platform/db/lane.ts'
import { findKeysOnLane, type StoredKey } from '../../platform/idempotency/find_keys.ts'
import type { TenantId } from '../../platform/scope.ts'
import { type Batch, flatten } from './batch.ts'
import { createFastOdds, type FastOdds } from './fast_odds.ts'
import { BATCH_TRANSFERS_MAX, BATCH_TRIES_MAX, QUEUED_TRANSFERS_MAX } from './limits.ts'
import { runExact, runFast } from './store_posting.ts'
import type { PostCommand, TransferOutcome } from './transfer.ts'

/** The outcomes of a command, or the key under which it was answered before. */
export type PostAnswer = { readonly outcomes: readonly TransferOutcome[] } | { readonly stored: StoredKey }
type Job = Waiting<PostCommand, PostAnswer>

export type PostingOptions = {
  readonly db: Database
  readonly world: World
  readonly lanes: number
  readonly on_batch?: (commands: number, transfers: number) => void
  /** Counts how often the fast path was refused, for metrics. */
  readonly on_exact?: () => void
}

const EXACT_PATH = 'FL100'
const UNIQUE_VIOLATION = '23505'
const DEADLOCK = '40P01'
const SERIALIZATION = '40001'
const LOCK_TIMEOUT = '55P03'

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? ''
/** A retry of the same ids and keys is safe: whatever was committed is found under them. */
const isWorthAnother = (error: unknown): boolean =>
  [EXACT_PATH, UNIQUE_VIOLATION, DEADLOCK, SERIALIZATION, LOCK_TIMEOUT].includes(codeOf(error)) ||
  isConnectionLost(error)

/** The batcher of the ledger: requests that arrive together are posted in one statement. */
export function createPosting(options: PostingOptions): Batcher<PostCommand, PostAnswer> {
  const odds = createFastOdds()
  const lanes = Array.from({ length: options.lanes }, (_, index) => options.db.lane(`ledger-${index}`))
  return createBatcher<PostCommand, PostAnswer>({
    world: options.world,
    lanes,
    weight_max: BATCH_TRANSFERS_MAX,
    queue_max: QUEUED_TRANSFERS_MAX,
    weigh: (command) => command.transfers.length,
    ...(options.on_batch === undefined ? {} : { on_batch: options.on_batch }),
    flush: async (lane, tenant_id, jobs, giveBack) => {
      if (await flushFast({ ...options, odds, giveBack }, lane, tenant_id, jobs)) return
      options.on_exact?.()
      await flushExactly(options, lane, tenant_id, jobs)
    },
  })
}

const timeOf = (jobs: readonly Job[]) =>
  jobs.reduce((latest, job) => (job.item.at > latest ? job.item.at : latest), (jobs[0] as Job).item.at)

/** False when nothing was posted and the batch is to be judged transfer by transfer. */
async function flushFast(
  { world, odds, giveBack }: PostingOptions & { odds: FastOdds; giveBack: () => void },
  lane: Lane,
  tenant_id: TenantId,
  jobs: readonly Job[],
): Promise<boolean> {
  if (!odds.isWorthTrying(tenant_id)) return false
  let outcomes: readonly TransferOutcome[] | undefined
  try {
    const batch = flatten(jobs.map((job) => job.item))
    outcomes = await runFast(lane, tenant_id, timeOf(jobs), world, batch)
  } catch (error) {
    if (!isWorthAnother(error)) throw error
    if (codeOf(error) === EXACT_PATH) odds.refused(tenant_id)
    return false
  }
  if (outcomes === undefined) return false
  odds.posted(tenant_id)
  // From here on the lane is another batch's: nothing may try this one again.
  giveBack()
  settle(jobs, outcomes)
  return true
}

async function flushExactly(
  options: PostingOptions,
  lane: Lane,
  tenant_id: TenantId,
  jobs: readonly Job[],
): Promise<void> {
  const { first, repeats } = splitRepeats(jobs)
  let left: readonly Job[] = first
  for (let tries = 1; left.length > 0; tries++) {
    try {
      left = await answerKnownKeys(lane, tenant_id, left)
      if (left.length === 0) break
      const batch: Batch = flatten(left.map((job) => job.item))
      settle(left, await runExact(lane, tenant_id, timeOf(left), options.world, batch))
      break
    } catch (error) {
      if (!isWorthAnother(error) || tries >= BATCH_TRIES_MAX) throw error
    }
  }
  // What shared its key with another request of the batch now finds that request's answer.
  await answerKnownKeys(lane, tenant_id, repeats)
}

function settle(jobs: readonly Job[], outcomes: readonly TransferOutcome[]): void {
  let from = 0
  for (const job of jobs) {
    const until = from + job.item.transfers.length
    job.resolve({ outcomes: jobs.length === 1 ? outcomes : outcomes.slice(from, until) })
    from = until
  }
}

/** Two requests with one key in one batch: the second waits for the first and answers as it did. */
function splitRepeats(jobs: readonly Job[]): { first: readonly Job[]; repeats: readonly Job[] } {
  const seen = new Set<string>()
  const first: Job[] = []
  const repeats: Job[] = []
  for (const job of jobs) {
    const hash = job.item.claim?.key_hash.toString('hex')
    if (hash !== undefined && seen.has(hash)) repeats.push(job)
    else first.push(job)
    if (hash !== undefined) seen.add(hash)
  }
  return { first, repeats }
}

async function answerKnownKeys(
  lane: Lane,
  tenant_id: TenantId,
  jobs: readonly Job[],
): Promise<readonly Job[]> {
  const hashes = jobs.flatMap((job) => (job.item.claim === undefined ? [] : [job.item.claim.key_hash]))
  const known = await findKeysOnLane(lane, tenant_id, hashes)
  const left: Job[] = []
  for (const job of jobs) {
    const hash = job.item.claim?.key_hash.toString('hex')
    const stored = hash === undefined ? undefined : known.get(hash)
    if (stored !== undefined) job.resolve({ stored })
    else left.push(job)
  }
  return left
}
