import { openedFact } from './facts.ts'
import { assert } from '../../kernel/assert.ts'
import { isCurrency } from '../../kernel/currency.ts'
import { type Id, parseId } from '../../kernel/id.ts'
import { dayOf } from '../../kernel/world.ts'
import type { Consume, EventBus } from '../../platform/bus/event.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import { bodyOf, type FeedFact, type Json, membersOf, textOf } from '../../platform/outbox/fact.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { NewBreak } from './break.ts'
import type { ReconciliationDeps } from './deps.ts'
import { fetchJobOf } from './fetch_report.ts'
import { derivedId } from './ids.ts'
import { CONSUMER } from './limits.ts'
import { plusDays } from './settlement_rules.ts'
import { LOAD_JOB } from './statements/statements.ts'
import { insertBreaks } from './store_breaks.ts'

/** Facts after which an acquirer owes something, or we owe it. Those of disputes come from this very floor. */
const TYPES = [
  'payments.payment_succeeded',
  'payments.payment_partially_captured',
  'payments.payment_reversed',
  'payments.refund_succeeded',
  'payments.refund_failed',
  'disputes.funds_withdrawn',
  'disputes.funds_reinstated',
] as const
/** What was moved around a merchant's account that is frozen or closed: somebody has to move it on. */
const ASIDE = 'payments.posted_to_suspense'
/** A bank sent a file of statements by itself. */
const STATEMENT = 'rails.bank_statement_received'

type Deps = Pick<ReconciliationDeps, 'db' | 'rails' | 'world'>

/**
 * Plans to fetch the next day's report of an account that something happened on, and to load statements that a bank sent. The
 * job's key is account and day, so a thousand captures plan one job; the plan and the place in the feed are one transaction.
 */
export function followPayments(bus: Pick<EventBus, 'subscribe'>, deps: Deps): void {
  const consume: Consume = async (facts, delivery) => {
    const owing = facts.filter(({ type }) => type !== ASIDE && type !== STATEMENT)
    const aside = facts
      .filter(({ type }) => type === ASIDE)
      .flatMap((fact) => asideBreak(delivery.tenant_id, fact))
    const loads = facts.filter(({ type }) => type === STATEMENT).map(loadJobOf)
    const jobs = [...(await jobsOf(deps, delivery.tenant_id, owing)), ...loads]
    await deps.db.withTenant(delivery.tenant_id, async (tx) => {
      const at = facts.at(-1)?.at ?? deps.world.now()
      const scope = { tenant_id: delivery.tenant_id, world: { ...deps.world, now: () => at } }
      await schedule(tx, scope, jobs)
      await insertBreaks(tx, delivery.tenant_id, at, aside)
      await delivery.settle(tx)
      await appendFacts(tx, scope, aside.map(openedFact))
    })
  }
  bus.subscribe(CONSUMER, { types: [...TYPES, ASIDE, STATEMENT] }, consume)
}

function loadJobOf(fact: FeedFact) {
  const file = textOf(bodyOf(fact)['file'])
  return { kind: LOAD_JOB, body: { file }, unique_key: file, run_at: fact.at }
}

async function jobsOf({ rails }: Deps, tenant_id: TenantId, facts: readonly FeedFact[]) {
  const jobs = new Map<string, ReturnType<typeof fetchJobOf>>()
  for (const fact of facts) {
    const named = accountIn(bodyOf(fact)['object'])
    // A fact that names no account may be about any of them; a look at one that owes nothing costs little.
    const accounts = named === undefined ? (await rails.accounts({ tenant_id })).map(({ id }) => id) : [named]
    for (const account of accounts) {
      const job = fetchJobOf({ account, day: plusDays(dayOf(fact.at), 1), looks_back: true }, fact.at)
      jobs.set(job.unique_key, job)
    }
  }
  return [...jobs.values()]
}

function accountIn(object: Json | undefined): Id<'aca'> | undefined {
  const { acquirer_account, attempt } = membersOf(object)
  const text = acquirer_account ?? membersOf(attempt)['acquirer_account']
  return typeof text === 'string' ? parseId('aca', text) : undefined
}

/** The break that says what lies in the suspense account, or is missing there, because of one movement. */
function asideBreak(tenant_id: TenantId, fact: FeedFact): NewBreak[] {
  const told = bodyOf(fact)
  const { value, currency } = membersOf(told['amount'])
  const account = accountIn(told)
  const merchant = parseId('mer', textOf(told['merchant']))
  const suspended = BigInt(textOf(value))
  if (account === undefined || merchant === undefined || suspended === 0n) return []
  assert(typeof currency === 'string' && isCurrency(currency), 'what was moved is in a currency')
  const size = suspended < 0n ? -suspended : suspended
  return [
    {
      id: derivedId('brk', tenant_id, 'aside', textOf(told['cause'])),
      type: 'posting_refused',
      reason: 'The ledger refuses to move the merchant’s balance: its account is frozen or closed.',
      account,
      report: null,
      line: null,
      operation: null,
      payment: parseId('pay', fact.object_id ?? '') ?? null,
      merchant,
      currency,
      amount_at_risk: size,
      suspended,
      pending: 0n,
      opened_at: fact.at,
    },
  ]
}
