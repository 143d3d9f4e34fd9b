import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { Db } from '../db/database.ts'
import type { Json } from '../outbox/fact.ts'
import type { OpenScope } from '../scope.ts'

/** Work to be done later. */
export type NewJob = {
  /** `<module>.<verb>`, such as `ledger.expire_holds`. */
  readonly kind: string
  readonly body: Json
  /** By the tenant's clock; when absent, now. */
  readonly run_at?: Instant
  /** While a job of this kind with this key waits, no second one is written: the waiting one stands for both. */
  readonly unique_key?: string
  readonly id?: Id<'job'>
}

/** A job as a worker holds it. */
export type Job = {
  readonly id: Id<'job'>
  readonly kind: string
  readonly unique_key: string | null
  /** When it was due, by the tenant's clock: in a sandbox that was moved ahead, long before its `now`. */
  readonly run_at: Instant
  /** This attempt included. */
  readonly attempts: number
  /** Proves the claim. An older one is refused. */
  readonly fence: bigint
  /** JSON. */
  readonly body: string
}

/** What came of one job. */
export type JobOutcome =
  | { readonly outcome: 'done' }
  /** The attempt failed; the kind's schedule says when the next one is, or that there is none. */
  | { readonly outcome: 'retry'; readonly why: string }
  /** Nothing failed, it is only not finished: again then (tenant's clock), counted from the first attempt. */
  | { readonly outcome: 'again'; readonly run_at: Instant }
  /** No attempt can help. */
  | { readonly outcome: 'dead'; readonly why: string }

/** Jobs of one kind and one tenant, to be done together. */
export type JobWork = {
  /** The world is the tenant's: in a sandbox its `now()` is the sandbox's clock. */
  readonly scope: OpenScope
  readonly jobs: readonly Job[]
  /** Aborted when the claim is lost or the worker is asked to stop. */
  readonly signal: AbortSignal
  /**
   * Ends `jobs` (all of the set when absent) inside the transaction of their effect, so that both commit or
   * neither. Throws StaleFence, which undoes that transaction, when any was claimed by another worker since.
   */
  complete(db: Db, jobs?: readonly Job[]): Promise<void>
}

/** What a module brings for each kind of job it schedules. */
export type JobKind = {
  readonly kind: string
  /**
   * The waits between attempts, by the tenant's clock. When they are used up by attempts that failed, the job is dead; when by
   * workers that were lost, it rests (LOST_REST_MS) and begins anew.
   */
  readonly retry_ms: readonly number[]
  /** Jobs of this kind that `run` gets at once. */
  readonly batch_max: number
  /**
   * Of looks at somebody else, which plan themselves again after this much of the tenant's time: while nothing changes over
   * there, one more or less makes no difference, and a sandbox that is moved ahead leaves them out (`skip_polls.ts`).
   */
  readonly poll_ms?: number
  /**
   * Does the work. Returns one outcome per job in the order of `work.jobs`, or 'done' for all of them.
   * It may run again for the same job: a process can die after the effect and before the outcome. What moves
   * money therefore calls `work.complete` or `assertFence` in the transaction that moves it.
   * When it throws for several jobs, each of them is tried again alone; thrown for one, it is a retry.
   */
  run(work: JobWork): Promise<readonly JobOutcome[] | 'done'>
}

/** What a worker lets others count and log. */
export type JobEvent =
  | {
      readonly event: 'finished'
      readonly kind: string
      readonly outcome: JobOutcome['outcome']
      readonly count: number
    }
  /** Outcomes that came too late: another worker holds the job by now. */
  | { readonly event: 'stale'; readonly kind: string; readonly count: number }
  /** Their worker was lost at every attempt: they rest now. A crash of this program, or a job that causes it. */
  | { readonly event: 'lost'; readonly kind: string; readonly count: number }
  | { readonly event: 'failed'; readonly kind: string; readonly job_id: Id<'job'>; readonly error: unknown }
  | { readonly event: 'sweep_failed'; readonly error: unknown }

/** The waits of a kind whose attempts fail only by faults of our own, such as a lost database. */
export const OWN_FAULTS_RETRY_MS: readonly number[] = [1_000, 10_000, 60_000, 600_000, 3_600_000]

/** A kind whose jobs are done one after the other, each with an outcome of its own. */
export const oneByOne = (
  kind: Omit<JobKind, 'run' | 'batch_max'>,
  run: (scope: OpenScope, job: Job) => Promise<JobOutcome>,
): JobKind => ({
  ...kind,
  batch_max: 1,
  run: async ({ scope, jobs }) => {
    const outcomes: JobOutcome[] = []
    for (const job of jobs) outcomes.push(await run(scope, job))
    return outcomes
  },
})
