import { assert } from '../../kernel/assert.ts'
import { type Id, newId, uuidOf } from '../../kernel/id.ts'
import type { Db } from '../db/database.ts'
import type { OpenScope } from '../scope.ts'
import type { NewJob } from './job.ts'
import { JOB_BODY_CHARS_MAX, JOBS_PER_WRITE_MAX } from './limits.ts'
import { deleteWaiting, insertJobs } from './store.ts'

type Who = Pick<OpenScope, 'tenant_id' | 'world'>

/**
 * Writes jobs down in the caller's transaction: they exist if and only if it commits. One round trip for any
 * number of them. Returns the ids written: a job whose key waits already is not among them, and the waiting
 * one runs at the earlier of both times.
 *
 * A repeat with keys changes nothing; without keys it writes the jobs once more.
 */
export async function schedule(db: Db, scope: Who, jobs: readonly NewJob[]): Promise<Id<'job'>[]> {
  if (jobs.length === 0) return []
  assert(jobs.length <= JOBS_PER_WRITE_MAX, 'one write schedules a bounded number of jobs')
  const now = scope.world.now()
  const bodies = jobs.map((job) => JSON.stringify(job.body))
  assert(
    bodies.every((body) => body.length <= JOB_BODY_CHARS_MAX),
    'the body of a job is small',
  )
  return insertJobs(db, scope.tenant_id, now, {
    ids: jobs.map((job) => uuidOf(job.id ?? newId('job', scope.world))),
    kinds: jobs.map((job) => job.kind),
    keys: jobs.map((job) => job.unique_key ?? null),
    run_ats: jobs.map((job) => job.run_at ?? now),
    bodies,
  })
}

/**
 * Takes back jobs that still wait, by their keys, in the caller's transaction. Returns how many. One that a
 * worker holds already is not touched: its work has to look at the state of things anyway.
 */
export const cancelJobs = (
  db: Db,
  scope: Pick<Who, 'tenant_id'>,
  kind: string,
  unique_keys: readonly string[],
): Promise<number> => deleteWaiting(db, scope.tenant_id, kind, unique_keys)
