import type { Id } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { Moved, OrderMove } from '../payment_orders/decide_move.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { moveOrders } from '../payment_orders/move_orders.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { afterSettlement } from './after_settlement.ts'
import { applySteps } from './apply_steps.ts'
import { noteReturned } from './gauges.ts'
import { firstOf, type KnownEntries, type Origin, readEntries } from './known_entries.ts'
import { decideAnswer, type Decision, findEntry, type NoticeText, type ReturnItem } from './match_return.ts'
import { type NextStep, nextStep } from './next_steps.ts'
import { type Noticed, openNotices } from './notices.ts'
import { followReversals } from './reversals.ts'
import { createRetries, type Retry } from './retries.ts'

/** One reading of one file. */
export type Reading = Origin & {
  /** The banking day on which the bank had what the file says. */
  readonly on: Day
  /** Orders that the file has spoken of so far: the first word about each counts. */
  readonly spoken_of: Set<Id<'por'>>
  /** As the bank calls the file. */
  readonly file_name: string
}
type Answer = {
  readonly item: ReturnItem
  readonly order: PaymentOrder
  readonly decision: Decision
  readonly step: NextStep | undefined
}
type Plan = {
  readonly answers: readonly Answer[]
  readonly noticed: readonly Noticed[]
  /** What an earlier run of the same file has moved: its next attempts may be missing. */
  readonly done: readonly PaymentOrder[]
}

/**
 * Does what up to 1,000 returns, dishonoured and contested ones say: orders move, the ledger follows, and what their codes ask
 * for is done, in one transaction; what had not settled yet settles in one before it, and what is tried again is ordered in
 * one behind it. Lines that nothing answers to become notices. A run that died between them is made good by the next one: a
 * repeat moves nothing twice.
 */
export async function applyReturns(
  deps: OrderDeps,
  scope: OpenScope,
  reading: Reading,
  items: readonly ReturnItem[],
): Promise<void> {
  if (items.length === 0) return
  const traces = items.map(({ answer }) => answer.original_trace_number)
  const known = await readEntries(deps, scope, reading, traces)
  const plan = planReturns(known, reading, items)
  await moveOrders(deps, scope, firstMoves(plan.answers), afterSettlement)
  const { moved, unmoved } = await moveOrders(deps, scope, mainMoves(plan.answers, reading), (within, some) =>
    follow(deps, within, reading, plan.answers, some),
  )
  const late = new Set(unmoved.map(({ move }) => move.id))
  await noticeAlone(deps, scope, reading, [...plan.noticed, ...lateNotices(plan.answers, late)])
  const tried = [...moved.map(({ after }) => after), ...plan.done]
  await createRetries(
    deps,
    scope,
    tried.flatMap((order) => retryOf(known, reading, order)),
  )
}

/** Says of each line what it does, or why it does nothing. */
function planReturns(known: KnownEntries, reading: Reading, items: readonly ReturnItem[]): Plan {
  const answers: Answer[] = []
  const noticed: Noticed[] = []
  const done: PaymentOrder[] = []
  const notice = (item: ReturnItem, order: PaymentOrder | undefined, text: NoticeText): void =>
    void noticed.push(noticedOf(item, order, text))
  for (const item of items) {
    const found = findEntry(known, { ...item.answer, amount: item.answer.entry.amount })
    const { order } = found
    if (found.notice !== undefined || order === undefined) {
      notice(item, order, found.notice ?? unknown)
      continue
    }
    if (reading.spoken_of.has(order.id)) {
      notice(item, order, repeated(item))
      continue
    }
    reading.spoken_of.add(order.id)
    if (known.answered.has(order.id)) {
      done.push(order)
      continue
    }
    const decision = decideAnswer(order, item, reading.on, known.reversals.get(order.id))
    if (decision.verb === null) notice(item, order, decision.notice ?? unknown)
    else answers.push({ item, order, decision, step: stepOf(known, reading, item, order, decision) })
  }
  return { answers, noticed, done }
}
const unknown: NoticeText = { kind: 'unknown_trace', because: 'No order has this trace number.' }

const repeated = ({ answer }: ReturnItem): NoticeText => ({
  kind: answer.stage === 'return' ? 'duplicate_return' : 'state_differs',
  because: `The file speaks of this entry more than once; this is the ${answer.stage} ${answer.entry.trace_number}.`,
})

const stepOf = (
  known: KnownEntries,
  { on }: Reading,
  { answer }: ReturnItem,
  order: PaymentOrder,
  { verb, code }: Decision,
): NextStep | undefined =>
  verb === 'return'
    ? nextStep({
        code,
        order,
        first: firstOf(known, order),
        returned_on: on,
        note: answer.addenda_information,
      })
    : undefined

const noticedOf = (
  { line, answer }: ReturnItem,
  order: PaymentOrder | undefined,
  text: NoticeText,
): Noticed => ({
  line,
  reference: answer.original_trace_number,
  reason_code: answer.reason_code,
  amount: answer.entry.amount,
  order,
  text,
})

/** No file is named: only the main move says that the file was heard, should the run die between the two. */
function firstMoves(answers: readonly Answer[]): OrderMove[] {
  return answers.flatMap(({ order: { id }, decision: { first } }): OrderMove[] => {
    if (first === 'settle') return [{ id, event: 'settle', because: 'It came back, so it had settled.' }]
    if (first !== 'restore') return []
    const because = 'It came back by itself, after it was reversed.'
    return [{ id, event: 'restore', because }]
  })
}

const mainMoves = (answers: readonly Answer[], { file, file_name }: Reading): OrderMove[] =>
  answers.flatMap(({ order: { id }, decision, step }): OrderMove[] => {
    const { verb, code: reason_code } = decision
    if (verb === null) return []
    if (step === undefined)
      return [
        {
          id,
          event: verb,
          reason_code,
          file,
          file_name,
          because: `${reason_code}: the return was dishonoured.`,
        },
      ]
    const { action: next_action, needs_review, because } = step
    return [{ id, event: verb, reason_code, file, file_name, because, next_action, needs_review }]
  })

/** What comes with moved orders in their transaction. Words to the audit trail and the feed come last. */
async function follow(
  deps: OrderDeps,
  scope: Scope,
  reading: Reading,
  answers: readonly Answer[],
  moved: readonly Moved[],
): Promise<void> {
  const ids = new Set(moved.map(({ after }) => after.id))
  const here = answers.filter(({ order }) => ids.has(order.id))
  const returned = moved.filter(({ move }) => move.event === 'return')
  const rates = await noteReturned(scope, reading.connection, returned, reading.on)
  const noticed = here.flatMap(({ item, order, decision }) =>
    decision.notice === null ? [] : [noticedOf(item, order, decision.notice)],
  )
  const notices = await openNotices(scope, originOf(reading), noticed)
  await followReversals(scope, returned)
  const steps = here.flatMap(({ order, step }) => (step === undefined ? [] : [{ order, step }]))
  await applySteps(deps, scope, steps)
  await appendFacts(scope.db, scope, [...rates, ...notices])
}

const originOf = ({ connection, file }: Reading): Origin => ({ connection, file })

/** Somebody else moved the order between our look and our move. */
const lateNotices = (answers: readonly Answer[], late: ReadonlySet<Id<'por'>>): Noticed[] =>
  answers
    .filter(({ order }) => late.has(order.id))
    .map(({ item, order }) =>
      noticedOf(item, order, { kind: 'state_differs', because: 'The order moved while the file was read.' }),
    )

/** Notices of lines that move nothing. */
async function noticeAlone(
  { db }: OrderDeps,
  scope: OpenScope,
  reading: Reading,
  noticed: readonly Noticed[],
): Promise<void> {
  if (noticed.length === 0) return
  await db.withTenant(scope.tenant_id, async (tx) => {
    const within = { ...scope, db: tx }
    await appendFacts(tx, within, await openNotices(within, originOf(reading), noticed))
  })
}

/** The next attempt of an order that came back for want of funds, unless it has one or waits for a person. */
function retryOf(known: KnownEntries, { on }: Reading, order: PaymentOrder): Retry[] {
  const isWaiting = order.state === 'returned' && order.next_action === 'RETRY_NSF' && order.next === null
  if (!isWaiting || order.needs_review || order.reason_code === null) return []
  const first = firstOf(known, order)
  const { retry_on } = nextStep({ code: order.reason_code, order, first, returned_on: on, note: '' })
  return retry_on === null ? [] : [{ order, first, retry_on }]
}
