import { type Id, idOf } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import type { JobKind, JobOutcome, JobWork } from '../../platform/jobs/job.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type CardOutcome, inquiryAfter } from '../rails/index.ts'
import { conclude } from './attempts.ts'
import type { Core } from './deps.ts'
import { INQUIRY_JOB, NOT_FOUND_BELIEVED_MS } from './limits.ts'
import { noteOpen } from './note_inquiry.ts'
import type { Operation, OperationId, PaymentView } from './payment.ts'
import { inquireRefund } from './refunds.ts'
import { findRefundBy } from './store_refunds.ts'
import { findOperation } from './store_operations.ts'

/** The operation's id, with its prefix or as a UUID. */
type Body = { readonly operation: string }

/**
 * Asks the acquirer what became of an operation whose outcome nobody knows, and writes down what it says. `open` when it
 * is still not known. A repeat asks again; what is known already is never asked.
 */
export async function inquire(
  core: Core,
  scope: OpenScope,
  payment: Id<'pay'>,
  operation: Operation & { readonly acquirer_reference?: string | null },
): Promise<'settled' | 'open'> {
  const view = await core.readView(scope, payment)
  if (view.standing.open_operation !== operation.id) return 'settled'
  const outcome = await askAcquirer(core, scope, view, operation)
  if (isOpen(scope, view, outcome)) {
    await noteOpen(core, scope, operation.id, outcome)
    return 'open'
  }
  const done = await conclude(core, scope, { view, operation, news: outcome, via: 'inquiry' })
  // Somebody was told something meanwhile: the next look sees what.
  return done === 'stale' ? 'open' : 'settled'
}

/** An acquirer that has not seen it yet may still have it on its way: that is believed after a while only. */
function isOpen(scope: OpenScope, { standing }: PaymentView, outcome: CardOutcome): boolean {
  if (outcome.kind === 'not_found')
    return scope.world.now() - standing.updated_at < NOT_FOUND_BELIEVED_MS * 1_000
  return outcome.kind === 'pending' || outcome.kind === 'unknown' || outcome.kind === 'not_sent'
}

export const askAcquirer = (
  core: Core,
  scope: OpenScope,
  { order }: PaymentView,
  operation: Omit<Operation, 'kind'> & {
    readonly kind: Operation['kind'] | 'refund'
    readonly acquirer_reference?: string | null
  },
): Promise<CardOutcome> =>
  core.rails.call(scope, operation.account, null, {
    operation: 'inquire',
    about: operation.kind,
    reference: order.reference ?? order.id,
    operation_reference: operation.id.slice(4),
    acquirer_reference: operation.acquirer_reference ?? null,
    amount: money(BigInt(operation.amount), order.currency),
    at: scope.world.now(),
  })

/** The job that follows every operation without outcome, by the schedule of `rails`. */
export const inquiryJob = (core: Core): JobKind => ({
  kind: INQUIRY_JOB,
  // Of faults of our own, such as a lost database; that nothing is known yet is none.
  retry_ms: [1_000, 10_000, 60_000, 600_000, 3_600_000],
  batch_max: 20,
  run: (work) => Promise.all(work.jobs.map((job) => runOne(core, work, job))),
})

async function runOne(core: Core, { scope }: JobWork, job: JobWork['jobs'][number]): Promise<JobOutcome> {
  const { operation: name } = JSON.parse(job.body) as Body
  const id = name.includes('-') ? idOf('opn', name) : (name as OperationId)
  const operation = await core.db.withTenant(scope.tenant_id, (tx) => findOperation(tx, scope.tenant_id, id))
  if (operation === undefined) return { outcome: 'dead', why: `there is no operation ${name}` }
  const came =
    operation.kind === 'refund'
      ? await refundState(core, scope, operation.id)
      : await inquire(core, scope, operation.payment, { ...operation, kind: operation.kind })
  if (came === 'settled') return { outcome: 'done' }
  const kind = operation.result === 'pending' ? 'pending' : 'unknown'
  // A job that asks for another turn begins its count anew, so the schedule goes by the operation's age.
  const run_at = inquiryAfter(kind, operation.created_at, scope.world.now())
  return run_at === null
    ? { outcome: 'dead', why: 'the acquirer did not say what became of it; a person has to ask' }
    : { outcome: 'again', run_at }
}

async function refundState(core: Core, scope: OpenScope, operation: string): Promise<'settled' | 'open'> {
  const { tenant_id } = scope
  const refund = await core.db.withTenant(tenant_id, (tx) => findRefundBy(tx, tenant_id, operation))
  if (refund === undefined) return 'settled'
  return (await inquireRefund(core, scope, refund)).state === 'pending' ? 'open' : 'settled'
}
