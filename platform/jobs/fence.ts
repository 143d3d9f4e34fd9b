import type { Db } from '../db/database.ts'
import type { TenantId } from '../scope.ts'
import type { Job } from './job.ts'
import { checkFence, checkLease, finishJobs } from './store.ts'

/** Another worker holds the job, or another holder the lease. The transaction that met this must be undone. */
export class StaleFence extends Error {
  override readonly name = 'StaleFence'
}

const FENCE_SQLSTATE = 'FL002'

const asStale = (error: unknown): never => {
  if ((error as { code?: unknown }).code === FENCE_SQLSTATE)
    throw new StaleFence((error as Error).message, { cause: error })
  throw error
}

/**
 * Proves, inside the transaction that moves money, that this worker still holds the job, and keeps others from
 * claiming it until the commit. SQL of modules may call `platform.assert_fence` itself.
 *
 * Errors: throws StaleFence; let it undo the transaction.
 */
export const assertFence = (db: Db, tenant_id: TenantId, job: Pick<Job, 'id' | 'fence'>): Promise<void> =>
  checkFence(db, tenant_id, job).catch(asStale)

/** The same for a named lease, such as a relay's. */
export const assertLease = (db: Db, name: string, fence: bigint): Promise<void> =>
  checkLease(db, name, fence).catch(asStale)

/**
 * Ends jobs inside the transaction of their effect: both commit or neither.
 *
 * Errors: throws StaleFence when any of them is held by another worker, or ended already.
 */
export async function completeJobs(
  db: Db,
  tenant_id: TenantId,
  jobs: readonly Pick<Job, 'id' | 'fence'>[],
): Promise<void> {
  const ended = await finishJobs(
    db,
    tenant_id,
    jobs.map(({ id, fence }) => ({ id, fence, outcome: 'done', run_at: null, fault: null })),
  )
  if (ended.length !== jobs.length)
    throw new StaleFence(
      `${jobs.length - ended.length} of ${jobs.length} jobs are no longer held by this worker`,
    )
}
