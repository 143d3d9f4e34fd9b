import { newId } from '../../kernel/id.ts'
import type { EventBus } from '../../platform/bus/event.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import type { PaidByCard } from '../payments/index.ts'
import type { DisputesDeps } from './deps.ts'
import { WATCH_JOB } from './limits.ts'
import { beginWatches, type CardPayment, insertCardPayments } from './store_cards.ts'

/**
 * Hears of captured payments: remembers them by their card, for Compelling Evidence months later, and begins to ask their
 * acquirers for disputes. Exactly once, and beside the payments: they wait for nothing here.
 */
export function followPayments(bus: Pick<EventBus, 'subscribe'>, deps: DisputesDeps): void {
  const types = ['payments.payment_succeeded', 'payments.payment_partially_captured']
  bus.subscribe('disputes', { types }, async (facts, { tenant_id, settle }) => {
    const scope = await deps.scopeOf(tenant_id, newId('req', deps.world))
    const paid = await deps.payments.disputed.paid(scope, facts)
    const rows = await byCard(deps, scope, paid)
    const accounts = [...new Set(paid.map(({ account }) => account))].sort()
    await deps.db.withTenant(tenant_id, async (tx) => {
      if (rows.length > 0) await insertCardPayments(tx, tenant_id, rows)
      const begun = await beginWatches(tx, tenant_id, accounts)
      await schedule(
        tx,
        scope,
        begun.map((account) => ({ kind: WATCH_JOB, unique_key: account, body: { account } })),
      )
      await settle(tx)
    })
  })
}

async function byCard(
  { vault }: DisputesDeps,
  scope: Parameters<DisputesDeps['vault']['describe']>[0],
  paid: readonly PaidByCard[],
): Promise<CardPayment[]> {
  const cards = await vault.describe(
    scope,
    paid.map(({ token }) => token),
  )
  return paid.flatMap(({ payment, merchant, paid_at }, index) => {
    const card = cards[index]
    return card === undefined
      ? []
      : [{ fingerprint: card.fingerprint, payment, merchant, scheme: card.scheme, paid_at }]
  })
}
