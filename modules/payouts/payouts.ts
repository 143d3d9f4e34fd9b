import { ok } from '../../kernel/result.ts'
import { approvalErrors } from './approvals/errors.ts'
import { approversForPolicy } from './approvals/approval_policy.ts'
import { createReadPolicy } from './approvals/read_policy.ts'
import { decideApproval } from './approvals/decide_approval.ts'
import { askDestination, destinationSubject } from './approvals/destination_subject.ts'
import { policySubject, proposePolicy } from './approvals/policy_subject.ts'
import * as approvals from './approvals/store.ts'
import { listPolicies } from './approvals/store_policies.ts'
import type { PayoutsDeps } from './deps.ts'
import type { Payouts } from './index.ts'
import { payoutJobs } from './jobs.ts'
import { cancelPayout } from './payouts/cancel_payout.ts'
import { createPayout } from './payouts/create_payout.ts'
import { payoutErrors } from './payouts/errors.ts'
import { followOrders } from './payouts/on_order_told.ts'
import { payoutSubject } from './payouts/payout_subject.ts'
import * as store from './payouts/store.ts'
import { createTransfer } from './transfers/create_transfer.ts'
import { transferErrors } from './transfers/errors.ts'
import { createGrant, revokeGrant } from './transfers/grants.ts'
import { proveTransfers } from './transfers/prove_transfers.ts'
import * as transfers from './transfers/store.ts'
import { listGrants } from './transfers/store_grants.ts'

/** Everything with what it needs of the other parts of the module. */
export type PayoutsParts = PayoutsDeps & {
  readonly readPolicy: ReturnType<typeof createReadPolicy>
  readonly subjects: Parameters<typeof decideApproval>[0]['subjects']
}

/** Puts payouts together. */
export function createPayouts(deps: PayoutsDeps): Payouts {
  const parts: PayoutsParts = {
    ...deps,
    readPolicy: createReadPolicy(deps),
    subjects: {
      payout: payoutSubject(deps),
      destination: destinationSubject(deps),
      approval_policy: policySubject(deps),
    },
  }
  return {
    jobs: payoutJobs(parts),
    follow: (bus) => followOrders(bus, parts),
    readPolicy: parts.readPolicy,
    asksOthers: async (scope) => approversForPolicy((await parts.readPolicy(scope)).terms) > 0,
    ...payoutMethods(parts),
    ...approvalMethods(parts),
    ...transferMethods(parts),
  }
}

type PayoutMethods = Pick<
  Payouts,
  'createPayout' | 'cancelPayout' | 'findPayout' | 'listPayouts' | 'listAttempts' | 'ordersOfPayouts'
>

const payoutMethods = (parts: PayoutsParts): PayoutMethods => ({
  createPayout: (scope, asked) => createPayout(parts, scope, asked),
  cancelPayout: (scope, id, because) => cancelPayout(parts, scope, id, because),
  async findPayout({ tenant_id }, id) {
    const found = await parts.db.withTenant(tenant_id, (tx) => store.findPayouts(tx, tenant_id, [id]))
    const payout = found.get(id)
    return payout === undefined ? payoutErrors.fail('payout_not_found') : ok(payout)
  },
  listPayouts: ({ tenant_id }, filter, page) =>
    parts.db.withTenant(tenant_id, (tx) => store.listPayouts(tx, tenant_id, filter, page)),
  async ordersOfPayouts({ tenant_id }, orders) {
    if (orders.length === 0) return new Set()
    return parts.db.withTenant(tenant_id, (tx) => store.ordersOfPayouts(tx, tenant_id, orders))
  },
  listAttempts: ({ tenant_id }, id) =>
    parts.db.withTenant(tenant_id, async (tx) => {
      const found = await store.findPayouts(tx, tenant_id, [id])
      if (!found.has(id)) return payoutErrors.fail('payout_not_found')
      return ok(await store.listAttempts(tx, tenant_id, id))
    }),
})

type ApprovalMethods = Pick<
  Payouts,
  | 'decideApproval'
  | 'countApprovals'
  | 'findApproval'
  | 'listApprovals'
  | 'askDestination'
  | 'proposePolicy'
  | 'listPolicies'
>

const approvalMethods = (parts: PayoutsParts): ApprovalMethods => ({
  countApprovals: ({ tenant_id }) =>
    parts.db.withTenant(tenant_id, (tx) => approvals.countOpen(tx, tenant_id)),
  decideApproval: (scope, id, asked, options) => decideApproval(parts, scope, id, asked, options),
  findApproval: ({ tenant_id }, id) =>
    parts.db.withTenant(tenant_id, async (tx) => {
      const approval = await approvals.findApproval(tx, tenant_id, id)
      if (approval === undefined) return approvalErrors.fail('approval_not_found')
      return ok({ approval, votes: (await approvals.votesOf(tx, tenant_id, [id])).get(id) ?? [] })
    }),
  listApprovals: ({ tenant_id }, filter, page) =>
    parts.db.withTenant(tenant_id, async (tx) => {
      const found = await approvals.listApprovals(tx, tenant_id, filter, page)
      const votes = await approvals.votesOf(
        tx,
        tenant_id,
        found.map(({ id }) => id),
      )
      return found.map((approval) => ({ approval, votes: votes.get(approval.id) ?? [] }))
    }),
  askDestination: (scope, bank_account) => askDestination(parts, scope, bank_account),
  proposePolicy: (scope, terms) => proposePolicy(parts, scope, terms),
  listPolicies: ({ tenant_id }, page) =>
    parts.db.withTenant(tenant_id, (tx) => listPolicies(tx, tenant_id, page)),
})

type TransferMethods = Pick<
  Payouts,
  | 'createTransfer'
  | 'findTransfer'
  | 'listTransfers'
  | 'proveTransfers'
  | 'createGrant'
  | 'revokeGrant'
  | 'listGrants'
>

const transferMethods = (parts: PayoutsParts): TransferMethods => ({
  createTransfer: (scope, asked) => createTransfer(parts, scope, asked),
  async findTransfer({ tenant_id }, id) {
    const found = await parts.db.withTenant(tenant_id, (tx) => transfers.findTransfer(tx, tenant_id, id))
    return found === undefined ? transferErrors.fail('tenant_transfer_not_found') : ok(found)
  },
  listTransfers: ({ tenant_id }, filter, page) =>
    parts.db.withTenant(tenant_id, (tx) => transfers.listTransfers(tx, tenant_id, filter, page)),
  proveTransfers: (scope) => proveTransfers(parts, scope),
  createGrant: (scope, asked) => createGrant(parts, scope, asked),
  revokeGrant: (scope, id) => revokeGrant(parts, scope, id),
  listGrants: ({ tenant_id }, page) =>
    parts.db.withTenant(tenant_id, (tx) => listGrants(tx, tenant_id, page)),
})
