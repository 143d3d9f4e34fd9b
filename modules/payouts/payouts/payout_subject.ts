import { type Id, parseId } from '../../../kernel/id.ts'
import type { ApprovalState } from '../approvals/approval.machine.ts'
import type { Subject } from '../approvals/approval.ts'
import type { PayoutsDeps } from '../deps.ts'
import { movePayouts, type PayoutMove } from './move_payouts.ts'
import { payoutSummary } from './payout.ts'
import * as store from './store.ts'

const events: Readonly<Partial<Record<ApprovalState, PayoutMove['event']>>> = {
  approved: 'approve',
  denied: 'deny',
  expired: 'expire',
}

/** A payout that waits for others. Withdrawing the question moves nothing: whoever withdraws it moves the payout. */
export const payoutSubject = ({ db, rails }: Pick<PayoutsDeps, 'db' | 'rails'>): Subject => ({
  async summary(scope, text) {
    const { tenant_id } = scope
    const id = parseId('pyo', text)
    if (id === undefined) return undefined
    const found = await db.withTenant(tenant_id, (tx) => store.findPayouts(tx, tenant_id, [id]))
    const payout = found.get(id)
    const account = payout && (await rails.findBankAccount(scope, payout.bank_account))
    return payout !== undefined && account?.ok === true ? payoutSummary(payout, account.value) : undefined
  },
  async ended(scope, { subject_id, state, because }) {
    const event = events[state]
    if (event === undefined) return []
    const move = { id: subject_id as Id<'pyo'>, event, only_from: ['needs_approval'] } as const
    const { facts } = await movePayouts(scope, [{ ...move, because: event === 'approve' ? null : because }])
    return facts
  },
})
