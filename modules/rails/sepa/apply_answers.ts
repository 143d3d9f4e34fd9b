import type { Id } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { applySteps } from '../ach/apply_steps.ts'
import type { NoticeText } from '../ach/match_return.ts'
import type { NextStep } from '../ach/next_steps.ts'
import { type Noticed, openNotices } from '../ach/notices.ts'
import { afterSettlement } from '../ach/after_settlement.ts'
import { followReversals } from '../ach/reversals.ts'
import { createRetries, type Retry } from '../ach/retries.ts'
import type { Moved, OrderMove } from '../payment_orders/decide_move.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { moveOrders } from '../payment_orders/move_orders.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { recallAnswerDue } from '../rules/sepa/recall.ts'
import { afterCollections } from './after_collections.ts'
import { answerRecalls, type RecallAnswered } from './answer_recalls.ts'
import { decideSepa, type SepaDecision } from './decide_answer.ts'
import { firstAttempt, findOrder, type KnownOrders, readKnown } from './known_orders.ts'
import { sepaNextStep } from './next_steps.ts'
import type { SepaAnswer } from './sepa_answer.ts'

/** One reading of one file. */
export type SepaReading = {
  readonly connection: Id<'bcn'>
  readonly file: Id<'fil'>
  /** The day on which it came, in Brussels. */
  readonly today: Day
}
type Planned = {
  readonly answer: SepaAnswer
  readonly order: PaymentOrder
  readonly decision: SepaDecision
  readonly step: NextStep | undefined
}
type Plan = {
  readonly planned: readonly Planned[]
  readonly noticed: readonly Noticed[]
  readonly recalls: readonly RecallAnswered[]
  /** Every order that was named: one that a run which died had moved may still wait for its next attempt. */
  readonly named: readonly PaymentOrder[]
}

/**
 * Does what up to 1,000 answers say: orders move, the ledger follows, and what their codes ask for is done, in one transaction;
 * what had not settled yet settles in one before it, and what is tried again is ordered in one behind it. What nothing answers
 * to becomes a notice. A run that died between them is made good by the next one: a repeat moves nothing twice.
 */
export async function applyAnswers(
  deps: OrderDeps,
  scope: OpenScope,
  reading: SepaReading,
  answers: readonly SepaAnswer[],
): Promise<void> {
  if (answers.length === 0) return
  const known = await readKnown(deps, scope, reading.connection, answers)
  const plan = planAnswers(known, reading, answers)
  await moveOrders(deps, scope, firstMoves(plan.planned), (within, moved) =>
    afterCollections(deps, within, moved),
  )
  const { moved } = await moveOrders(deps, scope, mainMoves(plan.planned, reading), (within, some) =>
    follow(deps, within, reading, plan.planned, some),
  )
  await tellAlone(deps, scope, reading, plan)
  const now = new Map(plan.named.map((order) => [order.id, order]))
  for (const { after } of moved) now.set(after.id, after)
  await createRetries(
    deps,
    scope,
    [...now.values()].flatMap((order) => retryOf(known, reading, order)),
  )
}

/** Says of each answer what it does, or why it does nothing. The first word about an order counts. */
function planAnswers(known: KnownOrders, reading: SepaReading, answers: readonly SepaAnswer[]): Plan {
  const planned = new Map<Id<'por'>, Planned>()
  const noticed: Noticed[] = []
  const recalls: RecallAnswered[] = []
  const named = new Map<Id<'por'>, PaymentOrder>()
  for (const answer of answers) {
    if (answer.verb === 'recall') {
      noticed.push(noticedOf(answer, undefined, recalledText(answer, reading.today)))
      continue
    }
    const { order, notice } = findOrder(known, answer)
    if (notice !== undefined || order === undefined) {
      if (answer.verb !== 'confirm' && notice !== undefined) noticed.push(noticedOf(answer, order, notice))
      continue
    }
    if (answer.verb === 'accept_recall' || answer.verb === 'refuse_recall') {
      const event = answer.verb === 'accept_recall' ? 'accept' : 'refuse'
      recalls.push({ order: order.id, event, code: answer.code, file: reading.file })
      continue
    }
    named.set(order.id, order)
    if (planned.has(order.id)) continue
    const decision = decideSepa(order, answer, answer.on ?? reading.today, known.reversals.get(order.id))
    if (decision.event !== null)
      planned.set(order.id, { answer, order, decision, step: stepOf(answer, order, decision, reading.today) })
    else if (decision.notice !== null) noticed.push(noticedOf(answer, order, decision.notice))
  }
  return { planned: [...planned.values()], noticed, recalls, named: [...named.values()] }
}

const stepOf = (
  { code, note, on }: SepaAnswer,
  order: PaymentOrder,
  { event }: SepaDecision,
  today: Day,
): NextStep | undefined =>
  event === 'deliver' || event === 'settle' ? undefined : sepaNextStep({ code, order, on: on ?? today, note })

/** Somebody asks us for money back: whoever got it is asked, and the bank answered within its time. */
const recalledText = ({ code, end_to_end_id, note }: SepaAnswer, today: Day): NoticeText => ({
  kind: 'recall_received',
  because: [
    `A bank asks the payment ${end_to_end_id} back (${code === '' ? 'no code' : code}).`,
    `Answer by ${recallAnswerDue(today)}: give it back, or say why not.`,
    note,
  ].join(' '),
})

const noticedOf = (
  { place, end_to_end_id, code, amounts }: SepaAnswer,
  order: PaymentOrder | undefined,
  text: NoticeText,
): Noticed => ({
  line: place,
  reference: end_to_end_id,
  reason_code: code,
  amount: amounts[0] ?? 0n,
  order,
  text,
})

/** No file is named: only the main move says that the file was heard, should the run die between the two. */
const firstMoves = (planned: readonly Planned[]): OrderMove[] =>
  planned.flatMap(({ order: { id }, decision: { first } }): OrderMove[] => {
    if (first === 'settle') return [{ id, event: 'settle', because: 'It came back, so it had settled.' }]
    if (first !== 'restore') return []
    const because = 'It came back by itself, after it was reversed.'
    return [{ id, event: 'restore', because }]
  })

const REASON_CHARS_MAX = 10

const mainMoves = (planned: readonly Planned[], { file }: SepaReading): OrderMove[] =>
  planned.flatMap(({ answer, order: { id }, decision: { event }, step }): OrderMove[] => {
    if (event === null) return []
    if (step === undefined) return [{ id, event, file }]
    const { action: next_action, needs_review, because } = step
    const reason = answer.code === '' ? undefined : { reason_code: answer.code.slice(0, REASON_CHARS_MAX) }
    return [{ id, event, ...reason, file, because, next_action, needs_review }]
  })

/** What comes with moved orders in their transaction. Words to the audit trail and the feed come last. */
async function follow(
  deps: OrderDeps,
  scope: Scope,
  { connection, file }: SepaReading,
  planned: readonly Planned[],
  moved: readonly Moved[],
): Promise<void> {
  const ids = new Set(moved.map(({ after }) => after.id))
  const here = planned.filter(({ order }) => ids.has(order.id))
  const returned = moved.filter(({ move }) => move.event === 'return')
  const { facts } = await answerRecalls(
    scope,
    returned.map(({ after }) => ({ order: after.id, event: 'return', code: after.reason_code ?? '', file })),
  )
  await afterSettlement(scope, moved)
  await followReversals(scope, returned)
  const noticed = here.flatMap(({ answer, order, decision }) =>
    decision.notice === null ? [] : [noticedOf(answer, order, decision.notice)],
  )
  const notices = await openNotices(scope, { connection, file }, noticed)
  const steps = here.flatMap(({ order, step }) => (step === undefined ? [] : [{ order, step }]))
  await applySteps(deps, scope, steps)
  await appendFacts(scope.db, scope, [...facts, ...notices])
}

/** Answers to recalls, and notices of what moves nothing. */
async function tellAlone(
  { db }: OrderDeps,
  scope: OpenScope,
  { connection, file }: SepaReading,
  { noticed, recalls }: Plan,
): Promise<void> {
  if (noticed.length === 0 && recalls.length === 0) return
  await db.withTenant(scope.tenant_id, async (tx) => {
    const within = { ...scope, db: tx }
    const { facts } = await answerRecalls(within, recalls)
    const notices = await openNotices(within, { connection, file }, noticed)
    await appendFacts(tx, within, [...facts, ...notices])
  })
}

/** The next attempt of a collection that may be tried again, unless it has one or waits for a person. */
function retryOf(known: KnownOrders, { today }: SepaReading, order: PaymentOrder): Retry[] {
  const isOver = order.state === 'returned' || order.state === 'rejected'
  if (
    !isOver ||
    order.purpose !== 'payment' ||
    order.next_action !== 'RETRY_LATER' ||
    order.next !== null ||
    order.needs_review
  )
    return []
  const { retry_on } = sepaNextStep({ code: order.reason_code ?? '', order, on: today, note: '' })
  return retry_on === null ? [] : [{ order, first: firstAttempt(known, order), retry_on }]
}
