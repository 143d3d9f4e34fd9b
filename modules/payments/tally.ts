import { uuidOf } from '../../kernel/id.ts'
import { dayOf, type Instant, startOfDay } from '../../kernel/world.ts'
import type { EventBus } from '../../platform/bus/event.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import type { FeedFact } from '../../platform/outbox/fact.ts'
import { mayGoOn, readCursor, readFeed } from '../../platform/outbox/outbox.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { type AnswerTimes, answeredWithin } from './answer_time.ts'
import { factOf } from './facts.ts'
import { TALLY_TAIL_MAX } from './limits.ts'
import { firstPaymentStep, paymentStateOf } from './steps.ts'
import {
  addTallies,
  countWaiting,
  keepWaiting,
  type Measure,
  readTallies,
  type Tally,
  tallyFacts,
} from './store_tally.ts'

/** For ever: its place in each feed is kept under it. */
const CONSUMER = 'payments'

const types: ReadonlySet<string> = new Set([
  ...Object.values(factOf),
  'payments.payment_updated',
  'payments.refund_succeeded',
  'payments.refund_failed',
])

/** States that last until somebody, or an acquirer, says something. */
export const waitingStates = ['processing', 'in_review'] as const
export type WaitingState = (typeof waitingStates)[number]
const waitingNumbers = waitingStates.map((state) => firstPaymentStep(state))

/**
 * Counts what happened to payments, by the hour, and keeps those that wait. Exactly once and beside the payments: what was
 * counted and how far it has come commit together.
 */
export function followOwnFacts(bus: Pick<EventBus, 'subscribe'>, { db }: { readonly db: Database }): void {
  bus.subscribe(CONSUMER, { types: [...types] }, async (facts, { tenant_id, settle }) => {
    await db.withTenant(tenant_id, async (tx) => {
      // First: a second process waits here, and adds nothing.
      await settle(tx)
      await addTallies(tx, tenant_id, await tallyFacts(tx, tenant_id, facts))
      await keepWaiting(tx, tenant_id, paymentsOf(facts), waitingNumbers)
    })
  })
}

const paymentsOf = (facts: readonly FeedFact[]): string[] => [
  ...new Set(
    facts.flatMap(({ object_id }) => (object_id?.startsWith('pay_') === true ? [uuidOf(object_id)] : [])),
  ),
]

/** Payments whose latest facts the consumer has not come to yet. */
export async function freshPayments(db: Db, tenant_id: TenantId): Promise<readonly string[]> {
  const { facts } = await readTail(db, tenant_id, await readCursor(db, tenant_id, CONSUMER))
  return paymentsOf(facts)
}

export type PaymentsTally = {
  /** One for each measure and currency of each hour or day; `answered` is not among them. In no order. */
  readonly tallies: readonly Tally[]
  /** Milliseconds from sending an authorisation to its answer, of half and of 99 in 100 of those answered. See `answer_time.ts`. */
  readonly answers: {
    readonly count: bigint
    readonly p50_ms: number | null
    readonly p99_ms: number | null
  }
  readonly waiting: ReadonlyMap<WaitingState, { readonly count: bigint; readonly oldest_at: Instant }>
  /** Null: everything that was told is counted. Else up to when, by the tenant's clock; a look later sees more. */
  readonly counted_until: Instant | null
}

/**
 * What happened to payments from `from` on, the beginning of an hour or a day of UTC. Exact: what the consumer has not dealt
 * with yet is counted here. Reads hours, not payments, so it takes as long however many there were.
 */
export async function readTally(
  { db }: { readonly db: Database },
  { tenant_id }: OpenScope,
  asked: { readonly from: Instant; readonly bucket: 'hour' | 'day' },
): Promise<PaymentsTally> {
  return db.withTenant(tenant_id, async (tx) => {
    const { seq, tallies } = await readTallies(tx, tenant_id, { consumer: CONSUMER, ...asked })
    const { facts, counted_until } = await readTail(tx, tenant_id, seq)
    const fresh = (await tallyFacts(tx, tenant_id, facts))
      .filter(({ at }) => at >= asked.from)
      .map((tally) => (asked.bucket === 'day' ? { ...tally, at: startOfDay(dayOf(tally.at)) } : tally))
    const waiting = await countWaiting(tx, tenant_id, paymentsOf(facts), waitingNumbers)
    const all = [...tallies, ...fresh]
    return {
      tallies: all.filter(({ measure }) => measure !== 'answered'),
      answers: answersOf(all),
      waiting: new Map(
        waiting.map(({ state, ...rest }) => [paymentStateOf(state) as WaitingState, rest] as const),
      ),
      counted_until,
    }
  })
}

/** Facts behind the consumer's place; usually none or a few. After an upgrade there may be more than one look can count. */
async function readTail(
  db: Db,
  tenant_id: TenantId,
  seq: bigint,
): Promise<{ readonly facts: readonly FeedFact[]; readonly counted_until: Instant | null }> {
  const facts: FeedFact[] = []
  for (let place = seq, read = 0; ; ) {
    const page = await readFeed(db, tenant_id, place, TALLY_TAIL_MAX)
    facts.push(...page.filter(({ type }) => types.has(type)))
    const last = page.at(-1)
    if (last === undefined || !mayGoOn(page, TALLY_TAIL_MAX)) return { facts, counted_until: null }
    read += page.length
    if (read >= TALLY_TAIL_MAX) return { facts, counted_until: last.at }
    place = last.seq
  }
}

function answersOf(tallies: readonly Tally[]): PaymentsTally['answers'] {
  const times: AnswerTimes = tallies
    .filter(({ measure }) => measure === 'answered')
    .map(({ key, count }) => ({ step: Number(key), count }))
  return {
    count: times.reduce((sum, { count }) => sum + count, 0n),
    p50_ms: answeredWithin(times, 50),
    p99_ms: answeredWithin(times, 99),
  }
}

export type { Measure, Tally }
