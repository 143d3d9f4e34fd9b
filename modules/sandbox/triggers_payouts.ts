import { USD, made, openBankAccount, openFundedAccount } from './stage_money.ts'
import { type Stagehand, TriggerRefused } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

/** 10.50 by ACH over the simulated bank, from an account that has it. */
async function payout(stage: Stagehand): Promise<string> {
  const [destination, account] = [await openBankAccount(stage), await openFundedAccount(stage)]
  const body = { destination, account, amount: USD('1050') }
  const { id, state } = await stage.call('POST /v1/payouts', { body })
  if (state === 'approved') return String(id)
  throw new TriggerRefused('trigger_failed', 'The approval policy of this sandbox wants others to agree.')
}

const AHEAD =
  'Make a payout and move the clock past its order’s `settles_at`: POST /v1/sandbox/clock/advance.'
const WITH_POLICY =
  'Set rules that want others to agree, such as `approvers_otherwise: 1`: POST /v1/approval-policy. Then make a payout.'
const OTHER_TENANT =
  'It takes another tenant of your organization, which first makes a grant: POST /v1/transfer-grants. Then: POST /v1/transfers.'

/** Payouts, approvals, and transfers between tenants. */
export const payoutTriggers: TriggerTable = {
  'payout.approved': { how: 'Pays out 10.50 to a bank account in the USA.', about: [], play: payout },
  'payout.cancelled': {
    how: 'Makes a payout, unless one is named, and takes it back.',
    about: ['pyo'],
    async play(stage, object) {
      const id = object ?? (await payout(stage))
      await stage.call('POST /v1/payouts/{id}/cancel', { params: { id }, body: { because: 'a trigger' } })
      return id
    },
  },
  'payout.ordered': { reason: 'It follows payout.approved by itself: trigger that.' },
  'payout.settled': { reason: AHEAD },
  'payout.failed': {
    reason:
      'The simulated bank sends back what goes to certain account numbers, such as 9900010000: see the guide of the simulator.',
  },
  'payout.needs_approval': { reason: WITH_POLICY },
  'payout.denied': { reason: `${WITH_POLICY} Deny it with another key: POST /v1/approvals/{id}/deny.` },
  'payout.expired': { reason: `${WITH_POLICY} Move the clock past \`expires_at\` of its approval.` },
  'approval.requested': {
    how: 'Asks somebody else to look at the details of a bank account.',
    about: ['bac'],
    async play(stage, object) {
      const body = { destination: object ?? (await openBankAccount(stage)) }
      return made(await stage.call('POST /v1/payout-destinations', { body }))
    },
  },
  'approval.closed': {
    reason:
      'Only another key than the one that asked can decide: trigger approval.requested, then POST /v1/approvals/{id}/approve with a key that is older than the question.',
  },
  'approval_policy.changed': { reason: 'Your own rules would change: POST /v1/approval-policy.' },
  'transfer.pending': { reason: OTHER_TENANT },
  'transfer.completed': { reason: OTHER_TENANT },
  'transfer.received': { reason: OTHER_TENANT },
  'transfer.returned': { reason: `${OTHER_TENANT} Send to an account that is closed.` },
  'transfer.refused': { reason: `${OTHER_TENANT} Have something sent to an account that is closed.` },
  'transfer_grant.created': { reason: OTHER_TENANT },
  'transfer_grant.revoked': { reason: `${OTHER_TENANT} Then: POST /v1/transfer-grants/{id}/revoke.` },
}
