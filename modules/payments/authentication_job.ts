import type { JobKind, JobOutcome, JobWork } from '../../platform/jobs/job.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { authenticate } from './authenticate.ts'
import { type Authentication, type NewAuthentication, started } from './authentication.ts'
import { codeOf } from './begin_batch.ts'
import type { Core } from './deps.ts'
import { AUTHENTICATION_JOB } from './limits.ts'
import type { Means } from './attempts.ts'
import type { PaymentView } from './payment.ts'
import { renderPayment } from './render_payment.ts'
import { isChallenged, resolveAuthentication } from './resolve_authentication.ts'
import { CHANGED } from './send_payment.ts'
import { authenticationStep } from './steps.ts'
import { findAuthentication, settleAuthentication, startAuthentication } from './store_authentications.ts'

/** Goes on after a soft decline: `view` names the authentication that is to be begun. */
export async function stepUp(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  means?: Means,
): Promise<{ view: PaymentView; text: string }> {
  const fresh = view.authentication as Authentication
  const at = scope.world.now()
  const { version } = view.standing
  const isBegun = await core.db.withTenant(scope.tenant_id, (tx) =>
    startAuthentication(tx, scope.tenant_id, at, { ...fresh, payment_version: version, step: null }),
  )
  if (!isBegun) {
    const now = await core.readView(scope, view.order.id)
    return { view: now, text: renderPayment(now) }
  }
  const standing = { ...view.standing, version: version + 1, updated_at: at }
  return authenticate(core, scope, { ...view, standing }, means)
}

/** The job that ends what nobody else does: authentications whose process died, and challenges that nobody answered. */
export const authenticationJobs = (core: Core): JobKind => ({
  kind: AUTHENTICATION_JOB,
  // Of faults of our own, such as a lost database.
  retry_ms: [1_000, 10_000, 60_000, 600_000, 3_600_000],
  batch_max: 20,
  run: (work) => Promise.all(work.jobs.map((job) => runOne(core, work, job))),
})

async function runOne(core: Core, { scope }: JobWork, job: JobWork['jobs'][number]): Promise<JobOutcome> {
  const fresh = JSON.parse(job.body) as NewAuthentication
  const view = await core.readView(scope, fresh.payment)
  const after = await goOn(core, scope, view, fresh)
  const { authentication } = after
  return authentication?.id === fresh.id && isChallenged(after) && authentication.expires_at !== null
    ? { outcome: 'again', run_at: authentication.expires_at }
    : { outcome: 'done' }
}

async function goOn(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  fresh: NewAuthentication,
): Promise<PaymentView> {
  const { authentication, standing } = view
  const isWaiting = standing.state === 'processing' && standing.open_operation === null
  if (authentication?.id !== fresh.id) {
    const stored = await core.db.withTenant(scope.tenant_id, (tx) =>
      findAuthentication(tx, scope.tenant_id, fresh.id),
    )
    if (stored !== undefined) return abandon(core, scope, view, stored)
    return isWaiting && authentication === null
      ? (await stepUp(core, scope, { ...view, authentication: started(fresh) })).view
      : view
  }
  if (authentication.state === 'started' && isWaiting) return (await authenticate(core, scope, view)).view
  if (!isChallenged(view)) return abandon(core, scope, view, authentication)
  const is_due = authentication.expires_at === null || scope.world.now() >= authentication.expires_at
  return is_due ? resolveAuthentication(core, scope, view, true) : view
}

/** Its payment was given up, or went on with another card: nobody waits for it. */
async function abandon(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  authentication: Authentication,
): Promise<PaymentView> {
  const { state } = authentication
  if (state !== 'started' && state !== 'challenged') return view
  const { step } = authenticationStep(state, 'lapse')
  const at = scope.world.now()
  await core.db
    .withTenant(scope.tenant_id, (tx) =>
      settleAuthentication(tx, scope.tenant_id, at, { authentication, step }),
    )
    .catch((error: unknown) => {
      if (codeOf(error) !== CHANGED) throw error
    })
  return view
}
