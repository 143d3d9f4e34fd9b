import type { Day } from '../../../../kernel/world.ts'
import { plusDays } from '../../calendars/days.ts'
import { readAchReturnCode } from '../../codes/ach.ts'
import type { RuleBook } from '../rule_book.ts'
import { allow, refuse, throughDay, type Verdict } from '../verdict.ts'
import { type AchRule, achRules } from './facts/ach_rules.ts'

export type ReinitiateAsked = {
  /** Why the last attempt came back, and when that return settled. */
  readonly code: string
  readonly return_settled_on: Day
  readonly original_settled_on: Day
  /** The effective entry date of the entry that would be sent. */
  readonly on: Day
  /** In cents. */
  readonly amount: bigint
  readonly original_amount: bigint
  /** How many times it was reinitiated already. */
  readonly reinitiated: number
  /** Company Name and Company ID are those of the original. */
  readonly same_company: boolean
  /** The Receiver approved this payment again after it was stopped (R08). */
  readonly has_new_approval?: boolean
  /** A new authorization was given after one was revoked or denied. */
  readonly has_new_authorization?: boolean
  /** What was wrong with the entry was put right. */
  readonly is_corrected?: boolean
}
export type ReinitiateVerdict = Verdict & {
  /** What must stand in Company Entry Description; null: what stood there, because it counts as a new entry. */
  readonly description: 'RETRY PYMT' | null
}

const noDescription = (verdict: Verdict): ReinitiateVerdict => ({ ...verdict, description: null })
const UNAUTHORIZED_SOURCE = 'vacul.org: R07 and R10 need a new authorization'

/**
 * Whether a returned entry may be sent again, until when and with what description. Pure: the caller counts the
 * attempts. Source: payment-codes.md 1.1. An unknown code may not be sent again.
 */
export function mayReinitiate(
  asked: ReinitiateAsked,
  rules: RuleBook<AchRule> = achRules,
): ReinitiateVerdict {
  const { code } = asked
  const row = readAchReturnCode(code)
  if (row.auto_action === 'RETRY_NSF') return unpaid(asked, rules)
  if (!row.is_known)
    return noDescription(refuse('ach.reinitiate.unknown_code', `${code} is not known.`, row.source))
  if (row.window.kind === 'banking_days' && ['return', 'dishonor'].includes(row.window.from))
    return noDescription(refuse('ach.reinitiate.no_return', `${code} is no return of an entry.`, row.source))
  if (code === 'R08') return noDescription(stopped(asked))
  if (code === 'R11') return noDescription(corrected(asked, rules))
  if (row.bucket === 'unauthorized' || row.auto_action === 'REVOKE_MANDATE')
    return noDescription(unauthorized(asked))
  if (row.auto_action === 'COMPLIANCE_HOLD')
    return noDescription(refuse('ach.reinitiate.compliance', `${code}: compliance decides.`, row.source))
  const rule = 'ach.reinitiate.cause_corrected'
  const source = 'vacul.org: other returns only after the cause was corrected'
  return noDescription(
    asked.is_corrected === true
      ? allow(rule, 'The cause of the return was corrected.', source)
      : refuse(rule, `${code} may be sent again only after its cause was corrected.`, source),
  )
}

function unpaid(asked: ReinitiateAsked, rules: RuleBook<AchRule>): ReinitiateVerdict {
  const { original_settled_on, on } = asked
  const times = rules.on('reinitiations', original_settled_on)
  const window = rules.on('reinitiation_window', original_settled_on)
  const until = plusDays(original_settled_on, window.value)
  const no = (rule: string, because: string, source: string): ReinitiateVerdict =>
    noDescription(refuse(rule, because, source, { until }))
  if (asked.reinitiated >= times.value)
    return no('ach.reinitiate.times', `${times.value} reinitiations are used up.`, times.source)
  if (asked.amount !== asked.original_amount)
    return no('ach.reinitiate.same_amount', 'The amount must be that of the original entry.', window.source)
  if (!asked.same_company)
    return no(
      'ach.reinitiate.same_company',
      'Company Name and ID must be those of the original.',
      window.source,
    )
  if (on < asked.return_settled_on)
    return no('ach.reinitiate.after_return', 'The return has not settled yet.', window.source)
  const because = `At most ${times.value} more times within ${window.value} days of the original settlement.`
  const verdict = throughDay(on, until, 'ach.reinitiate.window', because, window.source)
  return { ...verdict, description: verdict.allowed ? 'RETRY PYMT' : null }
}

function stopped({ has_new_approval = false }: ReinitiateAsked): Verdict {
  const rule = 'ach.reinitiate.stopped'
  const source = 'vacul.org: R08 only with the consent of the Receiver'
  return has_new_approval
    ? allow(rule, 'The Receiver approved the payment again.', source)
    : refuse(rule, 'The Receiver stopped it and has not approved it again.', source)
}

function corrected(asked: ReinitiateAsked, rules: RuleBook<AchRule>): Verdict {
  const window = rules.on('corrected_entry_window', asked.return_settled_on)
  const until = plusDays(asked.return_settled_on, window.value)
  const rule = 'ach.reinitiate.corrected_entry'
  if (asked.is_corrected !== true)
    return refuse(rule, 'R11: only an entry that was put right.', window.source, { until })
  const because = `R11: a corrected entry within ${window.value} days of the settlement of the return.`
  return throughDay(asked.on, until, rule, because, window.source)
}

function unauthorized({ code, has_new_authorization = false }: ReinitiateAsked): Verdict {
  const rule = 'ach.reinitiate.new_authorization'
  return has_new_authorization
    ? allow(rule, 'There is a new authorization.', UNAUTHORIZED_SOURCE)
    : refuse(rule, `${code}: never without a new authorization.`, UNAUTHORIZED_SOURCE)
}

export type ReturnFeeAsked = {
  readonly code: string
  readonly return_settled_on: Day
  readonly on: Day
  /** The Receiver was told of the fee before the entry. */
  readonly has_notice: boolean
  /** A fee was taken for this item already. */
  readonly has_fee: boolean
}
export type ReturnFeeVerdict = Verdict & { readonly description: 'RETURN FEE' }

/** Whether a fee for a returned item may be debited: one per item, for R01 and R09, after notice. */
export function mayChargeReturnFee(
  asked: ReturnFeeAsked,
  rules: RuleBook<AchRule> = achRules,
): ReturnFeeVerdict {
  return { ...returnFee(asked, rules), description: 'RETURN FEE' }
}

function returnFee(asked: ReturnFeeAsked, rules: RuleBook<AchRule>): Verdict {
  const source = 'BankFiveNine on return fee entries'
  if (readAchReturnCode(asked.code).auto_action !== 'RETRY_NSF')
    return refuse('ach.return_fee.code', 'Only R01 and R09 bear a fee.', source)
  if (!asked.has_notice) return refuse('ach.return_fee.notice', 'The Receiver had no prior notice.', source)
  if (asked.has_fee) return refuse('ach.return_fee.once', 'One fee per returned item.', source)
  const window = rules.on('return_fee_window', asked.return_settled_on)
  return throughDay(
    asked.on,
    plusDays(asked.return_settled_on, window.value),
    'ach.return_fee.window',
    `Within ${window.value} days of the settlement of the return.`,
    window.source,
  )
}
