import type { Instant } from '../../../kernel/world.ts'
import { instantText } from '../../../kernel/world.ts'
import { inForce } from '../facts/dated.ts'
import { payoutRules } from '../facts/payout_rules.ts'
import type { OwnCost } from '../rail_choice/rail_options.ts'
import type { ApprovalPolicyState } from './approval_policy.machine.ts'

export const coolings = ['wait', 'approver'] as const
export const payeeChecks = ['off', 'where_required', 'always'] as const

/** From above this amount on, so many others have to agree. */
export type Threshold = {
  /** Minor units. */
  readonly above: number
  readonly currency: string
  readonly approvers: number
}
/** Who has to agree to payouts, and what they wait for. */
export type PolicyTerms = {
  readonly thresholds: readonly Threshold[]
  /** Of amounts in a currency that no threshold names. */
  readonly approvers_otherwise: number
  readonly approval_hours: number
  /** Days after somebody gave the details of a bank account. */
  readonly cooling_days: number
  /** What happens meanwhile: payouts wait, or one more has to agree. */
  readonly cooling: (typeof coolings)[number]
  /** Where the payee has to be verified; `where_required` is where the law says so: accounts in euro. */
  readonly payee_check: (typeof payeeChecks)[number]
  /** After a rail surely refused a payout, and said that another may carry it. */
  readonly tries_other_rails: boolean
  /** What your own bank takes. */
  readonly costs: readonly OwnCost[]
}
export type ApprovalPolicy = {
  /** 0: the defaults. */
  readonly version: number
  readonly terms: PolicyTerms
  readonly state: ApprovalPolicyState
  readonly proposed_by: string
  readonly created_at: Instant
  readonly updated_at: Instant
}

/** What holds for a tenant that has no policy of its own. */
export function defaultPolicy(mode: 'live' | 'sandbox', at: Instant): ApprovalPolicy {
  const { approval_hours, cooling_days, approvers } = inForce(payoutRules, at).value
  const isLive = mode === 'live'
  return {
    version: 0,
    terms: {
      thresholds: [],
      approvers_otherwise: approvers[mode],
      approval_hours,
      cooling_days: isLive ? cooling_days : 0,
      cooling: 'wait',
      payee_check: isLive ? 'where_required' : 'off',
      tries_other_rails: true,
      costs: [],
    },
    state: 'active',
    proposed_by: 'florin',
    created_at: at,
    updated_at: at,
  }
}

/** How many others have to agree to an amount. */
export function approversFor(terms: PolicyTerms, amount: number, currency: string): number {
  const own = terms.thresholds.filter((row) => row.currency === currency)
  if (own.length === 0) return terms.approvers_otherwise
  return Math.max(0, ...own.filter(({ above }) => amount > above).map(({ approvers }) => approvers))
}

/** How many have to agree to other rules: as many as to the largest payout. */
export const approversForPolicy = ({ thresholds, approvers_otherwise }: PolicyTerms): number =>
  Math.max(approvers_otherwise, ...thresholds.map(({ approvers }) => approvers))

/** As callers see it. */
export const approvalPolicyJson = ({ version, terms, state, proposed_by, ...rest }: ApprovalPolicy) => ({
  version,
  state,
  ...termsJson(terms),
  proposed_by,
  created_at: instantText(rest.created_at),
  updated_at: instantText(rest.updated_at),
})

const termsJson = ({ thresholds, costs, ...terms }: PolicyTerms) => ({
  ...terms,
  thresholds: thresholds.map(({ above, currency, approvers }) => ({
    above: { value: String(above), currency },
    approvers,
  })),
  costs: costs.map(({ rail, currency, fixed, same_day_fixed, connection }) => ({
    rail,
    connection,
    fixed: { value: String(fixed), currency },
    same_day_fixed: same_day_fixed === undefined ? null : { value: String(same_day_fixed), currency },
  })),
})
