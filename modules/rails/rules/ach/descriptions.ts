import type { Day } from '../../../../kernel/world.ts'
import type { RuleBook } from '../rule_book.ts'
import { allow, refuse, type Verdict } from '../verdict.ts'
import { type AchRule, achRules } from './facts/ach_rules.ts'
import type { AchDirection } from './facts/windows.ts'

export type EntryPurpose =
  | 'wages'
  | 'online_purchase'
  | 'retry'
  | 'return_fee'
  | 'reversal'
  | 'micro_entry'
  | 'other'
export type RequiredDescription =
  | 'PAYROLL'
  | 'PURCHASE'
  | 'RETRY PYMT'
  | 'RETURN FEE'
  | 'REVERSAL'
  | 'ACCTVERIFY'

export type DescriptionAsked = {
  readonly purpose: EntryPurpose
  readonly sec: string
  readonly direction: AchDirection
  /** The effective entry date. */
  readonly on: Day
}

const always: Readonly<
  Record<Exclude<EntryPurpose, 'wages' | 'online_purchase' | 'other'>, RequiredDescription>
> = {
  retry: 'RETRY PYMT',
  return_fee: 'RETURN FEE',
  reversal: 'REVERSAL',
  micro_entry: 'ACCTVERIFY',
}

/** What Company Entry Description must say; null where the originator chooses. Two of them are mandatory from a day on. */
export function requiredDescription(
  { purpose, sec, direction, on }: DescriptionAsked,
  rules: RuleBook<AchRule> = achRules,
): RequiredDescription | null {
  if (purpose === 'other') return null
  if (purpose === 'wages')
    return sec === 'PPD' && direction === 'credit' && rules.isInForce('payroll_description', on)
      ? 'PAYROLL'
      : null
  if (purpose === 'online_purchase')
    return direction === 'debit' && rules.isInForce('purchase_description', on) ? 'PURCHASE' : null
  return always[purpose]
}

/** Whether an entry is described as it must be. */
export function checkDescription(
  asked: DescriptionAsked & { readonly description: string },
  rules: RuleBook<AchRule> = achRules,
): Verdict {
  const required = requiredDescription(asked, rules)
  const rule = 'ach.description'
  const { source } = rules.on('payroll_description', asked.on)
  if (required === null) return allow(rule, 'No description is prescribed.', source)
  return asked.description.trim() === required
    ? allow(rule, `It says ${required}.`, source)
    : refuse(rule, `Company Entry Description must be ${required}.`, source)
}

/** Whether an originator must watch its entries for fraud: the large ones first, then everybody. */
export function mustMonitorFraud(
  { on, entries_2023 }: { readonly on: Day; readonly entries_2023: number },
  rules: RuleBook<AchRule> = achRules,
): boolean {
  if (rules.isInForce('fraud_monitoring_all', on)) return true
  const large = rules.on('fraud_monitoring_large', on)
  return rules.isInForce('fraud_monitoring_large', on) && entries_2023 > large.value
}
