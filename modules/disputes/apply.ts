import { newUuid } from '../../kernel/id.ts'
import { instant } from '../../kernel/world.ts'
import type { Fact } from '../../platform/outbox/fact.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { leftOf, type DisputeMove } from '../payments/index.ts'
import { type DisputeCase, readDisputeReason } from '../rails/index.ts'
import { deadlinesOf } from './deadlines.ts'
import type { DisputesDeps } from './deps.ts'
import type { Dispute } from './dispute.ts'
import type { DisputeEvent } from './dispute.machine.ts'
import type { DisputeFact } from './facts.ts'
import { scheduleDeadlines } from './schedule.ts'
import { rankOf } from './learn.ts'
import { factAbout } from './render_dispute.ts'
import { disputeStep } from './steps.ts'
import { updateDispute } from './store.ts'
import { insertNews } from './store_news.ts'
import { settleOperation } from './store_operations.ts'

export type Change = {
  readonly event: DisputeEvent
  /** What the acquirer says; null when we know by ourselves. */
  readonly told: DisputeCase | null
  /** Whether the dispute then stands as the acquirer says. */
  readonly isLast: boolean
}

const factOf: Readonly<Record<DisputeEvent, DisputeFact>> = {
  submit: 'disputes.dispute_submitted',
  accept: 'disputes.dispute_accepted',
  expire: 'disputes.dispute_updated',
  win: 'disputes.dispute_won',
  lose: 'disputes.dispute_lost',
  close: 'disputes.dispute_updated',
  escalate: 'disputes.dispute_updated',
}

/**
 * Lets something happen to a dispute: its state, the payment's disputed amount, the ledger, the answer that was under way
 * and the facts, in one transaction. Throws `StaleDispute`, and nothing happened, when it does not stand as it was read.
 */
export async function applyChange(
  { payments }: DisputesDeps,
  scope: OpenScope,
  before: Dispute,
  change: Change,
): Promise<void> {
  const moved = await payments.disputed.move(
    scope,
    before.payment,
    ({ standing }) => moveOf(before, change, leftOf(standing)),
    (own, move) => write(own, before, change, move),
  )
  if (!moved.ok) throw new Error(`the payment of dispute ${before.id}: ${moved.error.code}`)
}

/** What is taken is at most what is left: nobody is debited twice for one purchase. */
export const takeOf = (
  told: Pick<DisputeCase, 'amount' | 'fee' | 'stage'>,
  currency: string,
  left: number,
  fee_taken: number,
): { amount: number; fee: number } => {
  if (told.stage === 'inquiry') return { amount: 0, fee: 0 }
  const isSame = told.amount.currency === currency
  const fee =
    fee_taken > 0 || told.fee === null || told.fee.currency !== currency ? 0 : Number(told.fee.minor)
  return { amount: isSame ? Math.max(0, Math.min(Number(told.amount.minor), left)) : 0, fee }
}

function moveOf(before: Dispute, { event, told }: Change, left: number): DisputeMove | null {
  const common = { name: `${before.id}:${told?.stage ?? before.stage}:${event}`, account: before.account }
  if (event === 'win') {
    const name = `${before.id}:${before.stage}:${event}`
    return before.amount_withdrawn === 0
      ? null
      : { ...common, name, amount: -before.amount_withdrawn, fee: 0 }
  }
  if (event !== 'escalate' || told === null) return null
  return { ...common, ...takeOf(told, before.currency, left, before.fee) }
}

async function write(
  scope: Scope,
  before: Dispute,
  change: Change,
  move: DisputeMove | null,
): Promise<readonly Fact[]> {
  const { db, tenant_id, world, request_id } = scope
  const at = world.now()
  const { state, step } = disputeStep(before.state, change.event)
  const base = afterwards(before, change, move)
  const isOver = state !== 'needs_response' && state !== 'under_review' && state !== 'expired'
  const after: Dispute = {
    ...base,
    state,
    version: before.version + 1,
    settled_at: isOver ? at : null,
    updated_at: at,
  }
  await updateDispute(db, tenant_id, after, step)
  if (before.open_operation !== null) await settleOperation(db, tenant_id, at, before.open_operation, null)
  await insertNews(db, tenant_id, {
    id: newUuid(world),
    dispute: after.id,
    stage: change.event === 'escalate' ? after.stage : before.stage,
    status: change.told?.status ?? state,
    event: change.event,
    amount: move?.amount ?? 0,
    fee: move?.fee ?? 0,
    movement: move?.name ?? null,
    at,
  })
  if (change.event === 'escalate') await scheduleDeadlines(scope, after)
  const tell = (type: DisputeFact): Fact => factAbout(type, after, request_id)
  return [tell(factOf[change.event]), ...moneyFacts(move).map(tell)]
}

export const moneyFacts = (move: Pick<DisputeMove, 'amount' | 'fee'> | null): DisputeFact[] =>
  move === null || (move.amount === 0 && move.fee === 0)
    ? []
    : [move.amount < 0 ? 'disputes.funds_reinstated' : 'disputes.funds_withdrawn']

function afterwards(before: Dispute, { event, told, isLast }: Change, move: DisputeMove | null): Dispute {
  const common = {
    ...before,
    open_operation: null,
    open_kind: null,
    heard: told !== null && isLast ? rankOf(told) : before.heard,
    amount_withdrawn: before.amount_withdrawn + (move?.amount ?? 0),
    fee: before.fee + (move?.fee ?? 0),
  }
  if (event !== 'escalate' || told === null) return common
  const { stage, respond_by, reason_code } = told
  // The case is a picture of now: when the stage began is known only by the time of its last change.
  const stage_at = instant(Math.max(told.changed_at, before.stage_at))
  const amount = told.amount.currency === before.currency ? Number(told.amount.minor) : before.amount
  return {
    ...common,
    stage,
    stage_at,
    amount,
    reason_code,
    category: readDisputeReason(before.scheme, reason_code).category,
    heard: isLast ? rankOf(told) : rankOf({ stage, status: 'open' }),
    contradiction: shortOf(before.contradiction, told, before.currency, move?.amount ?? 0),
    ...deadlinesOf({ scheme: before.scheme, stage, stage_at, respond_by }),
    evidence_at: null,
  }
}

/** Words for a person when the acquirer takes more than we could. */
export function shortOf(
  known: string | null,
  told: Pick<DisputeCase, 'amount' | 'stage'>,
  currency: string,
  taken: number,
): string | null {
  const asked = Number(told.amount.minor)
  if (told.stage === 'inquiry' || (told.amount.currency === currency && asked === taken)) return known
  return `The acquirer takes ${asked} ${told.amount.currency}; ${taken} ${currency} of the payment was left to be disputed.`
}
