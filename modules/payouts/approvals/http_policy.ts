import { type Static, Type as T } from 'typebox'
import type { Id } from '../../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../../kernel/result.ts'
import { isCurrency } from '../../../kernel/currency.ts'
import { nullable } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import type { Payouts } from '../index.ts'
import { AMOUNT_MAX } from '../limits.ts'
import { approvalJson } from './approval.ts'
import { approvalPolicyJson, type PolicyTerms } from './approval_policy.ts'
import { ApprovalPolicyBody, ApprovalPolicyReply, ApprovalReply } from './approval_schema.ts'
import { approvalErrors } from './errors.ts'

const common = { tag: 'Approvals', errors: approvalErrors.table } as const

type Money = { readonly value: string | number; readonly currency: string }

function readTerms(body: Static<typeof ApprovalPolicyBody>): Result<PolicyTerms, Failure> {
  const faults: Fault[] = []
  const minor = ({ value, currency }: Money, param: string): number => {
    const amount = Number(value)
    const add = (field: string, detail: string) =>
      void faults.push({ code: 'not_usable', param: `${param}.${field}`, detail })
    if (amount > AMOUNT_MAX) add('value', 'is more than one payout can move')
    if (!isCurrency(currency)) add('currency', 'is no currency in use')
    return amount
  }
  const { thresholds, costs = [], ...terms } = body
  const read: PolicyTerms = {
    ...terms,
    thresholds: thresholds.map(({ above, approvers }, index) => ({
      above: minor(above, `thresholds[${index}].above`),
      currency: above.currency,
      approvers,
    })),
    costs: costs.map(({ rail, connection, fixed, same_day_fixed }, index) => ({
      rail,
      connection: (connection ?? null) as Id<'bcn'> | null,
      currency: fixed.currency,
      fixed: minor(fixed, `costs[${index}].fixed`),
      ...(same_day_fixed === undefined
        ? undefined
        : { same_day_fixed: minor(same_day_fixed, `costs[${index}].same_day_fixed`) }),
    })),
  }
  return faults.length === 0 ? ok(read) : approvalErrors.fail('approval_policy_not_valid', { errors: faults })
}

const getRoute = (payouts: Payouts) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/approval-policy',
    operation_id: 'getApprovalPolicy',
    summary: 'Get the rules that say who has to agree to payouts now.',
    scope: 'approvals:read',
    status: 200,
    reply: ApprovalPolicyReply,
    run: async (scope) => ok({ body: approvalPolicyJson(await payouts.readPolicy(scope)) }),
  })

const listRoute = (payouts: Payouts) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/approval-policy/versions',
    operation_id: 'listApprovalPolicyVersions',
    summary: 'List all versions of the approval policy, newest first.',
    scope: 'approvals:read',
    query: listQuery({}),
    status: 200,
    reply: listOf(ApprovalPolicyReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'approval_policies', query)
      if (!asked.ok) return asked
      const place = asked.value.after?.[0]
      const before = place === undefined ? undefined : Number(place)
      const found = await payouts.listPolicies(scope, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'approval_policies', query, asked: asked.value }
      const page = pageOf(at, found, ({ version }) => [version])
      return ok({ body: { ...page, data: page.data.map(approvalPolicyJson) } })
    },
  })

const proposeRoute = (payouts: Payouts) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/approval-policy',
    operation_id: 'proposeApprovalPolicy',
    summary:
      'Make other rules for payouts; where others have to agree to payouts, they have to agree to this.',
    scope: 'approvals.policy:write',
    body: ApprovalPolicyBody,
    status: 201,
    reply: T.Object(
      { policy: ApprovalPolicyReply, approval: nullable(ApprovalReply) },
      { $id: 'ProposedApprovalPolicy', additionalProperties: false },
    ),
    example: {
      thresholds: [
        { above: { value: '0', currency: 'USD' }, approvers: 1 },
        { above: { value: '1000000', currency: 'USD' }, approvers: 2 },
      ],
      approvers_otherwise: 1,
      approval_hours: 72,
      cooling_days: 3,
      cooling: 'wait',
      payee_check: 'where_required',
      tries_other_rails: true,
    },
    async run(scope, { body }) {
      const terms = readTerms(body)
      if (!terms.ok) return terms
      const made = await payouts.proposePolicy(scope, terms.value)
      if (!made.ok) return made
      const { policy, approval } = made.value
      const asked = approval === null ? null : approvalJson(approval, [])
      return ok({ status: 201 as const, body: { policy: approvalPolicyJson(policy), approval: asked } })
    },
  })

export const approvalPolicyRoutes = (payouts: Payouts): Route[] => [
  getRoute(payouts),
  listRoute(payouts),
  proposeRoute(payouts),
]
