import { type Id, newId, parseId } from '../../../kernel/id.ts'
import { ownOf } from '../../../kernel/own.ts'
import { type Instant, parseInstant } from '../../../kernel/world.ts'
import type { Consume, EventBus } from '../../../platform/bus/event.ts'
import type { NewJob } from '../../../platform/jobs/job.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import { bodyOf, type Fact, type FeedFact, membersOf, textOf } from '../../../platform/outbox/fact.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { ReadPolicy } from '../approvals/read_policy.ts'
import type { PayoutsDeps } from '../deps.ts'
import { inForce } from '../facts/dated.ts'
import { payoutRules } from '../facts/payout_rules.ts'
import { CONSUMER, RECHECK_JOB } from '../job_names.ts'
import { ATTEMPTS_MAX } from '../limits.ts'
import { movePayouts, type PayoutMove } from './move_payouts.ts'
import type { Payout } from './payout.ts'
import * as store from './store.ts'

const events: Readonly<Record<string, PayoutMove['event']>> = {
  'rails.payment_order_settled': 'settle',
  'rails.payment_order_returned': 'return',
  'rails.payment_order_reversed': 'return',
  'rails.payment_order_rejected': 'fail',
  'rails.payment_order_cancelled': 'cancel',
}
const CHANGED = 'rails.bank_account_changed'

type Deps = Pick<PayoutsDeps, 'db' | 'auth' | 'world'> & { readonly readPolicy: ReadPolicy }
/** What rails told of an order, as far as payouts care. */
type Told = {
  readonly order: Id<'por'>
  readonly event: PayoutMove['event']
  readonly reason_code: string | null
  readonly because: string | null
  readonly next_action: string
  readonly reversible_until: Instant | null
}

/**
 * Has payouts follow their orders: settled, refused, come back. Only what a rail surely refused is tried over another one, and
 * only when the code says that another may carry it; an order that nobody knows about is waited for. Each fact has its effect
 * once: the states and the place in the feed are one transaction.
 */
export function followOrders(bus: Pick<EventBus, 'subscribe'>, deps: Deps): void {
  const consume: Consume = async (facts, { tenant_id, settle }) => {
    const scope = await deps.auth.systemScope(tenant_id, newId('req', deps.world))
    const { terms } = await deps.readPolicy(scope)
    await deps.db.withTenant(tenant_id, async (db) => {
      const within = { ...scope, db }
      await schedule(db, scope, facts.flatMap(recheckOf))
      const moved = await follow(within, facts.flatMap(readTold), terms.tries_other_rails)
      await settle(db)
      await appendFacts(db, within, moved)
    })
  }
  bus.subscribe(CONSUMER, { types: [...Object.keys(events), CHANGED] }, consume)
}

function readTold(fact: FeedFact): Told[] {
  const event = ownOf(events, fact.type)
  const order = parseId('por', fact.object_id ?? '')
  if (event === undefined || order === undefined) return []
  const object = membersOf(bodyOf(fact)['object'])
  const text = (name: string): string | null => textOf(object[name]) || null
  const until = text('dispute_closes_at') ?? text('return_closes_at')
  return [
    {
      order,
      event,
      reason_code: text('reason_code'),
      because: text('because'),
      next_action: textOf(object['next_action']),
      reversible_until: until === null ? null : (parseInstant(until) ?? null),
    },
  ]
}

/** An order may settle and come back in one delivery: the payouts move once in each round, in the order of the facts. */
async function follow(scope: Scope, told: readonly Told[], may_retry: boolean): Promise<Fact[]> {
  const { db, tenant_id } = scope
  const orders = told.map(({ order }) => order)
  const payouts = await store.payoutsOfOrders(db, tenant_id, orders)
  let rest = told.filter(({ order }) => payouts.has(order))
  const facts: Fact[] = []
  while (rest.length > 0) {
    const round = new Map<Id<'pyo'>, Told>()
    const later: Told[] = []
    for (const one of rest) {
      const id = payouts.get(one.order)
      if (id === undefined || round.has(id)) later.push(one)
      else round.set(id, one)
    }
    const found = await store.findPayouts(db, tenant_id, [...round.keys()], { is_locked: true })
    const moves = [...found.values()].flatMap((payout) =>
      moveOf(scope, payout, round.get(payout.id), may_retry),
    )
    facts.push(...(await movePayouts(scope, moves)).facts)
    rest = later
  }
  return facts
}

function moveOf({ world }: Scope, payout: Payout, told: Told | undefined, may_retry: boolean): PayoutMove[] {
  if (told === undefined) return []
  const { order, event, reason_code, because, next_action, reversible_until } = told
  const move = { id: payout.id, order, reason_code, because }
  // The bank took back what had come back.
  if (event === 'settle')
    return [{ ...move, event: payout.state === 'failed' ? 'restore' : 'settle', reversible_until }]
  const { other_rail_after } = inForce(payoutRules, world.now()).value
  const isForAnother = may_retry && payout.attempts < ATTEMPTS_MAX && other_rail_after.includes(next_action)
  return [{ ...move, event: event === 'fail' && isForAnother ? 'retry' : event }]
}

/** A bank account has other details: its open payouts are looked at. */
function recheckOf(fact: FeedFact): NewJob[] {
  const id = fact.type === CHANGED ? parseId('bac', fact.object_id ?? '') : undefined
  return id === undefined ? [] : [{ kind: RECHECK_JOB, body: { bank_account: id }, unique_key: id }]
}
