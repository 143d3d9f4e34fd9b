import { hash } from 'node:crypto'
import type { Id } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { plusMs } from '../../kernel/world.ts'
import type { Stage } from '../../platform/http/route.ts'
import type { JobKind, JobOutcome, JobWork } from '../../platform/jobs/job.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Core } from './deps.ts'
import { RELEASE_AGAIN_MS, RELEASE_EARLY_MS, RELEASE_JOB } from './limits.ts'
import { isHeld, operate, type Operated } from './operate.ts'
import { renderPayment } from './render_payment.ts'
import { turnPayment } from './turn.ts'

const unsent = new Set(['created', 'requires_action', 'in_review', 'declined'])

/**
 * Gives a payment up: at once while nothing is held, else by a void at the acquirer. With an amount only that part of
 * what is held is given back. Errors: those of `operate` and `turnPayment`.
 */
export async function cancelPayment(
  core: Core,
  scope: OpenScope,
  id: Id<'pay'>,
  part: { readonly amount?: number },
  stage: Stage,
): Promise<Result<Operated, Failure>> {
  const found = await core.find(scope, id)
  if (!found.ok) return found
  const { state } = found.value.standing
  if (!unsent.has(state)) return operate(core, scope, id, { kind: 'void', ...part }, stage)
  const moved = await turnPayment(core, scope, found.value, 'cancel')
  return moved.ok ? ok({ text: renderPayment(moved.value), is_open: false }) : moved
}

/** The job that gives back what nobody captured, before the scheme lets it lapse. */
export const releaseJob = (core: Core): JobKind => ({
  kind: RELEASE_JOB,
  retry_ms: [60_000, 600_000, 3_600_000, 3_600_000],
  batch_max: 20,
  run: (work) => Promise.all(work.jobs.map((job) => release(core, work, job))),
})

async function release(core: Core, { scope }: JobWork, job: JobWork['jobs'][number]): Promise<JobOutcome> {
  const { payment } = JSON.parse(job.body) as { payment: Id<'pay'> }
  const { standing } = await core.readView(scope, payment)
  if (!isHeld(standing) || standing.capture_before === null) return { outcome: 'done' }
  // It was raised meanwhile, and lasts longer.
  const due = standing.capture_before - RELEASE_EARLY_MS * 1_000
  if (scope.world.now() < due) return { outcome: 'again', run_at: due as typeof standing.capture_before }
  const done = await operate(
    core,
    scope,
    payment,
    { kind: 'void' },
    stageOf(job.id, payment, standing.version),
  )
  if (!done.ok) return { outcome: 'retry', why: done.error.code }
  // It was refused, or nobody knows: looked at until nothing is held any more, by the acquirer or because its time is over.
  return isHeld((await core.readView(scope, payment)).standing)
    ? { outcome: 'again', run_at: plusMs(scope.world.now(), RELEASE_AGAIN_MS) }
    : { outcome: 'done' }
}

/** The operation's id follows from the job and from how the payment stood: a repeat is the same operation. */
function stageOf(job: string, payment: string, version: number): Stage {
  const digest = hash('sha256', `${job}\0${payment}\0${version}`, 'buffer').subarray(0, 16)
  const claim = { key: job, key_hash: digest, fingerprint: digest, route: RELEASE_JOB, fields: '' }
  return { claim, is_resumed: true }
}
