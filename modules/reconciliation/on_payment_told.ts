import { type Id, parseId } from '../../kernel/id.ts'
import { dayOf } from '../../kernel/world.ts'
import type { Consume, EventBus } from '../../platform/bus/event.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import { bodyOf, type FeedFact, type Json } from '../../platform/outbox/fact.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { ReconciliationDeps } from './deps.ts'
import { fetchJobOf } from './fetch_report.ts'
import { CONSUMER } from './limits.ts'
import { plusDays } from './settlement_rules.ts'

/** Facts after which an acquirer owes something, or we owe it. */
const TYPES = [
  'payments.payment_succeeded',
  'payments.payment_partially_captured',
  'payments.payment_reversed',
  'payments.refund_succeeded',
  'payments.refund_failed',
] as const

type Deps = Pick<ReconciliationDeps, 'db' | 'rails' | 'world'>

/**
 * Plans to fetch the next day's report of an account that something happened on. The job's key is account and day, so a
 * thousand captures plan one job; the plan and the place in the feed are one transaction.
 */
export function followPayments(bus: Pick<EventBus, 'subscribe'>, deps: Deps): void {
  const consume: Consume = async (facts, delivery) => {
    const jobs = await jobsOf(deps, delivery.tenant_id, facts)
    await deps.db.withTenant(delivery.tenant_id, async (tx) => {
      const at = facts.at(-1)?.at ?? deps.world.now()
      const scope = { tenant_id: delivery.tenant_id, world: { ...deps.world, now: () => at } }
      await schedule(tx, scope, jobs)
      await delivery.settle(tx)
    })
  }
  bus.subscribe(CONSUMER, { types: TYPES }, consume)
}

async function jobsOf({ rails }: Deps, tenant_id: TenantId, facts: readonly FeedFact[]) {
  const jobs = new Map<string, ReturnType<typeof fetchJobOf>>()
  for (const fact of facts) {
    const named = accountIn(bodyOf(fact)['object'])
    // A fact that names no account may be about any of them; a look at one that owes nothing costs little.
    const accounts = named === undefined ? (await rails.accounts({ tenant_id })).map(({ id }) => id) : [named]
    for (const account of accounts) {
      const job = fetchJobOf({ account, day: plusDays(dayOf(fact.at), 1) }, fact.at)
      jobs.set(job.unique_key, job)
    }
  }
  return [...jobs.values()]
}

type Members = { readonly [name: string]: Json }
const membersOf = (value: Json | undefined): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}

function accountIn(object: Json | undefined): Id<'aca'> | undefined {
  const { acquirer_account, attempt } = membersOf(object)
  const text = acquirer_account ?? membersOf(attempt)['acquirer_account']
  return typeof text === 'string' ? parseId('aca', text) : undefined
}
