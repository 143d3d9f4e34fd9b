import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { Subjects } from '../approvals/approval.ts'
import { endApproval } from '../approvals/close_approval.ts'
import type { PayoutsDeps } from '../deps.ts'
import { payoutErrors } from './errors.ts'
import { movePayouts, type PayoutMove } from './move_payouts.ts'
import type { Payout } from './payout.ts'
import * as store from './store.ts'

export type CancelDeps = Pick<PayoutsDeps, 'db' | 'audit' | 'rails'> & { readonly subjects: Subjects }

/**
 * Takes a payout back while nobody else has its money: one that waits at once, one that was ordered with its order, as long as
 * no file has that. A repeat finds it cancelled. Errors: payout_not_found, payout_state.
 */
export async function cancelPayout(
  deps: CancelDeps,
  scope: OpenScope,
  id: Id<'pyo'>,
  because: string,
): Promise<Result<Payout, Failure>> {
  const payout = await read(deps, scope, id)
  if (payout === undefined) return payoutErrors.fail('payout_not_found')
  if (WAITING.includes(payout.state)) await endWaiting(deps, scope, payout, { id, event: 'cancel', because })
  // It may have been ordered meanwhile.
  const now = present(await read(deps, scope, id), 'the payout')
  if (now.state === 'ordered') await cancelItsOrder(deps, scope, now, because)
  const after = present(await read(deps, scope, id), 'the payout')
  return after.state === 'cancelled'
    ? ok(after)
    : payoutErrors.fail('payout_state', { detail: `The payout is ${after.state}.` })
}

async function read(
  { db }: Pick<CancelDeps, 'db'>,
  { tenant_id }: OpenScope,
  id: Id<'pyo'>,
): Promise<Payout | undefined> {
  const found = await db.withTenant(tenant_id, (tx) => store.findPayouts(tx, tenant_id, [id]))
  return found.get(id)
}

const WAITING: readonly Payout['state'][] = ['needs_approval', 'approved']

/** Ends a payout that was not ordered, and the question about it; nothing when it was ordered meanwhile. */
export async function endWaiting(
  deps: Pick<CancelDeps, 'db' | 'audit' | 'subjects'>,
  scope: OpenScope,
  { id, approval }: Payout,
  move: PayoutMove,
): Promise<void> {
  await deps.db.withTenant(scope.tenant_id, async (db) => {
    const within = { ...scope, db }
    const because = move.because ?? null
    const closed =
      approval === null ? [] : await endApproval(deps, within, approval, { event: 'withdraw', because })
    if (scope.actor.type !== 'system')
      await deps.audit.append(within, [
        {
          action: `payouts.${move.event}`,
          resource_type: 'payout',
          resource_id: id,
          after: { event: move.event, because },
        },
      ])
    const { facts } = await movePayouts(within, [{ ...move, only_from: WAITING }])
    await appendFacts(db, within, [...closed, ...facts])
  })
}

/** Takes back the order, and the payout with it; nothing when the order is on its way already. */
export async function cancelItsOrder(
  { db, rails }: Pick<CancelDeps, 'db' | 'rails'>,
  scope: OpenScope,
  { id, order }: Payout,
  because: string,
): Promise<void> {
  const cancelled = await rails.cancelOrder(scope, present(order, 'the order of a payout'), because)
  if (!cancelled.ok) return
  await db.withTenant(scope.tenant_id, async (tx) => {
    const within = { ...scope, db: tx }
    const { facts } = await movePayouts(within, [{ id, event: 'cancel', because, order: cancelled.value.id }])
    await appendFacts(tx, within, facts)
  })
}
