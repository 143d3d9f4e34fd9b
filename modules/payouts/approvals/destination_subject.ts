import { present } from '../../../kernel/assert.ts'
import { type Id, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { instantText, parseInstant } from '../../../kernel/world.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import { JOBS_PER_WRITE_MAX } from '../../../platform/jobs/limits.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import { textOf } from '../../../platform/outbox/fact.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { BankAccount } from '../../rails/index.ts'
import type { PayoutsDeps } from '../deps.ts'
import type { Approval, Subject, Summary } from './approval.ts'
import { askApproval } from './ask_approval.ts'
import { approvalErrors } from './errors.ts'
import type { ReadPolicy } from './read_policy.ts'
import { orderJob } from '../payouts/move_payouts.ts'
import { releaseHeld } from '../payouts/store.ts'
import * as store from './store.ts'

const summaryOf = ({ id, details_given_at, holder_name, number_last4, country }: BankAccount): Summary => ({
  bank_account: id,
  details_given_at: instantText(details_given_at),
  shown: { holder_name, number_last4, country },
})

/** The details of a bank account, as a person last gave them: once approved, no payout waits because they are new. */
export const destinationSubject = ({ rails }: Pick<PayoutsDeps, 'rails'>): Subject => ({
  async summary(scope, text) {
    const id = parseId('bac', text)
    const found = id === undefined ? undefined : await rails.findBankAccount(scope, id)
    return found?.ok === true ? summaryOf(found.value) : undefined
  },
  async ended(scope, { id, subject_id, summary, state }) {
    if (state !== 'approved') return []
    const { db, tenant_id, world } = scope
    const bank_account = subject_id as Id<'bac'>
    const details_given_at = present(parseInstant(textOf(summary['details_given_at'])), 'a time of ours')
    const approved = { bank_account, details_given_at, approval: id, at: world.now() }
    await store.insertDestination(db, tenant_id, approved)
    const ready = await releaseHeld(db, tenant_id, bank_account, details_given_at)
    await schedule(
      db,
      scope,
      ready.slice(0, JOBS_PER_WRITE_MAX).map((payout) => orderJob({ id: payout, held_until: null })),
    )
    return []
  },
})

type Deps = Pick<PayoutsDeps, 'db' | 'world' | 'rails' | 'audit'> & { readonly readPolicy: ReadPolicy }

/**
 * Asks somebody else to look at the details of a bank account, so that payouts to it do not wait because they are new. One
 * other has to agree, whatever the amounts. While it is being asked, a repeat answers the same approval.
 * Errors: what rails says of an unknown bank account; approval_not_needed.
 */
export async function askDestination(
  deps: Deps,
  scope: OpenScope,
  bank_account: Id<'bac'>,
): Promise<Result<Approval, Failure>> {
  const { tenant_id } = scope
  const account = await deps.rails.findBankAccount(scope, bank_account)
  if (!account.ok) return account
  const { details_given_at } = account.value
  const { terms } = await deps.readPolicy(scope)
  return deps.db.withTenant(tenant_id, async (db) => {
    const within = { ...scope, db }
    if (await store.isDestinationApproved(db, tenant_id, bank_account, details_given_at))
      return approvalErrors.fail('approval_not_needed')
    const filter = { state: 'open', subject_type: 'destination', subject_id: bank_account } as const
    const open = await store.listApprovals(db, tenant_id, filter, { before: undefined, limit: 1 })
    const summary = summaryOf(account.value)
    const same = open.find(
      (one) =>
        one.summary['details_given_at'] === summary['details_given_at'] && one.asked_by === scope.actor.id,
    )
    if (same !== undefined) return ok(same)
    const { approval, fact } = await askApproval(deps.world, within, {
      subject_type: 'destination',
      subject_id: bank_account,
      summary,
      needed: 1,
      hours: terms.approval_hours,
    })
    await deps.audit.append(within, [
      { action: 'approvals.ask', resource_type: 'bank_account', resource_id: bank_account, after: summary },
    ])
    await appendFacts(db, within, [fact])
    return ok(approval)
  })
}
