import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { PayoutsDeps } from '../deps.ts'
import type { Approval, Subject, Summary } from './approval.ts'
import {
  type ApprovalPolicy,
  approvalPolicyJson,
  approversForPolicy,
  type PolicyTerms,
} from './approval_policy.ts'
import { askApproval } from './ask_approval.ts'
import { approvalFacts } from './facts.ts'
import type { ReadPolicy } from './read_policy.ts'
import * as store from './store_policies.ts'

const summaryOf = (policy: ApprovalPolicy): Summary => {
  const { state: _state, created_at: _created, updated_at: _updated, ...rest } = approvalPolicyJson(policy)
  return rest
}

/** Other rules for payouts: where others have to agree to payouts, others have to agree to this too. */
export const policySubject = ({ db }: Pick<PayoutsDeps, 'db'>): Subject => ({
  async summary({ tenant_id }, version) {
    const found = await db.withTenant(tenant_id, (tx) => store.findPolicy(tx, tenant_id, Number(version)))
    return found === undefined ? undefined : summaryOf(found)
  },
  async ended({ db: tx, tenant_id, world }, { subject_id, state }: Approval) {
    const version = Number(subject_id)
    const event = state === 'approved' ? 'activate' : 'refuse'
    if (!(await store.decidePolicy(tx, tenant_id, version, event, world.now()))) return []
    const policy = await store.findPolicy(tx, tenant_id, version)
    if (policy?.state !== 'active') return []
    const object = approvalPolicyJson(policy)
    return [approvalFacts.fact('payouts.approval_policy_changed', null, { object })]
  },
})

type Deps = Pick<PayoutsDeps, 'db' | 'world' | 'audit'> & { readonly readPolicy: ReadPolicy }
export type ProposedPolicy = {
  readonly policy: ApprovalPolicy
  /** Null: it counts at once. */
  readonly approval: Approval | null
}

const TRIES_MAX = 5

/**
 * Makes a new version of the policy. It counts at once where nobody has to agree to payouts, and otherwise when as many have
 * agreed as to the largest payout. A repeat makes one more version, which says the same.
 */
export async function proposePolicy(
  deps: Deps,
  scope: OpenScope,
  terms: PolicyTerms,
): Promise<Result<ProposedPolicy, Failure>> {
  const current = await deps.readPolicy(scope)
  const needed = approversForPolicy(current.terms)
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const made = await propose(deps, scope, { terms, needed, hours: current.terms.approval_hours })
    if (made !== undefined) return ok(made)
  }
  throw new Error('others make versions of the policy all the time')
}

/** Undefined when somebody else took the version number meanwhile. */
async function propose(
  { db, world, audit }: Deps,
  scope: OpenScope,
  { terms, needed, hours }: { readonly terms: PolicyTerms; readonly needed: number; readonly hours: number },
): Promise<ProposedPolicy | undefined> {
  const { tenant_id } = scope
  const at = scope.world.now()
  return db.withTenant(tenant_id, async (tx) => {
    const within = { ...scope, db: tx }
    const [last] = await store.listPolicies(tx, tenant_id, { before: undefined, limit: 1 })
    const policy: ApprovalPolicy = {
      version: (last?.version ?? 0) + 1,
      terms,
      state: needed === 0 ? 'active' : 'proposed',
      proposed_by: scope.actor.id,
      created_at: at,
      updated_at: at,
    }
    if (!(await store.insertPolicy(tx, tenant_id, policy))) return undefined
    const subject = { subject_type: 'approval_policy', subject_id: `${policy.version}` } as const
    const asked =
      needed === 0
        ? undefined
        : await askApproval(world, within, { ...subject, summary: summaryOf(policy), needed, hours })
    const object = approvalPolicyJson(policy)
    await audit.append(within, [
      {
        action: 'approval_policies.propose',
        resource_type: 'approval_policy',
        resource_id: `${policy.version}`,
        after: object,
      },
    ])
    const changed = approvalFacts.fact('payouts.approval_policy_changed', null, { object })
    await appendFacts(tx, within, [asked?.fact ?? changed])
    return { policy, approval: asked?.approval ?? null }
  })
}
