import { type Instant, instantText, plusMs } from '../../../kernel/world.ts'
import type { BankAccount } from '../../rails/index.ts'
import { approversFor, type PolicyTerms } from '../approvals/approval_policy.ts'

/** Why somebody else has to agree, or why it waits. */
export type Requirement = {
  /** For programs: `amount`, `destination_new`, `destination_changed`, or what the payee's verification lacks. */
  readonly rule: string
  readonly because: string
  /** RFC 3339; null: no time helps. */
  readonly until: string | null
}
export type Required = {
  /** How many others have to agree. */
  readonly approvers: number
  readonly held_until: Instant | null
  readonly requirements: readonly Requirement[]
}
export type RequiredAsked = {
  readonly terms: PolicyTerms
  readonly amount: number
  readonly currency: string
  readonly bank_account: Pick<BankAccount, 'details_given_at' | 'created_at'>
  /** Somebody else has looked at the details of the bank account. */
  readonly is_destination_approved: boolean
  readonly payee: { readonly allowed: boolean; readonly rule: string; readonly because: string }
}

const DAY_MS = 86_400_000

/** What a payout has to wait for, by the policy; every rule says why. Pure. */
export function requirementsOf(asked: RequiredAsked, at: Instant): Required {
  const { terms, amount, currency } = asked
  const requirements: Requirement[] = []
  const needed = approversFor(terms, amount, currency)
  if (needed > 0)
    requirements.push({
      rule: 'amount',
      because: `${needed} ${needed === 1 ? 'other has' : 'others have'} to agree to this amount.`,
      until: null,
    })
  const cooling = coolingOf(asked, at)
  if (cooling !== undefined) requirements.push(cooling.requirement)
  if (!asked.payee.allowed)
    requirements.push({
      rule: asked.payee.rule,
      because: `${asked.payee.because} Until then one more has to agree.`,
      until: null,
    })
  const waits = cooling !== undefined && terms.cooling === 'wait'
  const more = (cooling !== undefined && !waits ? 1 : 0) + (asked.payee.allowed ? 0 : 1)
  return { approvers: needed + more, held_until: waits ? cooling.until : null, requirements }
}

function coolingOf({ terms, bank_account, is_destination_approved }: RequiredAsked, at: Instant) {
  const { details_given_at, created_at } = bank_account
  const until = plusMs(details_given_at, terms.cooling_days * DAY_MS)
  if (is_destination_approved || at >= until) return undefined
  const isNew = details_given_at === created_at
  const what = isNew ? 'The bank account is new' : 'The details of the bank account were changed'
  const then = terms.cooling === 'wait' ? 'nothing is paid to it' : 'one more has to agree'
  return {
    until,
    requirement: {
      rule: isNew ? 'destination_new' : 'destination_changed',
      because: `${what}: ${then} for ${terms.cooling_days} days, unless somebody else approves the details.`,
      until: instantText(until),
    },
  }
}
