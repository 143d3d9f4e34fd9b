import { type Id, newId, newUuid } from '../../kernel/id.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { type DisputeMove, leftOf, type PaymentView } from '../payments/index.ts'
import { type DisputeCase, readDisputeReason } from '../rails/index.ts'
import { applyChange, moneyFacts, shortOf, takeOf } from './apply.ts'
import { deadlinesOf } from './deadlines.ts'
import type { DisputesDeps } from './deps.ts'
import type { Dispute } from './dispute.ts'
import { learn, rankOf } from './learn.ts'
import { TRIES_MAX } from './limits.ts'
import { factAbout } from './render_dispute.ts'
import { scheduleDeadlines } from './schedule.ts'
import { findCase, insertDispute, StaleDispute, updateDispute } from './store.ts'
import { insertNews } from './store_news.ts'

/** Of a card that the vault has forgotten: the scheme with the strictest windows. */
const UNKNOWN_SCHEME = 'visa'

/**
 * Believes what an acquirer says of a case, whatever way it came. A repeat, and news that was overtaken, change nothing.
 * So does a case about nothing of ours.
 */
export async function hearCase(
  deps: DisputesDeps,
  scope: OpenScope,
  account: Id<'aca'>,
  told: DisputeCase,
): Promise<void> {
  const { tenant_id } = scope
  for (let stale = 0; ; ) {
    const dispute = await deps.db.withTenant(tenant_id, (tx) =>
      findCase(tx, tenant_id, account, told.case_reference),
    )
    try {
      const isMore =
        dispute === undefined
          ? await open(deps, scope, account, told)
          : await takeStep(deps, scope, dispute, told)
      if (!isMore) return
    } catch (error) {
      if (!isStale(error) || ++stale > TRIES_MAX) throw error
    }
  }
}

/** One event, or a note. Whether more may be left to learn. */
async function takeStep(
  deps: DisputesDeps,
  scope: OpenScope,
  dispute: Dispute,
  told: DisputeCase,
): Promise<boolean> {
  const lesson = learn(dispute, told)
  if (lesson.kind === 'known') return false
  if (lesson.kind === 'noted') {
    await note(deps, scope, dispute, told, lesson.contradiction)
    return false
  }
  const isAccepted = lesson.event === 'lose' && dispute.open_kind === 'accept'
  const event = isAccepted ? 'accept' : lesson.event
  await applyChange(deps, scope, dispute, { event, told, isLast: lesson.isLast })
  return !lesson.isLast
}

/** Somebody else was told the same at the same time. */
const isStale = (error: unknown): boolean =>
  error instanceof StaleDispute || (error as { code?: unknown } | null)?.code === '23505'

/** Whether more may be left to learn; of what is about nothing of ours there is nothing. */
async function open(
  deps: DisputesDeps,
  scope: OpenScope,
  account: Id<'aca'>,
  told: DisputeCase,
): Promise<boolean> {
  const payment = await deps.payments.disputed.paymentOf(scope, told.operation_reference)
  if (payment === undefined) {
    const { tenant_id } = scope
    deps.log.warn('dispute_about_nothing', { tenant_id, reason: told.case_reference })
    return false
  }
  const id = newId('dsp', scope.world)
  let seen: PaymentView | undefined
  const opened = await deps.payments.disputed.move(
    scope,
    payment,
    (view) => {
      seen = view
      return { name: `${id}:${told.stage}:open`, account, ...takenFrom(view, told) }
    },
    (own, move) => write(own, newDispute(own, { id, account, told }, seen as PaymentView, move), told, move),
  )
  if (!opened.ok) throw new Error(`the payment of case ${told.case_reference}: ${opened.error.code}`)
  return told.status !== 'open'
}

const takenFrom = ({ order, standing }: PaymentView, told: DisputeCase): { amount: number; fee: number } =>
  takeOf(told, order.currency, leftOf(standing), 0)

function newDispute(
  { world }: Scope,
  { id, account, told }: { id: Id<'dsp'>; account: Id<'aca'>; told: DisputeCase },
  { order, card }: PaymentView,
  move: DisputeMove | null,
): Dispute {
  const { case_reference, operation_reference, reason_code, stage, opened_at, respond_by } = told
  const scheme = card?.scheme ?? UNKNOWN_SCHEME
  const at = world.now()
  const taken = move?.amount ?? 0
  const stage_at = stage === 'inquiry' || stage === 'chargeback' ? opened_at : told.changed_at
  return {
    id,
    state: 'needs_response',
    version: 1,
    payment: order.id,
    merchant: order.merchant,
    account,
    case_reference,
    operation_reference,
    scheme,
    reason_code,
    stage,
    opened_at,
    stage_at,
    category: readDisputeReason(scheme, reason_code).category,
    heard: rankOf({ stage, status: 'open' }),
    currency: order.currency,
    amount: Number(told.amount.minor),
    amount_withdrawn: taken,
    fee: move?.fee ?? 0,
    contradiction: shortOf(null, told, order.currency, taken),
    open_operation: null,
    open_kind: null,
    ...deadlinesOf({ scheme, stage, stage_at, respond_by }),
    evidence: {},
    evidence_at: null,
    settled_at: null,
    created_at: at,
    updated_at: at,
  }
}

async function write(scope: Scope, dispute: Dispute, told: DisputeCase, move: DisputeMove | null) {
  const { db, tenant_id, world, request_id } = scope
  await insertDispute(db, tenant_id, dispute)
  await insertNews(db, tenant_id, {
    id: newUuid(world),
    dispute: dispute.id,
    stage: told.stage,
    status: told.status,
    event: 'open',
    amount: move?.amount ?? 0,
    fee: move?.fee ?? 0,
    movement: move?.name ?? null,
    at: world.now(),
  })
  await scheduleDeadlines(scope, dispute)
  return (['disputes.dispute_created', ...moneyFacts(move)] as const).map((type) =>
    factAbout(type, dispute, request_id),
  )
}

/** Nothing happens to the dispute, and it is remembered that this was said. */
async function note(
  deps: DisputesDeps,
  scope: OpenScope,
  dispute: Dispute,
  told: DisputeCase,
  contradiction: string | null,
): Promise<void> {
  const { tenant_id, world, request_id } = scope
  const at = world.now()
  const after: Dispute = {
    ...dispute,
    version: dispute.version + 1,
    heard: Math.max(dispute.heard, rankOf(told)),
    contradiction: contradiction ?? dispute.contradiction,
    updated_at: at,
  }
  await deps.db.withTenant(tenant_id, async (tx) => {
    await updateDispute(tx, tenant_id, after, null)
    await insertNews(tx, tenant_id, {
      id: newUuid(world),
      dispute: dispute.id,
      stage: told.stage,
      status: told.status,
      event: null,
      amount: 0,
      fee: 0,
      movement: null,
      at,
    })
    if (contradiction !== null)
      await appendFacts(tx, scope, [factAbout('disputes.dispute_updated', after, request_id)])
  })
}
